"""One quick scan that says which of many patterns can match a text at all.

Every match of a pattern contains one of its literals (`literals.py`), so a pattern none of whose
literals occur cannot match: leaving it out changes no verdict. One Aho-Corasick scan finds the
literals of all patterns together, in time linear in the text.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from safety.crisis.literals import needed

_T = TypeVar("_T")


class FirstLook(Generic[_T]):
    """`pattern` gives the pattern of an item. Items without literals always may match."""

    def __init__(self, items: Sequence[_T], pattern: Callable[[_T], re.Pattern[str]]) -> None:
        self.items = tuple(items)
        self._always = 0
        wanted: defaultdict[str, int] = defaultdict(int)
        for bit, item in enumerate(items):
            literals = needed(pattern(item))
            if literals is None:
                self._always |= 1 << bit
            for literal in literals or ():
                wanted[literal] |= 1 << bit
        self._bits = tuple(wanted.values())
        self._scan = AhoCorasick(list(wanted)) if wanted else None

    def may_match(self, *texts: str) -> tuple[_T, ...]:
        """The items, in order, whose pattern could match one of the texts or a part of one."""
        seen = self._always
        for text in texts:
            seen |= self._seen(text)
        if not seen:
            return ()
        return tuple(item for bit, item in enumerate(self.items) if seen >> bit & 1)

    def _seen(self, text: str) -> int:
        if self._scan is None:
            return 0
        try:
            found = self._scan.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # lone surrogates, which the scanner cannot take
            return (1 << len(self.items)) - 1
        seen = 0
        for literal, _, _ in found:
            seen |= self._bits[literal]
        return seen
