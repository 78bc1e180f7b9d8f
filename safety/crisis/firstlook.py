"""One quick scan that says which of many patterns can match a text at all.

A match contains one literal of each set that `literals.py` finds for its pattern, so a pattern
that lacks one cannot match: leaving it out changes no verdict. One Aho-Corasick scan finds the
literals of all patterns together, in time linear in the text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from safety.crisis.lazy import Source
from safety.crisis.literals import needed
from safety.crisis.literals import ways as ways_of

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Way:
    """A way in which an item may match: `also` are sets of literals of which one each is needed."""

    item: int
    also: tuple[frozenset[int], ...]


class FirstLook(Generic[_T]):
    """`patterns` gives those that must all match for an item to count, the first one's ways apart.

    A way without literals is always possible.
    """

    def __init__(self, items: Sequence[_T], patterns: Callable[[_T], Sequence[Source]]) -> None:
        self.items = tuple(items)
        self._always: set[int] = set()
        ids: dict[str, int] = {}
        ways: defaultdict[int, list[_Way]] = defaultdict(list)
        for item, (first, *others) in enumerate(map(patterns, items)):
            common = [one for one in map(needed, others) if one is not None]
            for sets in ways_of(first):
                if not (*sets, *common):
                    self._always.add(item)
                    continue
                start, *also = (
                    [ids.setdefault(literal, len(ids)) for literal in one]
                    for one in (*sets, *common)
                )
                way: _Way = _Way(item, tuple(map(frozenset, also)))
                for literal in start:
                    ways[literal].append(way)
        self._ways = {literal: tuple(begun) for literal, begun in ways.items()}
        self._begin = frozenset(self._ways)
        self._scan = AhoCorasick(list(ids)) if ids else None

    def may_match(self, *texts: str) -> tuple[_T, ...]:
        """The items, in order, whose pattern could match one of the texts or a part of one."""
        found = self._always.union(*map(self._possible, texts))
        return tuple(self.items[item] for item in sorted(found)) if found else ()

    def _possible(self, text: str) -> Iterable[int]:
        if self._scan is None:
            return ()
        try:
            hits = self._scan.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # lone surrogates, which the scanner cannot take
            return range(len(self.items))
        seen = {hit[0] for hit in hits}
        return {
            way.item
            for literal in seen & self._begin
            for way in self._ways[literal]
            if not any(map(seen.isdisjoint, way.also))
        }
