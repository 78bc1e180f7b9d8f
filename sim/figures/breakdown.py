"""Where a bot does well and where not: by item, by theme, by stage of the talk."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean

from kernel.events import Outcome, Side
from sim.figures.scored import Results, Scored
from sim.figures.sure import Estimate, estimate
from sim.judging.scales import Scale
from sim.match import Stage, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFigures:
    """What happened while the person stood in a stage."""

    rounds: int
    share: Estimate | None
    """Of what could be had, from 0 to 1: scores that rest on rounds of this stage."""
    distress: float | None
    """Of the person, on average, from 0 to 1."""
    trust: float | None
    stopped: int
    """Turns of the bot that were blocked, failed or given to the crisis protocol."""


def by_item(results: Results, bot: str) -> Mapping[Scale, Mapping[str, Estimate]]:
    mine = [one for one in results.of(bot) if one.verdict is not None]
    cards = [one.card.id for one in mine]
    found: dict[Scale, dict[str, Estimate]] = {}
    for scale, file in results.rubric.scales.items():
        for item in file.items:
            values = [one.verdict.items[scale, item.id] for one in mine if one.verdict is not None]
            if (told := estimate(values, cards)) is not None:
                found.setdefault(scale, {})[item.id] = told
    return found


def by_theme(results: Results, bot: str) -> Mapping[Theme, Estimate]:
    """The overall score."""
    return {
        theme: told
        for theme in Theme
        if (told := overall_of([o for o in results.of(bot) if o.card.theme is theme])) is not None
    }


def overall_of(scored: list[Scored]) -> Estimate | None:
    judged = [one for one in scored if one.verdict is not None]
    values = [one.verdict.overall for one in judged if one.verdict is not None]
    return estimate(values, [one.card.id for one in judged])


def by_stage(results: Results, bot: str) -> Mapping[Stage, StageFigures]:
    """Stages are the person's own; a player that knows none leaves this empty."""
    found = {}
    for stage in Stage:
        seen = [(one, rounds_in(one, stage)) for one in results.of(bot)]
        rounds = sum(len(numbers) for _, numbers in seen)
        if rounds:
            found[stage] = _figures(results, seen, rounds)
    return found


def rounds_in(one: Scored, stage: Stage) -> frozenset[int]:
    turns = one.record.transcript.turns
    return frozenset(t.round for t in turns if t.side is Side.USER and t.state.stage is stage)


def _figures(
    results: Results, seen: list[tuple[Scored, frozenset[int]]], rounds: int
) -> StageFigures:
    shares, cards = [], []
    moods, stopped = [], 0
    for one, numbers in seen:
        got = [
            score.score / results.rubric.scales[score.scale].max
            for sheet in one.sheets
            for score in sheet.scores
            if score.round in numbers
        ]
        if got:
            shares.append(mean(got))
            cards.append(one.card.id)
        for turn in one.record.transcript.turns:
            if turn.round in numbers and turn.side is Side.USER and turn.state.mood is not None:
                moods.append(turn.state.mood)
            if turn.round in numbers and turn.side is Side.BOT:
                stopped += turn.outcome not in (None, Outcome.ANSWERED)
    return StageFigures(
        rounds=rounds,
        share=estimate(shares, cards),
        distress=mean(mood.distress for mood in moods) if moods else None,
        trust=mean(mood.trust for mood in moods) if moods else None,
        stopped=stopped,
    )
