"""What is said about how often, and whether it is said of what was asked."""

from policies.interview.reading.clauses import Clause
from policies.interview.reading.marks import PLAIN, SURE, Asked, Mark, Reading
from policies.interview.tree import Status


def how_often(asked: Asked, parts: list[Clause], polarity: Status | None) -> Clause | None:
    """The clause that says how often what was asked about is. After a yes, and to a question that
    only asks how often, such words are believed anywhere; but there last."""
    timed = [c for c in parts if c.often is not None]
    for clause in timed:
        if clause.alone or clause.doubled or clause.cue or clause.head:
            return clause
    enough = asked.question.share or 1.0
    for clause in timed:
        assert clause.often is not None
        after_yes = polarity is Status.YES and clause.often.share >= enough
        if after_yes or asked.question.kind == "frequency":
            return clause
    return None


def no_more_than_that(asked: Asked, parts: list[Clause]) -> bool:
    """Whether it is too seldom where a share of days is asked for: "once or twice, that is all"."""
    wanted = asked.question.share
    if wanted is None or asked.question.risk is not None:
        return False
    often = [c.often.share for c in parts if c.often is not None]
    return any(c.limited for c in parts) and all(share < wanted for share in often)


def counted_days(asked: Asked, clause: Clause, polarity: Status | None) -> Reading | None:
    """What a share of days says, where it decides."""
    question, said = asked.question, clause.often
    assert said is not None
    if said.share == 0.0 and not clause.doubled:
        return Reading(mark=Mark.NO, quote=clause.raw, confidence=PLAIN, reason="never")
    if question.share is None:
        if question.kind == "risk" or question.risk is not None:  # once is enough
            return Reading(mark=Mark.YES, quote=clause.raw, confidence=PLAIN, reason="at times")
        if polarity is Status.YES:
            return None
        lean = Status.YES if said.share >= 0.5 else None
        return Reading(mark=Mark.PARTIAL, missing="clear", reason="how often", lean=lean)
    if said.share >= question.share and not said.vague:
        return Reading(
            mark=Mark.YES,
            quote=clause.raw,
            window="satisfied",
            confidence=SURE,
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
        lean=Status.YES if said.share >= 0.5 else Status.NO,
    )
