"""The documents of a run: `summary.json`, whose keys are fixed, and `analysis.json`, the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from statistics import mean
from typing import Any

from kernel.events import Side
from sim.arena.account import PARTS, Session
from sim.figures.agreement import agreements, order_bias, positions, spreads, verbosity
from sim.figures.breakdown import by_item, by_stage, by_theme, overall_of
from sim.figures.ratings import comparisons, ratings
from sim.figures.scored import Results, Scored, overall
from sim.figures.sure import Difference, difference, estimate, holm
from sim.judging.compare import Choice
from sim.judging.sheet import Sheet
from sim.match import Usage

OURS = ("dialogues_per_minute", "overhead_ms_per_turn", "tokens")
"""Keys that speak of this machine and this start, not of the talks."""


def summary(results: Results, sessions: Sequence[Session]) -> dict[str, Any]:
    """`summary.json`. Shares from 0 to 1; tokens are 0 where no server counts."""
    turns = sum(_rounds(record.transcript.turns) for record in results.records)
    seconds = _seconds(sessions)
    played = sum(session.matches for session in sessions)
    rated = ratings(results.bots, comparisons(results))
    return {
        "matches": len(results.records) + sum(r == "not_played" for r in results.invalid.values()),
        "valid": len(results.scored),
        "invalid_reasons": results.reasons,
        "turns": turns,
        "dialogues_per_minute": round(60 * played / seconds, 1) if seconds else None,
        "overhead_ms_per_turn": _overhead(results, sessions),
        "pass": {bot: passes(results, bot) for bot in results.bots},
        "ratings": {
            bot: {key: round(value, 1) for key, value in asdict(rating).items()}
            for bot, rating in rated.items()
        },
        "tokens": tokens(sessions),
    }


def passes(results: Results, bot: str) -> dict[str, float | None]:
    """Shares of valid matches; `all`: each scale passes, `total`: their sum does."""
    verdicts = [one.verdict for one in results.of(bot) if one.verdict is not None]
    if not verdicts:
        return dict.fromkeys((*results.rubric.scales, "all", "total"), None)
    shares = {
        scale.value: mean(verdict.passed[scale] for verdict in verdicts)
        for scale in results.rubric.scales
    }
    return {
        "client": shares["client"],
        "counsellor": shares["counsellor"],
        "supervisor": shares["supervisor"],
        "all": mean(verdict.passed_all for verdict in verdicts),
        "total": mean(verdict.passed_total for verdict in verdicts),
    }


def analysis(
    results: Results, human: Sequence[Sheet] = (), choices: Sequence[Choice] = ()
) -> dict[str, Any]:
    """`analysis.json`: everything with its interval. `human` are sheets of raters, `choices` what
    judges said of talks side by side."""
    sheets = [sheet for one in results.scored for sheet in one.sheets]
    return {
        "rubric": results.rubric.version,
        "judges": list(results.order.judges),
        "people": results.order.people,
        "seed": results.order.seed,
        "bots": {bot: _bot(results, bot) for bot in results.bots},
        "differences": [asdict(one) for one in differences(results)],
        "agreement": [asdict(one) for one in agreements(results.rubric, sheets)],
        "human_agreement": [
            asdict(one)
            for one in agreements(results.rubric, [*human, *sheets])
            if "human:" in one.a + one.b
        ],
        "bias": {
            "order": _plain(order_bias(results)),
            "verbosity": _plain(verbosity(results)),
            "position": [asdict(one) for one in positions(choices)],
            "spread": [asdict(one) for one in spreads(sheets)],
        },
        "comparisons": [asdict(one) for one in comparisons(results)],
    }


def differences(results: Results) -> list[Difference]:
    """Of every two bots' overall scores, on the people that both met."""
    cards = {one.person: one.card.id for one in results.scored}
    scores = {bot: overall(results.of(bot)) for bot in results.bots}
    found = [
        told
        for a, b in combinations(results.bots, 2)
        if (told := difference((a, b), scores[a], scores[b], cards)) is not None
    ]
    return holm(found)


def tokens(sessions: Sequence[Session]) -> dict[str, Any]:
    """By part, over all starts of the run."""
    return {
        part: asdict(sum((session.usage[part] for session in sessions), Usage())) for part in PARTS
    }


def _bot(results: Results, bot: str) -> Mapping[str, Any]:
    mine: list[Scored] = list(results.of(bot))
    cards = [one.card.id for one in mine if one.verdict is not None]
    verdicts = [one.verdict for one in mine if one.verdict is not None]
    return {
        "revisions": sorted({one.record.transcript.revision for one in mine} - {""}),
        "overall": _plain(overall_of(mine)),
        "pass_all": _plain(estimate([float(v.passed_all) for v in verdicts], cards)),
        "pass_total": _plain(estimate([float(v.passed_total) for v in verdicts], cards)),
        "items": {
            scale.value: {item: _plain(told) for item, told in items.items()}
            for scale, items in by_item(results, bot).items()
        },
        "themes": {theme.value: _plain(told) for theme, told in by_theme(results, bot).items()},
        "stages": {stage.value: asdict(told) for stage, told in by_stage(results, bot).items()},
    }


def _plain(told: Any) -> dict[str, Any] | None:
    return None if told is None else asdict(told)


def _rounds(turns: Sequence[Any]) -> int:
    return sum(turn.side is Side.BOT and turn.round > 0 for turn in turns)


def _seconds(sessions: Sequence[Session]) -> float:
    """Wall time: shares of one start run beside each other."""
    starts: dict[int, float] = {}
    for session in sessions:
        starts[session.start_ms] = max(starts.get(session.start_ms, 0.0), session.seconds)
    return sum(starts.values())


def _overhead(results: Results, sessions: Sequence[Session]) -> float | None:
    """Mean milliseconds from sending to the end of the turn, less the model's share of it."""
    took = [
        turn.took_ms
        for record in results.records
        for turn in record.transcript.turns
        if turn.side is Side.BOT and turn.round > 0 and turn.outcome is not None
    ]
    if not took:
        return None
    model_ms = 1000 * sum(session.model_s for session in sessions)
    return round(max(0.0, mean(took) - model_ms / len(took)), 2)
