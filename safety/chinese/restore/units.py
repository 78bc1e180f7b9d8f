"""Cuts a text into the units that the restorer reasons about, and undoes what loses nothing.

Traditional forms, full-width and mathematical letters, radicals of the Kangxi block and invisible
characters have one plain reading each. What is kept is kept as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.records import Plain

_INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
_RARE_HAN = (("\u3400", "\u4dbf"), ("\U00020000", "\U0002a6df"))
"""Characters that hardly anybody writes, except to hide another one."""
_KANGXI = ("\u2e80", "\u2fdf")
_PLAIN = re.compile("[\u4e00-\u9fff]+")


class Sort(IntEnum):
    HAN = 0
    LATIN = 1
    DIGIT = 2
    SPACE = 3
    EMOJI = 4
    OTHER = 5


class Unit(NamedTuple):
    char: str
    """In its plain reading; an emoji may be several code points."""
    start: int
    end: int
    sort: Sort
    undone: Kind | Plain | None
    """What was taken off to read it so."""


class Reader:
    """Knows the simplified forms and the emoji that have a reading."""

    def __init__(self, simplified: Mapping[str, str], emoji: Iterable[str]) -> None:
        self._simplified = simplified
        bare = {e.rstrip("\ufe0f") for e in emoji} | set(emoji)
        self._emoji = re.compile("|".join(map(re.escape, sorted(bare, key=len, reverse=True))))
        self._starts = frozenset(e[0] for e in bare)

    def units(self, text: str) -> list[Unit]:
        """In order. Invisible characters between them belong to none."""
        units: list[Unit] = []
        at, size, simplified, starts = 0, len(text), self._simplified, self._starts
        while at < size:
            char = text[at]
            if "\u4e00" <= char <= "\u9fff":
                plain = simplified.get(char)
                units.append(
                    Unit(char, at, at + 1, Sort.HAN, None)
                    if plain is None
                    else Unit(plain, at, at + 1, Sort.HAN, Kind.TRAD)
                )
                at += 1
                continue
            if char in starts and (found := self._emoji.match(text, at)):
                end = _tail(text, found.end())
                units.append(Unit(found[0].rstrip("\ufe0f"), at, end, Sort.EMOJI, None))
                at = end
                continue
            if char in _INVISIBLE:
                at += 1
                continue
            plain, sort, undone = _other(char)
            end = at + 1 if char.isascii() else _tail(text, at + 1)
            units.append(Unit(plain, at, end, sort, undone))
            at = end
        return units


def invisible(char: str) -> bool:
    return char in _INVISIBLE


def _tail(text: str, at: int) -> int:
    """Behind joiners and selectors, which belong to a symbol and hide nothing there."""
    while at < len(text) and text[at] in "\u200d\ufe0e\ufe0f\u20e3":
        at += 1
    return at


@lru_cache(maxsize=4096)
def _other(char: str) -> tuple[str, Sort, Kind | Plain | None]:
    if char.isascii():
        if char.isalpha():
            return char.lower(), Sort.LATIN, None
        if char.isdigit():
            return char, Sort.DIGIT, None
        return char, Sort.SPACE if char == " " else Sort.OTHER, None
    if any(first <= char <= last for first, last in _RARE_HAN):
        return char, Sort.HAN, None
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) == 1:
        if plain.isascii() and plain.isalpha():
            return plain.lower(), Sort.LATIN, "width"
        if plain.isascii() and plain.isdigit() and unicodedata.category(char) == "Nd":
            return plain, Sort.DIGIT, "width"
        if _PLAIN.match(plain) and _KANGXI[0] <= char <= _KANGXI[1]:
            return plain, Sort.HAN, Kind.VSIM
    return char, Sort.OTHER, None
