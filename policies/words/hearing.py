"""What can be heard in a person's words without a model: language, feelings, clauses, quotes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kernel.events import Language
from policies.words.normal import plain
from policies.words.texts import Feelings, FeelingWords, Wanted
from policies.words.unquoted import may_quote

_CLAUSE_END = re.compile(r"[。！？!?；;\n，,]+|\.(?=\s|$)|\s+[-–—]\s+")
_WORD = re.compile(r"[a-z0-9']+")
_FRAME_REACH = 3
"""English words between a frame ("feel") and the feeling it frames."""


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


def wants(wanted: Wanted, text: str, language: Language) -> bool:
    """Whether somebody says in a few words that this is what they want."""
    words = plain(text)
    if len(words) > wanted.longest.in_(language):
        return False
    if found(wanted.unless.in_(language), words, language):
        return False
    return found(wanted.cues.in_(language), words, language)


def feeling_in(text: str, feelings: Feelings, language: Language) -> str:
    """The last word for a feeling of the person's own, or "". Negated ones do not count."""
    words = plain(text)
    known = feelings.in_(language)
    heard: list[tuple[int, str]] = []
    for word in known.words:
        for at in places(word, words, language):
            if _is_own(words, at, known, language):
                heard.append((at, word))
    return max(heard)[1] if heard else ""


def is_substantive(text: str, language: Language) -> bool:
    """Whether somebody said enough to count as an answer to a question."""
    return sum(char.isalnum() for char in text) >= SIZES[language].substantive


def clauses(text: str, language: Language) -> list[str]:
    """Parts of what was said, word for word, that are fit to quote: neither too short nor too long,
    and no abuse."""
    sizes = SIZES[language]
    parts = [part.strip(" \t\"'“”‘’「」：:、") for part in _CLAUSE_END.split(text)]
    return [
        part
        for part in parts
        if sizes.quote_min <= len(part) <= sizes.quote_max and may_quote(part, language)
    ]


def telling_clause(text: str, feelings: Feelings, language: Language) -> str:
    """The clause that says most: one with a feeling if there is one, else the longest; or ""."""
    parts = clauses(text, language)
    felt = [part for part in parts if feeling_in(part, feelings, language)]
    return max(felt or parts, key=len, default="")


def said_by(quote: str, text: str, language: Language) -> str:
    """The quote if the person said it, cut to its longest clause that is fit to quote if it is
    long or abusive; else ""."""
    sizes = SIZES[language]
    quote = quote.strip(" \t\n\"'“”‘’「」。.，,")
    if len(quote) < sizes.quote_min or not occurs(quote, text):
        return ""
    if len(quote) <= sizes.quote_max and may_quote(quote, language):
        return quote
    return max(clauses(quote, language), key=len, default="")


def occurs(quote: str, text: str) -> bool:
    return bool(quote) and plain(quote) in plain(text)


def found(cues: Iterable[str], words: str, language: Language) -> bool:
    """Whether any cue is in the words, which are `plain` already."""
    return any(places(cue, words, language) for cue in cues)


def places(cue: str, words: str, language: Language) -> list[int]:
    """Where the cue is in the words, which are `plain` already."""
    pattern = re.escape(plain(cue))
    if language is Language.EN:
        pattern = rf"(?<![a-z0-9']){pattern}(?![a-z0-9])"
    return [match.start() for match in re.finditer(pattern, words)]


def _is_own(words: str, at: int, known: FeelingWords, language: Language) -> bool:
    """Whether the feeling that begins at `at` is the speaker's and is not denied."""
    clause = _CLAUSE_END.split(words[:at])[-1].lstrip()
    if any(re.search(pattern, clause) for pattern in known.others):
        return False
    if language is Language.ZH:
        return not words[:at].endswith(known.turned)
    before = _WORD.findall(words[:at])[-_FRAME_REACH:]
    return not set(before) & set(known.turned) and bool(set(before) & set(known.frames))
