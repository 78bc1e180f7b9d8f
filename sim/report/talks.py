"""One talk as the report shows it: rounds with words in the middle and evidence beside them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.events import Language, Outcome, Side
from sim.arena.record import Record
from sim.figures.scored import Results, Scored
from sim.judging.scales import Rubric, Scale
from sim.match import Ruling, Turn
from sim.report.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A score that rests on a round."""

    scale: str
    name: str
    score: float
    most: int
    judge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One turn with its margin."""

    person: bool
    text: str
    notices: tuple[str, ...]
    marks: tuple[Mark, ...]
    held: tuple[Ruling, ...]
    """Verdicts other than that it may pass."""
    allowed: str
    """Which guards let it pass, in a few words."""
    facts: tuple[str, ...]
    outcome: str
    """"" unless the turn ended otherwise than with an answer."""
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    id: str
    bot: str
    card: str
    theme: str
    lang: str
    brief: str
    end: str
    overall: float | None
    passed: bool | None
    reasons: tuple[str, ...]
    fault: str
    seed: int
    said: tuple[Said, ...]
    totals: tuple[tuple[str, float, int, bool], ...]
    """Title of a scale, points, of how many, whether it passes."""


def talks(results: Results, words: Wording) -> list[Talk]:
    scored = {one.record.transcript.match.id: one for one in results.scored}
    return [
        _talk(record, scored.get(record.transcript.match.id), results.rubric, words)
        for record in sorted(results.records, key=lambda r: r.transcript.match.counsellor)
    ]


def _talk(record: Record, scored: Scored | None, rubric: Rubric, words: Wording) -> Talk:
    transcript = record.transcript
    match = transcript.match
    verdict = scored.verdict if scored is not None else None
    marks = _marks(scored, rubric, words.language)
    end = words(f"end_{transcript.end}")
    return Talk(
        id=match.id,
        bot=match.counsellor,
        card=match.card.id,
        theme=words(f"theme_{match.card.theme}"),
        lang="zh-Hans" if match.card.language is Language.ZH else "en",
        brief=match.card.brief,
        end=f"{end} ({transcript.left})" if transcript.left else end,
        overall=verdict.overall if verdict is not None else None,
        passed=verdict.passed_total if verdict is not None else None,
        reasons=record.reasons,
        fault=transcript.fault or "; ".join(f"{f.reason}: {f.quote}" for f in record.faults),
        seed=match.seed,
        said=tuple(_said(turn, marks.get(turn.round, ()), words) for turn in transcript.turns),
        totals=tuple(
            (
                file.title.in_(words.language),
                verdict.totals[scale],
                file.most,
                verdict.passed[scale],
            )
            for scale, file in rubric.scales.items()
        )
        if verdict is not None
        else (),
    )


def _said(turn: Turn, marks: Sequence[Mark], words: Wording) -> Said:
    passed = Counter(ruling.guard for ruling in turn.rulings if ruling.kind == "allow")
    facts = []
    if turn.state.stage is not None:
        facts.append(words(f"stage_{turn.state.stage}"))
    if (mood := turn.state.mood) is not None:
        facts.append(f"{words('distress')} {mood.distress:.2f}, {words('trust')} {mood.trust:.2f}")
    facts += turn.state.disclosed
    if turn.node:
        facts.append(turn.node)
    usual = turn.outcome in (None, Outcome.ANSWERED)
    return Said(
        person=turn.side is Side.USER,
        text=turn.text,
        notices=tuple(text for _, text in turn.notices),
        marks=tuple(marks) if turn.side is Side.BOT else (),
        held=tuple(ruling for ruling in turn.rulings if ruling.kind != "allow"),
        allowed=", ".join(f"{guard} ×{n}" if n > 1 else guard for guard, n in passed.items()),
        facts=tuple(facts),
        outcome="" if usual or turn.outcome is None else turn.outcome.value,
        round=turn.round,
    )


def _marks(
    scored: Scored | None, rubric: Rubric, language: Language
) -> dict[int, tuple[Mark, ...]]:
    """By round."""
    found: dict[int, tuple[Mark, ...]] = {}
    for sheet in scored.sheets if scored is not None else ():
        for one in sheet.scores:
            mark = Mark(
                scale=one.scale.value,
                name=rubric.item(Scale(one.scale), one.item).name.in_(language),
                score=one.score,
                most=rubric.scales[one.scale].max,
                judge=sheet.judge if sheet.repeat == 0 else f"{sheet.judge} #{sheet.repeat + 1}",
            )
            found[one.round] = (*found.get(one.round, ()), mark)
    return found
