"""Words that look like what stands in a text: pieces, look-alikes, drawings, broken words."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.language import LONGEST
from safety.chinese.restore.offers import Found, offer
from safety.chinese.restore.records import Plain
from safety.chinese.restore.standing import SEPARATORS, Sight
from safety.chinese.restore.units import Sort
from safety.chinese.restore.weights import Weights
from safety.chinese.restore.words import BARE, CACHED, Words

_VSIM, _SPLIT, _DRAWN = Kind.VSIM, Kind.SPLIT, Kind.EMOJI
"""To look a member up takes longer than what the inner loops do with it."""


class Seen(NamedTuple):
    """A stretch of `size` units read as one or more characters."""

    size: int
    chars: str
    cost: float
    kind: Kind | Plain | None


class ByShape:
    """`unigram` holds the words of the language model, `drawn` the names of emoji."""

    def __init__(
        self,
        words: Words,
        unigram: Mapping[str, float],
        drawn: Mapping[str, tuple[str, ...]],
        weights: Weights,
    ) -> None:
        self._words = words
        self._unigram = unigram
        self._drawn = drawn
        self._weights = weights
        self._alike = lru_cache(CACHED)(self._likenesses)

    def seen(self, sight: Sight, at: int, end: int, rare: bool) -> list[Seen]:
        """What the units from `at` on may be read as; look-alikes only if they are `rare`."""
        unit, words, weights, chars = sight.units[at], self._words, self._weights, sight.chars
        if unit.sort is Sort.EMOJI:
            drawn = self._drawn[unit.char]
            return [Seen(1, word, weights.emoji_sense, _DRAWN) for word in drawn]
        if unit.sort is not Sort.HAN:
            return []
        found = [Seen(1, unit.char, 0.0, None)]
        for stop in range(at + 2, min(at + 3, sight.stops[at], end) + 1):
            for char in words.joined.get(chars[at:stop], ()):
                whole = BARE.isdisjoint(chars[at:stop])
                cost = weights.split_whole if whole else weights.split
                found.append(Seen(stop - at, char, cost, _SPLIT))
        if rare:
            found += self._alike(unit.char)
        after = at + 2
        if after < end and chars[at + 1] in SEPARATORS and sight.units[after].sort is Sort.HAN:
            found.append(Seen(2, unit.char, weights.separator, "separator"))
        return found

    def add(
        self,
        seen: Sequence[Sequence[Seen]],
        shown: Sequence[int],
        at: int,
        first: int,
        sight: Sight,
        found: Found,
    ) -> None:
        """The words that begin at unit `at`; `seen` and `shown` go from unit `first` on."""
        words, unigram, heads, size = self._words, self._unigram, self._words.heads, len(seen)
        if shown[at - first] - (at - first) >= LONGEST:
            return
        stack: list[tuple[int, str, float, Kind | Plain | None]] = [(at, "", 0.0, None)]
        while stack:
            here, head, cost, kind = stack.pop()
            edges = seen[here - first]
            if head and len(edges) > 1:  # most look-alikes make no word with what stands before
                after = words.following(head)
                edges = [edge for edge in edges if edge[1][0] in after]
            for units, chars, own, by in edges:
                end, word, total, now = here + units, head + chars, cost + own, by or kind
                if now is None:
                    if shown[end - first] - (end - first) >= LONGEST - len(word):
                        continue  # nothing within a word's reach could be read otherwise
                elif word in unigram:
                    hidden = self._believed(word, now, at, sight)
                    if hidden is not None:
                        offer(found, end, word, total + hidden, now)
                if end - first < size and len(word) < LONGEST and word in heads:
                    stack.append((end, word, total, now))

    def _likenesses(self, char: str) -> tuple[Seen, ...]:
        cost = self._weights.vsim
        return tuple([Seen(1, other, cost, _VSIM) for other in self._words.alike(char)])

    def _believed(self, word: str, kind: Kind | Plain, at: int, sight: Sight) -> float | None:
        """What it costs to believe that the word was hidden here; None if it is not believed."""
        hidden = self._words.hidden(word)
        if kind == "separator":
            return hidden if hidden == self._weights.abuse and len(word) > 1 else None
        if hidden is not None and kind in (_SPLIT, _DRAWN):
            hidden *= self._weights.visible
        if len(word) > 1:
            return hidden
        if kind is _DRAWN and sight.edge[at]:
            return None
        if hidden is not None:
            return hidden
        if kind is _VSIM and sight.units[at].char in self._words.common:
            return None
        return self._weights.lone


def next_shown(seen: Sequence[Sequence[Seen]]) -> list[int]:
    """For each unit, and the end, the nearest one from there on that may hide another character."""
    nearest, found = len(seen) + LONGEST, [0] * (len(seen) + 1)
    found[-1] = nearest
    for at in range(len(seen) - 1, -1, -1):
        if any(edge.kind is not None for edge in seen[at]):
            nearest = at
        found[at] = nearest
    return found
