"""What can be heard in a person's words without a model: language, wishes, feelings, clauses."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kernel.events import Language
from policies.counselling.book import Book, Criterion, Wish

_CLAUSE_END = re.compile(r"[。！？!?；;\n，,]+|\.(?=\s|$)|\s+[-–—]\s+")
_WORD = re.compile(r"[a-z0-9']+")
_FRAME_REACH = 3
"""English words between a frame ("feel") and the feeling it frames."""
_TURN_REACH = 3
"""Chinese characters before a feeling in which a negation still turns it round."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in characters; Chinese says the same in about a third of the letters."""

    substantive: int
    quote_min: int
    quote_max: int
    feeling_max: int


SIZES = {
    Language.ZH: Sizes(substantive=6, quote_min=4, quote_max=28, feeling_max=6),
    Language.EN: Sizes(substantive=16, quote_min=10, quote_max=90, feeling_max=24),
}


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def language_of(text: str, otherwise: Language) -> Language:
    """The language that somebody writes in; a few Latin words in Chinese are still Chinese."""
    letters = [char for char in text if char.isalpha()]
    han = sum(map(is_han, letters))
    if han >= 2 and han * 4 >= len(letters):
        return Language.ZH
    if not han and len(_WORD.findall(text.lower())) >= 4:
        return Language.EN
    return otherwise


def plain(text: str) -> str:
    """Lower case, straight quotes, full-width letters narrow, single spaces."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
    return " ".join(folded.split())


def wish_of(text: str, book: Book, language: Language) -> Wish | None:
    """What a person wants of the talk itself; the first in the book that fits."""
    words = plain(text)
    for wanting in book.wishes:
        if len(words) > wanting.longest.in_(language):
            continue
        if _any(wanting.unless.in_(language), words, language):
            continue
        if _any(wanting.cues.in_(language), words, language):
            return wanting.id
    return None


def feeling_in(text: str, book: Book, language: Language) -> str:
    """The last word for a feeling of the person's own, or "". Negated ones do not count."""
    words = plain(text)
    known = book.feelings.in_(language)
    found: list[tuple[int, str]] = []
    for word in known.words:
        for at in _places(word, words, language):
            if _is_own(words, at, known.frames, known.turned, language):
                found.append((at, word))
    return max(found)[1] if found else ""


def meets(criterion: Criterion, text: str, book: Book, language: Language) -> bool:
    """Whether the words hold a cue of the criterion."""
    if criterion.by_feeling and feeling_in(text, book, language):
        return True
    return _any(criterion.cues.in_(language), plain(text), language)


def is_substantive(text: str, language: Language) -> bool:
    """Whether somebody said enough to count as an answer to a question."""
    return sum(char.isalnum() for char in text) >= SIZES[language].substantive


def clauses(text: str, language: Language) -> list[str]:
    """Parts of what was said, word for word, that are neither too short nor too long to quote."""
    sizes = SIZES[language]
    parts = [part.strip(" \t\"'“”‘’「」：:、") for part in _CLAUSE_END.split(text)]
    return [part for part in parts if sizes.quote_min <= len(part) <= sizes.quote_max]


def telling_clause(text: str, book: Book, language: Language) -> str:
    """The clause that says most: one with a feeling if there is one, else the longest; or ""."""
    parts = clauses(text, language)
    felt = [part for part in parts if feeling_in(part, book, language)]
    return max(felt or parts, key=len, default="")


def _any(cues: Iterable[str], words: str, language: Language) -> bool:
    return any(_places(cue, words, language) for cue in cues)


def _places(cue: str, words: str, language: Language) -> list[int]:
    pattern = re.escape(plain(cue))
    if language is Language.EN:
        pattern = rf"(?<![a-z0-9']){pattern}(?![a-z0-9])"
    return [match.start() for match in re.finditer(pattern, words)]


def _is_own(
    words: str, at: int, frames: tuple[str, ...], turned: tuple[str, ...], language: Language
) -> bool:
    """Whether the feeling that begins at `at` is the speaker's and is not denied."""
    if language is Language.ZH:
        near = words[max(0, at - _TURN_REACH) : at]
        return not any(near.endswith(turn) for turn in turned)
    before = _WORD.findall(words[:at])[-_FRAME_REACH:]
    return not set(before) & set(turned) and bool(set(before) & set(frames))
