"""What the counsellor's book hears in a person's words: wishes and criteria."""

from kernel.events import Language
from policies.counselling.book import Book, Criterion, Wish
from policies.words.hearing import (
    feeling_in,
    found,
    wants,
)
from policies.words.normal import plain


def wish_of(text: str, book: Book, language: Language) -> Wish | None:
    """What a person wants of the talk itself; the first in the book that fits."""
    return next((each.id for each in book.wishes if wants(each, text, language)), None)


def meets(criterion: Criterion, text: str, book: Book, language: Language) -> bool:
    """Whether the words hold a cue of the criterion."""
    if criterion.by_feeling and feeling_in(text, book.feelings, language):
        return True
    return found(criterion.cues.in_(language), plain(text), language)
