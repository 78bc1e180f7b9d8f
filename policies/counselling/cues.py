"""What the counsellor's book hears in a person's words: wishes and criteria."""

from kernel.events import Language
from policies.counselling.book import Book, Criterion, Wish
from policies.words.hearing import clauses, feeling_in, found, wants
from policies.words.normal import plain


def wish_of(text: str, book: Book, language: Language) -> Wish | None:
    """What a person wants of the talk itself; the first in the book that fits."""
    return next((each.id for each in book.wishes if wants(each, text, language)), None)


def meets(criterion: Criterion, text: str, book: Book, language: Language) -> bool:
    """Whether the words hold a cue of the criterion, and none of what is no answer to it."""
    if refuses(criterion, text, language):
        return False
    if criterion.by_feeling and feeling_in(text, book.feelings, language):
        return True
    return found(criterion.cues.in_(language), plain(text), language)


def refuses(criterion: Criterion, text: str, language: Language) -> bool:
    """Whether the words, though they may answer, are not to be built on."""
    return found(criterion.unless.in_(language), plain(text), language)


def misled(criterion: Criterion, text: str, language: Language) -> bool:
    """Whether a part of the words would meet the criterion if it were something to build on."""
    return any(
        refuses(criterion, part, language)
        and found(criterion.cues.in_(language), plain(part), language)
        for part in clauses(text, language)
    )
