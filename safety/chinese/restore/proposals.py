"""What may have been meant: words whose sound, shape, initials or drawing stand in the text."""

from collections.abc import Mapping, Sequence

from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.by_shape import ByShape, next_shown
from safety.chinese.restore.by_sound import BySound
from safety.chinese.restore.language import LONGEST, Language
from safety.chinese.restore.lattice import Arc
from safety.chinese.restore.offers import Found, offer
from safety.chinese.restore.records import Plain
from safety.chinese.restore.standing import Sight
from safety.chinese.restore.units import Sort
from safety.chinese.restore.weights import Weights
from safety.chinese.restore.words import BARE, Words

_POINTS = ",.;:!?'\"-"
_POINTS_AWAY = str.maketrans(_POINTS, " " * len(_POINTS))
_FOREIGN = 3
"""Words of letters in a row, one of them no pinyin, are another language."""


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
        drawn = {shown.rstrip("\ufe0f"): names for shown, names in emoji.items()}
        self._sounds = BySound(words, drawn, weights)
        self._shapes = ByShape(words, language.unigram, drawn, weights)

    def arcs(self, sight: Sight, start: int, end: int, odd: Sequence[bool]) -> list[list[Arc]]:
        """For each unit from `start` to `end`, the likeliest words that were hidden there."""
        han = [unit.char for unit in sight.units[start:end] if unit.sort is Sort.HAN]
        rare = BARE.isdisjoint(han) and not self._words.common.issuperset(han)
        shows = not BARE.isdisjoint(han) or any(
            unit.sort is Sort.LATIN or (unit.sort is Sort.EMOJI and not sight.edge[at])
            for at, unit in enumerate(sight.units[start:end], start)
        )
        homo = self._weights.homo + (self._weights.mixed if shows else 0.0)
        foreign, sounds, shapes = self._foreign(sight, start, end), self._sounds, self._shapes
        heard = [
            [] if at in foreign else sounds.heard(sight, at, end, homo) for at in range(start, end)
        ]
        seen = [shapes.seen(sight, at, end, rare and odd[at]) for at in range(start, end)]
        shown = next_shown(seen)
        arcs = []
        for at in range(start, end):
            found: Found = {}
            sounds.add(heard, at, start, sight, found)
            shapes.add(seen, shown, at, start, sight, found)
            self._by_order(sight, at, min(end, sight.stops[at]), found)
            if sight.units[at].sort is Sort.LATIN and at not in foreign:
                self._by_initials(sight, at, min(end, sight.stops[at]), found)
            arcs.append(self._likeliest(found, letters=sight.units[at].sort is Sort.LATIN))
        return arcs

    def _foreign(self, sight: Sight, start: int, end: int) -> set[int]:
        """Units of letters that belong to a phrase in another language."""
        found: set[int] = set()
        at = start
        while at < end:
            stop = at
            while stop < end and (
                sight.units[stop].sort in (Sort.LATIN, Sort.SPACE) or sight.chars[stop] in _POINTS
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

    def _by_order(self, sight: Sight, at: int, end: int, found: Found) -> None:
        """The characters of one word in a row, in another order."""
        for stop in range(at + 2, min(at + LONGEST, end) + 1):
            for word, hidden in self._words.reordered(sight.chars[at:stop]):
                offer(found, stop, word, self._weights.swap + hidden, Kind.SHUFFLE)

    def _by_initials(self, sight: Sight, at: int, end: int, found: Found) -> None:
        weights = self._weights
        for stop in range(at + 2, min(at + LONGEST, end) + 1):
            for word, hidden in self._words.abbreviated(sight.chars[at:stop]):
                cost = weights.py_init * len(word) + weights.visible * hidden
                offer(found, stop, word, cost, Kind.PY_INIT)
