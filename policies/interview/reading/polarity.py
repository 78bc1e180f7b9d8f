"""Whether what was said is a yes or a no: heads and cues first, then what is said around them.

Rule 1: a yes or no, or words for what was asked, decide; a hum only where nothing else does.
Rule 2: where yes and no meet it is neither, unless the person turns against what they said first.
Rule 3: "all is well" is a no where an ailment was asked about, and a denial is one where it can
only be about the question: in a short answer, or where it names it.
"""

from dataclasses import dataclass

from policies.interview.reading.clauses import Clause
from policies.interview.reading.marks import Asked
from policies.interview.tree import Status

_FEW = 3
"""Clauses of an answer that has no room for anything but the answer."""
BOTH = "yes and no"
NOTHING = "no sign of an answer"


@dataclass(frozen=True, slots=True)
class Told:
    """Yes or no, the clauses that show it, and how."""

    status: Status | None
    shown: tuple[Clause, ...]
    reason: str


def told(asked: Asked, parts: list[Clause]) -> Told:
    heads = [c for c in parts if c.head is not None and not c.soft]
    cues = [c for c in parts if c.cue is not None]
    head = _settled(heads, parts)
    said = {status for status in (head, *(c.cue for c in cues)) if status is not None}
    if len(said) > 1 or (heads and head is None):
        wide = asked.question.risk is None and not heads
        answer = _sentence_that_answers(parts) if wide else parts
        return told(asked, answer) if len(answer) < len(parts) else Told(None, (), BOTH)
    if heads:
        shown = next(c for c in reversed(heads) if c.head is head)
        return Told(head, (shown, *cues[:1]), "head")
    if cues:
        return Told(cues[0].cue, (cues[0],), "cue")
    if any(c.both for c in parts):
        return Told(None, (), BOTH)
    if any(c.alone for c in parts):
        return Told(None, (), NOTHING)
    return _between_the_lines(asked, parts)


def denied(asked: Asked, clause: Clause) -> bool:
    """Whether the clause by itself says that it is not so."""
    if clause.cue is not None or clause.head is not None:
        return Status.NO in (clause.cue, clause.head)
    return clause.well and ailment(asked) and not clause.ill


def ailment(asked: Asked) -> bool:
    """Whether "all is well" would be a no to this question."""
    question = asked.question
    if question.kind == "symptom":
        return question.share is not None or question.risk is not None
    return question.share is not None or question.kind in ("screen", "impairment")


def _sentence_that_answers(parts: list[Clause]) -> list[Clause]:
    """The one with most signs of an answer; all of them if there are several such."""
    weights: dict[int, int] = {}
    for c in parts:
        signs = (c.head and not c.soft, c.cue, c.named, c.back, c.often)
        weights[c.sentence] = weights.get(c.sentence, 0) + sum(map(bool, signs))
    best = max(weights.values())
    first = [sentence for sentence, weight in weights.items() if weight == best]
    return [c for c in parts if c.sentence == first[0]] if len(first) == 1 else parts


def _settled(heads: list[Clause], parts: list[Clause]) -> Status | None:
    """What the heads come to; the last one counts if anything behind the first turns."""
    statuses = {c.head for c in heads}
    if len(statuses) < 2:
        return heads[0].head if heads else None
    turns = any(c.turned for c in parts if c.start > heads[0].start)
    return heads[-1].head if turns else None


def _between_the_lines(asked: Asked, parts: list[Clause]) -> Told:
    for clause in parts:
        if denied(asked, clause):
            return Told(Status.NO, (clause,), "all is well")
    for clause in parts:
        sure = clause.denies and not (clause.unsure or clause.hedged or clause.ill)
        if sure and _of_what_was_asked(asked, clause, few=len(parts) <= _FEW):
            return Told(Status.NO, (clause,), "denied")
    hums = [c for c in parts if c.head is not None and c.soft]
    if hums and len(parts) <= _FEW and not any(c.often for c in parts):
        return Told(hums[0].head, (hums[0],), "head")
    return Told(None, (), NOTHING)


def _of_what_was_asked(asked: Asked, clause: Clause, *, few: bool) -> bool:
    """Whether a denial is a no to the question. "I haven't laughed for weeks" denies nothing that
    an ailment is about, so there it has to point back; where a life may hang on it, at least name
    what it denies: "I'm not safe" is as short as a no.
    """
    if asked.question.risk is not None:
        return clause.back or clause.named
    return clause.back or (few and asked.question.kind in ("exclusion", "frequency"))
