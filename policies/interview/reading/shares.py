"""What is said about how often, and whether it is said of what was asked."""

from policies.interview.reading.clauses import Clause
from policies.interview.reading.marks import PLAIN, SOFT, SURE, Asked, Mark, Reading
from policies.interview.reading.polarity import denied
from policies.interview.tree import Status

_ONCE = 0.1
"""The share for which once or twice stands."""
_MOSTLY = 0.5
"""Of days or occasions: who is well on so many does not have it on most."""


def how_often(asked: Asked, parts: list[Clause], polarity: Status | None) -> Clause | None:
    """The clause that says how often what was asked about is; of several, the one that says most.

    After a yes, and to a question that only asks how often, such words are believed anywhere, and
    of complaints in words that are not known if they come nearly as often as was asked.
    """
    once = asked.days is None and asked.question.kind == "screen"  # "it happened once" is a yes
    least = _ONCE if once else -1.0
    timed = [c for c in parts if c.often and not denied(asked, c) and not _never_well(c)]
    timed = [c for c in timed if _share(c) > least or _share(c) == 0.0]
    own = [c for c in timed if c.alone or c.doubled or c.cue or c.head or _other_words(asked, c)]
    if own or (timed and asked.question.kind == "frequency"):
        return max(own or timed, key=_share)
    enough = asked.question.share or 1.0
    for clause in timed:
        near = (
            clause.named or clause.back or clause.short or any(c.head is Status.YES for c in parts)
        )
        if polarity is Status.YES and near and _share(clause) >= enough:
            return clause
    return None


def mostly_not(asked: Asked, parts: list[Clause]) -> Clause | None:
    """The clause by which it is not so most of the time: "most nights I sleep well"."""
    if asked.question.share is None or asked.question.risk is not None:
        return None
    wanted = asked.question.share
    if any(_share(c) >= wanted and not _well_then(asked, c) for c in parts):
        return None
    return next((c for c in parts if _share(c) >= _MOSTLY and _well_then(asked, c)), None)


def no_more_than_that(asked: Asked, parts: list[Clause]) -> bool:
    """Whether it is too seldom where a share of days is asked for: "once or twice, that is all"."""
    wanted = asked.question.share
    if wanted is None or asked.question.risk is not None:
        return False
    often = [_share(c) for c in parts if c.often is not None and not _well_then(asked, c)]
    return any(c.limited for c in parts) and all(share < wanted for share in often)


def counted_days(asked: Asked, clause: Clause, polarity: Status | None) -> Reading | None:
    """What a share of days says, where it decides."""
    question, said = asked.question, clause.often
    assert said is not None
    never = said.share == 0.0 and not clause.doubled
    if never and (question.share is not None or polarity is None):
        return Reading(mark=Mark.NO, quote=clause.raw, confidence=PLAIN, reason="never")
    if question.share is None:
        if never:
            return None
        if question.kind == "risk" or question.risk is not None:  # once is enough
            return Reading(mark=Mark.YES, quote=clause.raw, confidence=PLAIN, reason="at times")
        if polarity is Status.YES:
            return None
        lean = Status.YES if said.share >= _MOSTLY else None
        return Reading(mark=Mark.PARTIAL, missing="clear", reason="how often", lean=lean)
    if said.share >= question.share and not said.vague:
        known = clause.alone or clause.doubled or clause.cue or clause.head
        return Reading(
            mark=Mark.YES,
            quote=clause.raw,
            window="satisfied",
            confidence=SURE if known else SOFT,
            reason="often enough",
        )
    definite = not said.vague or (asked.tries > 0 and said.share < question.share)
    if definite:
        return Reading(
            mark=Mark.NO, quote=clause.raw, window="missing", confidence=PLAIN, reason="too seldom"
        )
    return Reading(
        mark=Mark.PARTIAL,
        quote=clause.raw,
        missing="frequency",
        window="unclear",
        reason="vague frequency",
        lean=Status.YES if said.share >= _MOSTLY else Status.NO,
    )


def _never_well(clause: Clause) -> bool:
    """Where "never" is part of the complaint: "I never sleep well"."""
    return _share(clause) == 0.0 and clause.cue is Status.YES


def _share(clause: Clause) -> float:
    return clause.often.share if clause.often is not None else -1.0


def _well_then(asked: Asked, clause: Clause) -> bool:
    if clause.doubled or clause.cue is Status.YES:
        return False
    return denied(asked, clause) or (clause.limited and not clause.ill)


def _other_words(asked: Asked, clause: Clause) -> bool:
    """A complaint in words that no cue knows, as often as was asked for."""
    wanted = asked.question.share
    return wanted is not None and clause.ill and not clause.well and _share(clause) >= wanted
