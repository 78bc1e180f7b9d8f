"""Answers that are a number: "how long has it been?" and "on how many days?"."""

from policies.interview.answers import Aspect
from policies.interview.reading.amounts import counted, how_many, often
from policies.interview.reading.clauses import Clause, language_of_answer, low
from policies.interview.reading.lexicon import Lexicon
from policies.interview.reading.marks import PLAIN, SOFT, SURE, Asked, Mark, Reading
from policies.interview.tree import Status

_BARE = 24
"""Characters of an answer in which a number is what was asked for."""
_ALL = 0.9
"""Share of days from which words such as "every single day" say more than a number in them."""


def counted_out(asked: Asked, text: str, lexicon: Lexicon) -> Reading | None:
    """A bare number after "on how many days of seven?"; none where it says of how many itself."""
    question = asked.question
    if not asked.tries or question.out_of is None or question.share is None:
        return None
    plain, words = low(text), lexicon.in_(language_of_answer(text))
    said = often(plain, words)
    if len(text) > _BARE or counted(plain, words) or (said is not None and said.share >= _ALL):
        return None
    number = how_many(plain, question.out_of)
    if number is None or number > question.out_of:
        return None
    enough = number / question.out_of >= question.share
    return Reading(
        mark=Mark.YES if enough else Mark.NO,
        quote=text.strip(),
        window="satisfied" if enough else "missing",
        confidence=PLAIN,
        reason=f"{number:g} of {question.out_of}",
    )


def lasting(asked: Asked, least: int, parts: list[Clause]) -> Reading:
    """An answer to "how long"; a bare yes or no answers only the last clarification, which asks
    whether it has been that long."""
    for clause in sorted(parts, key=lambda c: not c.short):
        for span in clause.spans:
            if span.low >= least:
                return Reading(
                    mark=Mark.YES,
                    quote=clause.raw,
                    window="satisfied",
                    confidence=SOFT if clause.hedged else SURE,
                    reason="long enough",
                )
            if span.high < least:
                return Reading(
                    mark=Mark.NO,
                    quote=clause.raw,
                    window="missing",
                    confidence=SURE,
                    reason="too short",
                )
            return Reading(
                mark=Mark.PARTIAL,
                quote=clause.raw,
                missing="duration",
                window="unclear",
                reason="about the limit",
            )
    head = next((c for c in parts if c.head is not None), None)
    vague = any(c.hedged or c.often is not None or c.unsure for c in parts)
    if head is not None and not vague and asked.tries >= max(1, len(asked.question.clarify)):
        mark = Mark.YES if head.head is Status.YES else Mark.NO
        window: Aspect = "satisfied" if mark is Mark.YES else "missing"
        return Reading(mark=mark, quote=head.raw, window=window, confidence=SOFT, reason="head")
    mark = Mark.PARTIAL if vague else Mark.UNCERTAIN
    return Reading(mark=mark, missing="duration", window="missing", reason="no length of time")
