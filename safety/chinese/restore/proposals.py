"""What may have been meant: words whose sound, shape, initials or drawing stand in the text."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.language import LONGEST, Language
from safety.chinese.restore.lattice import Arc
from safety.chinese.restore.records import Plain
from safety.chinese.restore.standing import SEPARATORS, Sight
from safety.chinese.restore.units import Sort
from safety.chinese.restore.weights import Weights
from safety.chinese.restore.words import BARE, CACHED, LONGEST_SYLLABLE, Words

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
_POINTS = ",.;:!?'\"-"
_POINTS_AWAY = str.maketrans(_POINTS, " " * len(_POINTS))
_FOREIGN = 3
"""Words of letters in a row, one of them no pinyin, are another language."""
_HOMO, _VSIM, _SPLIT, _DRAWN = Kind.HOMO, Kind.VSIM, Kind.SPLIT, Kind.EMOJI
_HAN, _LATIN = Sort.HAN, Sort.LATIN
"""To look a member up takes longer than what the inner loops do with it."""


class _Heard(NamedTuple):
    """A stretch of units read as a syllable."""

    end: int
    syllable: str
    cost: float
    kind: Kind | Plain
    char: str | None
    """The character that stands there, if one does: it costs nothing where it is kept."""


class _Seen(NamedTuple):
    """A stretch of `size` units read as one or more characters."""

    size: int
    chars: str
    cost: float
    kind: Kind | Plain | None


Found = dict[tuple[int, str], tuple[float, Kind | Plain]]


class Proposer:
    def __init__(
        self,
        words: Words,
        language: Language,
        emoji: Mapping[str, tuple[str, ...]],
        weights: Weights,
    ) -> None:
        self._words = words
        self._unigram = language.unigram
        self._weights = weights
        self._alike = lru_cache(CACHED)(self._likenesses)
        self._drawn = {shown.rstrip("\ufe0f"): names for shown, names in emoji.items()}
        self._voiced = {
            shown: tuple(dict.fromkeys(s for n in names if len(n) == 1 for s in _first(words, n)))
            for shown, names in self._drawn.items()
        }

    def arcs(self, sight: Sight, start: int, end: int, odd: Sequence[bool]) -> list[list[Arc]]:
        """For each unit from `start` to `end`, the likeliest words that were hidden there."""
        han = [unit.char for unit in sight.units[start:end] if unit.sort is _HAN]
        rare = BARE.isdisjoint(han) and not self._words.common.issuperset(han)
        shows = not BARE.isdisjoint(han) or any(
            unit.sort is _LATIN or (unit.sort is Sort.EMOJI and not sight.edge[at])
            for at, unit in enumerate(sight.units[start:end], start)
        )
        homo = self._weights.homo + (self._weights.mixed if shows else 0.0)
        foreign = self._foreign(sight, start, end)
        heard = [
            [] if at in foreign else self._heard(sight, at, end, homo) for at in range(start, end)
        ]
        seen = [self._seen(sight, at, end, rare and odd[at]) for at in range(start, end)]
        shown = _next(seen)
        arcs = []
        for at in range(start, end):
            found: Found = {}
            self._by_sound(heard, at, start, sight, found)
            self._by_shape(seen, shown, at, start, sight, found)
            self._by_order(sight, at, min(end, sight.stops[at]), found)
            if sight.units[at].sort is _LATIN and at not in foreign:
                self._by_initials(sight, at, min(end, sight.stops[at]), found)
            arcs.append(self._likeliest(found, letters=sight.units[at].sort is _LATIN))
        return arcs

    def _foreign(self, sight: Sight, start: int, end: int) -> set[int]:
        """Units of letters that belong to a phrase in another language."""
        found: set[int] = set()
        at = start
        while at < end:
            stop = at
            while stop < end and (
                sight.units[stop].sort in (_LATIN, Sort.SPACE) or sight.chars[stop] in _POINTS
            ):
                stop += 1
            words = sight.chars[at:stop].translate(_POINTS_AWAY).split()
            if len(words) >= _FOREIGN and not all(map(self._words.spelled, words)):
                found.update(range(at, stop))
            at = stop + 1
        return found

    def _likeliest(self, found: Found, *, letters: bool) -> list[Arc]:
        if not found:
            return []
        most = self._weights.arcs * (3 if letters else 1)
        by_end: dict[int, list[tuple[float, str, float, Kind | Plain]]] = {}
        for (end, word), (cost, kind) in found.items():
            rank = cost + self._unigram[word]
            by_end.setdefault(end, []).append((rank, word, cost, kind))
        return [
            Arc(end, word, cost, kind)
            for end, ranks in by_end.items()
            for _, word, cost, kind in sorted(ranks)[:most]
        ]

    def _heard(self, sight: Sight, at: int, end: int, homo: float) -> list[_Heard]:
        char, sort, weights = sight.units[at].char, sight.units[at].sort, self._weights
        if sort is _HAN:
            return [
                _Heard(at + 1, sound, homo, _HOMO, char)
                for sound in self._words.readings(char)[:_READINGS]
            ]
        if sort is Sort.EMOJI:
            return [
                _Heard(at + 1, sound, weights.emoji_sound, _DRAWN, None)
                for sound in self._voiced[char]
            ]
        if sort is Sort.DIGIT:
            return [_Heard(at + 1, sound, weights.leet, "leet", None) for sound in _DIGITS[char]]
        if sort is not _LATIN:
            return []
        found = []
        for stop in range(at + 1, min(at + LONGEST_SYLLABLE, sight.stops[at], end) + 1):
            sound = sight.chars[at:stop]
            if sound in self._words.by_syllable:
                found.append(_Heard(stop, sound, weights.py_full, Kind.PY_FULL, None))
                if sight.chars[stop : stop + 1] == " " and stop + 1 < end:
                    found.append(_Heard(stop + 1, sound, weights.py_full, Kind.PY_FULL, None))
        return found

    def _seen(self, sight: Sight, at: int, end: int, rare: bool) -> list[_Seen]:
        unit, words, weights, chars = sight.units[at], self._words, self._weights, sight.chars
        if unit.sort is Sort.EMOJI:
            drawn = self._drawn[unit.char]
            return [_Seen(1, word, weights.emoji_sense, _DRAWN) for word in drawn]
        if unit.sort is not _HAN:
            return []
        found = [_Seen(1, unit.char, 0.0, None)]
        for stop in range(at + 2, min(at + 3, sight.stops[at], end) + 1):
            for char in words.joined.get(chars[at:stop], ()):
                whole = BARE.isdisjoint(chars[at:stop])
                cost = weights.split_whole if whole else weights.split
                found.append(_Seen(stop - at, char, cost, _SPLIT))
        if rare:
            found += self._alike(unit.char)
        after = at + 2
        if after < end and chars[at + 1] in SEPARATORS and sight.units[after].sort is _HAN:
            found.append(_Seen(2, unit.char, weights.separator, "separator"))
        return found

    def _likenesses(self, char: str) -> tuple[_Seen, ...]:
        cost = self._weights.vsim
        return tuple([_Seen(1, other, cost, _VSIM) for other in self._words.alike(char)])

    def _by_sound(
        self, heard: list[list[_Heard]], at: int, first: int, sight: Sight, found: Found
    ) -> None:
        words = self._words
        stack: list[tuple[int, str, tuple[_Heard, ...]]] = [(at, "", ())]
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
        self, word: str, path: tuple[_Heard, ...], at: int, sight: Sight, found: Found
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
        _offer(found, path[-1].end, word, cost + hidden, kind)

    def _by_shape(
        self,
        seen: list[list[_Seen]],
        shown: Sequence[int],
        at: int,
        first: int,
        sight: Sight,
        found: Found,
    ) -> None:
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
                if now is not None and word in unigram:
                    hidden = self._believed(word, now, at, sight)
                    if hidden is not None:
                        _offer(found, end, word, total + hidden, now)
                if now is None and shown[end - first] - (end - first) >= LONGEST - len(word):
                    continue  # nothing within a word's reach could be read otherwise
                if end - first < size and len(word) < LONGEST and word in heads:
                    stack.append((end, word, total, now))

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

    def _by_order(self, sight: Sight, at: int, end: int, found: Found) -> None:
        """The characters of one word in a row, in another order."""
        for stop in range(at + 2, min(at + LONGEST, end) + 1):
            for word, hidden in self._words.reordered(sight.chars[at:stop]):
                _offer(found, stop, word, self._weights.swap + hidden, Kind.SHUFFLE)

    def _by_initials(self, sight: Sight, at: int, end: int, found: Found) -> None:
        weights = self._weights
        for stop in range(at + 2, min(at + LONGEST, end) + 1):
            for word, hidden in self._words.abbreviated(sight.chars[at:stop]):
                cost = weights.py_init * len(word) + weights.visible * hidden
                _offer(found, stop, word, cost, Kind.PY_INIT)


def _next(seen: Sequence[Sequence[_Seen]]) -> list[int]:
    """For each unit, and the end, the nearest one from there on that may hide another character."""
    nearest, found = len(seen) + LONGEST, [0] * (len(seen) + 1)
    found[-1] = nearest
    for at in range(len(seen) - 1, -1, -1):
        if any(edge.kind is not None for edge in seen[at]):
            nearest = at
        found[at] = nearest
    return found


def _offer(found: Found, end: int, word: str, cost: float, kind: Kind | Plain) -> None:
    known = found.get((end, word))
    if known is None or cost < known[0]:
        found[end, word] = (cost, kind)


def _first(words: Words, char: str) -> Iterable[str]:
    return words.readings(char)[:1]
