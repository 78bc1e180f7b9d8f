"""Judges one answer to one question by rules: YES, NO, PARTIAL or UNCERTAIN, with a literal quote.

Rule 1: vague is never yes. A hedge, or an expression like "often" where a share of days is asked
for, leaves it PARTIAL, and so does a symptom that is named without saying how often.
Rule 2: what the person says about time and number wins over a bare yes.
Rule 3: how often something is counts only where it is said of what was asked: in a clause with a
sign of it, or in one that says nothing else.
Rule 4: a plain yes answers the question as it was asked, its window included.
"""

from dataclasses import replace

from policies.interview.answers import Aspect
from policies.interview.reading.clauses import Clause, clauses, language_of_answer, low
from policies.interview.reading.danger import careful
from policies.interview.reading.lengths import counted_out, lasting
from policies.interview.reading.lexicon import Lexicon
from policies.interview.reading.marks import PLAIN, SOFT, Asked, Mark, Reading
from policies.interview.reading.polarity import BOTH, Told, told
from policies.interview.reading.shares import (
    counted_days,
    how_often,
    mostly_not,
    no_more_than_that,
)
from policies.interview.tree import Status

ASKED_BACK = "a question"
"""Reason of a reading: words that ask are no answer, whatever they name."""
_LONGEST_QUOTE = 160
_ENOUGH = 0.5
"""Of a window's days: what lasted less is surely outside of it."""


def read(asked: Asked, text: str, lexicon: Lexicon) -> Reading:
    """What these words say to this question. Never raises; rubbish is UNCERTAIN."""
    said = corrected(text, lexicon)
    parts = clauses(said, lexicon, asked.question.cues)
    if not parts:
        return Reading(mark=Mark.UNCERTAIN, missing="clear", reason="silence")
    if asked.question.lasting_days is not None:
        reading = lasting(asked, asked.question.lasting_days, parts)
    else:
        reading = counted_out(asked, said, lexicon) or _yes_no(asked, parts, said)
    if said.rstrip()[-1:] in "?？" and not any(c.head for c in parts):
        reading = Reading(mark=Mark.PARTIAL, missing="clear", reason=ASKED_BACK)
    return _with_aspects(asked, reading)


def corrected(text: str, lexicon: Lexicon) -> str:
    """What stands after the last correction of oneself, if an answer stands there."""
    words = lexicon.in_(language_of_answer(text))
    plain, start, last = low(text), 0, 0
    while (match := words.finds("corrections", plain[start:])) is not None:
        if plain[: start + match.start()].strip():  # nothing is corrected by the first word
            last = start + match.end()
        start += max(1, match.end())
    rest = text[last:].strip()
    settled = any(c.head or c.often or c.spans for c in clauses(rest, lexicon, None))
    return rest if last and settled else text


def _yes_no(asked: Asked, everything: list[Clause], text: str) -> Reading:
    found = _yes_or_no(asked, everything, text)
    return found if asked.question.risk is None else careful(found, everything)


def _yes_or_no(asked: Asked, everything: list[Clause], text: str) -> Reading:
    if (days := _only_days(asked, everything)) is not None:
        return _not_now(days.raw, "too short")
    fitting = [c for c in everything if _in_time(asked, c)]
    if asked.days is not None and not _says_something(fitting):
        past = [c for c in everything if c.past and _says_something([c], short=True)]
        if past:
            return _not_now(past[0].raw, "only in the past")
    parts = fitting or everything
    if any(c.mixed for c in parts):
        return Reading(mark=Mark.PARTIAL, missing="clear", reason="yes and no")
    found = told(asked, parts)
    if no_more_than_that(asked, parts):
        return _not_now(_quote(text, [c for c in parts if c.limited]), "no more than that")
    if (well := mostly_not(asked, parts)) is not None:
        return _not_now(well.raw, "mostly not")
    hedged = any(_takes_the_edge_off(c) for c in parts)
    share = how_often(asked, parts, found.status)
    counted = None
    if share is not None and found.status is not Status.NO:
        counted = counted_days(asked, share, found.status)
    if counted is not None:
        quote = _quote(text, [share, *found.shown] if share else list(found.shown))
        return _unless_hedged(replace(counted, quote=quote), hedged=hedged)
    quote = _quote(text, list(found.shown))
    if (out := _outside(asked, parts)) is not None and found.status is not Status.NO:
        return out
    if found.status is None:
        return _unclear(asked, parts, found.reason, hedged=hedged)
    if found.status is Status.NO:  # "no, I sleep all right" is not hedged by its second half
        signs = [c for c in parts if Status.NO in (c.head, c.cue)] or list(found.shown)
        soft = all(c.hedged for c in signs)
        return _no(asked, quote, found.reason, hedged=soft)
    return _yes(asked, found, quote, hedged=hedged)


def _takes_the_edge_off(clause: Clause) -> bool:
    """A doubt counts where an answer stands, or where it is all there is."""
    answers = clause.head or clause.cue or clause.both or clause.alone or clause.often
    return clause.hedged and (bool(answers) or clause.short)


