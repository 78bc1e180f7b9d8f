"""Words that sound like what stands in a text: homophones, pinyin, digits, names of drawings."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.language import LONGEST
from safety.chinese.restore.offers import Found, offer
from safety.chinese.restore.records import Plain
from safety.chinese.restore.standing import Sight
from safety.chinese.restore.units import Sort
from safety.chinese.restore.weights import Weights
from safety.chinese.restore.words import LONGEST_SYLLABLE, Words

_DIGITS: Mapping[str, tuple[str, ...]] = {
    "0": ("ling",),
    "1": ("yi",),
    "2": ("er",),
    "3": ("san",),
    "4": ("si",),
    "5": ("wu",),
    "6": ("liu",),
    "7": ("qi",),
    "8": ("ba", "bi"),
    "9": ("jiu",),
}
_READINGS = 3
"""Of a character; the others are rare."""
_HOMO, _DRAWN = Kind.HOMO, Kind.EMOJI
"""To look a member up takes longer than what the inner loops do with it."""


class Heard(NamedTuple):
    """A stretch of units read as a syllable."""

    end: int
    syllable: str
    cost: float
    kind: Kind | Plain
    char: str | None
    """The character that stands there, if one does: it costs nothing where it is kept."""


class BySound:
    """`drawn` are the names of emoji."""

    def __init__(
        self, words: Words, drawn: Mapping[str, tuple[str, ...]], weights: Weights
    ) -> None:
        self._words = words
        self._weights = weights
        self._voiced = {
            shown: tuple(
                dict.fromkeys(s for n in names if len(n) == 1 for s in words.readings(n)[:1])
            )
            for shown, names in drawn.items()
        }

    def heard(self, sight: Sight, at: int, end: int, homo: float) -> list[Heard]:
        """How the units from `at` on may be spoken; a homophone costs `homo`."""
        char, sort, weights = sight.units[at].char, sight.units[at].sort, self._weights
        if sort is Sort.HAN:
            return [
                Heard(at + 1, sound, homo, _HOMO, char)
                for sound in self._words.readings(char)[:_READINGS]
            ]
        if sort is Sort.EMOJI:
            return [
                Heard(at + 1, sound, weights.emoji_sound, _DRAWN, None)
                for sound in self._voiced[char]
            ]
        if sort is Sort.DIGIT:
            return [Heard(at + 1, sound, weights.leet, "leet", None) for sound in _DIGITS[char]]
        if sort is not Sort.LATIN:
            return []
        found = []
        for stop in range(at + 1, min(at + LONGEST_SYLLABLE, sight.stops[at], end) + 1):
            sound = sight.chars[at:stop]
            if sound in self._words.by_syllable:
                found.append(Heard(stop, sound, weights.py_full, Kind.PY_FULL, None))
                if sight.chars[stop : stop + 1] == " " and stop + 1 < end:
                    found.append(Heard(stop + 1, sound, weights.py_full, Kind.PY_FULL, None))
        return found

    def add(
        self, heard: Sequence[Sequence[Heard]], at: int, first: int, sight: Sight, found: Found
    ) -> None:
        """The words that begin at unit `at`; `heard` is what `heard` gave from unit `first` on."""
        words = self._words
        stack: list[tuple[int, str, tuple[Heard, ...]]] = [(at, "", ())]
        while stack:
            here, key, edges = stack.pop()
            for edge in heard[here - first]:
                longer = f"{key} {edge.syllable}" if key else edge.syllable
                path = (*edges, edge)
                if key:
                    meant = words.sounding(longer)
                else:
                    meant = (words.by_syllable if edge.char is None else words.lone).get(longer, ())
                for word in meant:
                    self._weigh(word, path, at, sight, found)
                more = len(path) < LONGEST and edge.end - first < len(heard)
                if more and longer in words.sound_heads:
                    stack.append((edge.end, longer, path))

    def _weigh(
        self, word: str, path: tuple[Heard, ...], at: int, sight: Sight, found: Found
    ) -> None:
        cost, kind = 0.0, None
        for edge, char in zip(path, word, strict=True):
            if edge.char != char:
                cost, kind = cost + edge.cost, edge.kind
        if kind is None:
            return
        hidden = self._words.hidden(word)
        if kind == "leet" and hidden != self._weights.abuse:
            return
        if hidden is None:
            if kind is _HOMO or (kind is _DRAWN and sight.edge[at]):
                return
            hidden = self._weights.lone
        elif kind is not _HOMO:
            hidden *= self._weights.visible
        offer(found, path[-1].end, word, cost + hidden, kind)
