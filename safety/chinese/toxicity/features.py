"""From a text to the numbers of its features: hashed n-grams of several views, and lexicon marks.

    written   the characters as they stand: n-grams of 1 to 3
    meant     the characters after the disguises were undone: n-grams of 1 to 4
    sounds    the toneless readings of what is meant: n-grams of 1 to 3 syllables
    words     which kinds of words of the lexicon stand in what is meant

A view's features are binary, and the view is scaled to length one, so long texts do not shout.
No vocabulary is stored: a feature is its hash (Weinberger et al. 2009), in 20 bits.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import sqrt
from zlib import crc32

from safety.chinese.toxicity.lexicon import Lexicon

BITS = 20
SIZE = 1 << BITS
VIEWS = ("written", "meant", "sounds", "words")

Features = Sequence[tuple[Sequence[int], float]]
"""For each view the numbers of its features and the value that all of them have."""


def normal(text: str) -> str:
    """Full-width to half-width, lower case, character by character: offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join([_plain(char) for char in text])


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    made = unicodedata.normalize("NFKC", char).lower()
    return made if len(made) == 1 else char


class Extractor:
    """About 0.1 ms for 30 characters. `sounds` maps a character to its usual toneless reading."""

    def __init__(self, lexicon: Lexicon, sounds: Mapping[str, str]) -> None:
        self._lexicon = lexicon
        self._sounds = sounds

    def features(self, written: str, meant: str) -> Features:
        """Both in normal form."""
        sounds = self._sounds
        syllables = [sounds.get(char, char) for char in meant if char != " "]
        return (
            _view(_grams("w", _bytes(f"^{written}$"), 3)),
            _view(_grams("m", _bytes(f"^{meant}$"), 4)),
            _view(_grams("s", _bytes(syllables), 3, between=b" ")),
            _view(self._marks(meant)),
        )

    def _marks(self, meant: str) -> set[int]:
        marks: set[int] = set()
        for hit in self._lexicon.find(meant):
            strength = "strong" if hit.strong else "weak"
            marks.add(_hash(f"l{strength}"))
            marks.add(_hash(f"l{strength} {hit.kind} {hit.target}"))
        return marks


def _view(numbers: set[int]) -> tuple[tuple[int, ...], float]:
    return tuple(numbers), 1 / sqrt(len(numbers)) if numbers else 0.0


def _hash(gram: str) -> int:
    return crc32(gram.encode("utf-8", "surrogatepass")) & (SIZE - 1)


def _bytes(tokens: Iterable[str]) -> list[bytes]:
    return [token.encode("utf-8", "surrogatepass") for token in tokens]


def _grams(prefix: str, tokens: Sequence[bytes], longest: int, between: bytes = b"") -> set[int]:
    """The hashes of all runs of 1 to `longest` tokens.

    A checksum goes on from that of a shorter run, so that every run costs one token's time.
    """
    first, last, mask = crc32(prefix.encode()), len(tokens), SIZE - 1
    later = [between + token for token in tokens] if between else tokens
    found: set[int] = set()
    for at, token in enumerate(tokens):
        known = crc32(token, first)
        found.add(known & mask)
        for following in later[at + 1 : min(at + longest, last)]:
            known = crc32(following, known)
            found.add(known & mask)
    return found