def _only_days(asked: Asked, parts: list[Clause]) -> Clause | None:
    """The clause by which it began only days ago, where it has to have been for weeks."""
    if asked.days is None or asked.days < 14 or asked.question.share is None:
        return None
    if any(span.high >= _ENOUGH * asked.days for c in parts for span in c.spans):
        return None
    found = [c for c in parts if c.recent and (c.cue is not Status.NO)]
    return found[0] if found and (len(parts) <= 3 or found[0].cue) else None


def _not_now(quote: str, reason: str) -> Reading:
    return Reading(mark=Mark.NO, quote=quote, window="missing", confidence=PLAIN, reason=reason)


def _in_time(asked: Asked, clause: Clause) -> bool:
    """Whether the clause speaks of the time that was asked about."""
    if asked.days is None:
        return not (clause.present and not clause.past)
    ago = [span.low for span in clause.spans if span.ago]
    if ago:
        return min(ago) <= asked.days
    return not (clause.past and not clause.present)


def _says_something(parts: list[Clause], *, short: bool = False) -> bool:
    return any(
        c.head or c.cue or c.both or c.well or c.often or c.hedged or (short and c.short)
        for c in parts
    )


def _quote(text: str, parts: list[Clause]) -> str:
    """From the first to the last of these clauses, if that is short; else the longest of them."""
    if not parts:
        return ""
    first, last = min(parts, key=lambda c: c.start), max(parts, key=lambda c: c.start)
    whole = text[first.start : last.start + len(last.raw)]
    return whole if len(whole) <= _LONGEST_QUOTE else max(parts, key=lambda c: len(c.raw)).raw


def _unclear(asked: Asked, parts: list[Clause], reason: str, *, hedged: bool) -> Reading:
    unsure = any(c.unsure for c in parts)
    partial = hedged or reason == BOTH
    grave = asked.question.risk is not None and any(c.cue is Status.YES for c in parts)
    return Reading(
        mark=Mark.PARTIAL if partial and not unsure else Mark.UNCERTAIN,
        missing="clear",
        reason="unsure" if unsure else "hedged" if hedged else reason,
        lean=Status.YES if (hedged and not unsure) or grave else None,
    )


def _unless_hedged(reading: Reading, *, hedged: bool) -> Reading:
    if reading.mark is Mark.YES and hedged:
        return replace(
            reading, mark=Mark.PARTIAL, missing="clear", reason="hedged", lean=Status.YES
        )
    return reading


def _no(asked: Asked, quote: str, reason: str, *, hedged: bool) -> Reading:
    """A soft no is asked about once, and again where a life may hang on it."""
    if hedged and (asked.tries == 0 or asked.question.risk is not None):
        return Reading(
            mark=Mark.PARTIAL, quote=quote, missing="clear", reason="hedged", lean=Status.NO
        )
    sure = SOFT if hedged else PLAIN
    return Reading(mark=Mark.NO, quote=quote, confidence=sure, reason=reason)


def _yes(asked: Asked, found: Told, quote: str, *, hedged: bool) -> Reading:
    if hedged:
        return Reading(
            mark=Mark.PARTIAL, quote=quote, missing="clear", reason="hedged", lean=Status.YES
        )
    timeless = found.reason == "cue" and not any(c.doubled for c in found.shown)
    if timeless and asked.question.share is not None:
        return Reading(
            mark=Mark.PARTIAL,
            quote=quote,
            missing="frequency",
            window="missing",
            reason="how often is missing",
            lean=Status.YES,
        )
    return Reading(
        mark=Mark.YES,
        quote=quote,
        window="satisfied",
        confidence=PLAIN if found.reason == "head" else SOFT,
        reason=found.reason,
    )


def _outside(asked: Asked, parts: list[Clause]) -> Reading | None:
    """A length of time that does not fill the window: clearly (no) or perhaps (partial)."""
    if asked.days is None or asked.question.share is None or asked.question.out_of:
        return None
    for clause in parts:
        answers = clause.cue or clause.alone or clause.head or clause.short or len(parts) <= 3
        for span in clause.spans if answers else ():
            if span.ago:
                continue
            if span.high < _ENOUGH * asked.days:
                return _not_now(clause.raw, "too short")
            if span.high < 0.9 * asked.days:
                return Reading(
                    mark=Mark.PARTIAL,
                    quote=clause.raw,
                    missing="window",
                    window="unclear",
                    reason="perhaps too short",
                    lean=Status.YES,
                )
    return None


def _with_aspects(asked: Asked, reading: Reading) -> Reading:
    """Windows matter where there is one; impairment is only what an impairment node is told."""
    question = asked.question
    told: Aspect = "satisfied" if reading.mark is Mark.YES else "missing"
    impairment: Aspect = told if question.kind == "impairment" else "not_required"
    wanted = question.share is not None or question.lasting_days is not None
    window = reading.window if wanted else "not_required"
    return replace(reading, window=window, impairment=impairment)
