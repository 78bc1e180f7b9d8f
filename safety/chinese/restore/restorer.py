"""Reads what a disguised text meant, and leaves ordinary text alone.

The text is cut into words as it stands; where that is dear, every word that may have been hidden
there competes with it in a lattice, or near characters change places. A region is changed only if
the language model gains more than the disguises cost: by much, or by less where regions agree.
"""

from collections.abc import Iterable, Sequence

from safety.chinese.perturb.sounds import read_emoji
from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.adapting import Home, at_home
from safety.chinese.restore.belief import Region, load_beliefs
from safety.chinese.restore.edits import Edit, edits, undone
from safety.chinese.restore.language import START, STOP, Language
from safety.chinese.restore.lattice import Arc, Way, cheapest
from safety.chinese.restore.proposals import Proposer
from safety.chinese.restore.records import Restored
from safety.chinese.restore.reorder import reorder
from safety.chinese.restore.standing import Sight, arcs_at, odd, standing
from safety.chinese.restore.tables import Tables, load_tables
from safety.chinese.restore.units import Reader
from safety.chinese.restore.weights import WEIGHTS, Weights
from safety.chinese.restore.words import Words

LONGEST_REGION = 24
"""Units that are read together; bounds the time of a hostile text."""


class Restorer:
    """About 0.3 ms for a sentence of 30 characters. Build with `load` (0.4 s, 45 MB)."""

    def __init__(self, tables: Tables, weights: Weights = WEIGHTS) -> None:
        self._weights = weights
        self._beliefs = load_beliefs()
        self._language = Language(tables.general, tables.domain, tables.pairs)
        words, emoji = Words(tables, self._language, weights), read_emoji()
        self._proposer = Proposer(words, self._language, emoji, weights)
        self._reader = Reader(tables.simplified, emoji)

    @classmethod
    def load(cls, home: Home | None = None) -> "Restorer":
        """With what is known of the texts that it will read. Raises `DataError`."""
        tables = load_tables()
        return cls(tables if home is None else at_home(tables, home))

    def restore(self, text: str) -> Restored:
        """The best reading; ordinary text comes back unchanged."""
        sight, way, regions = self._look(text)
        return self._restored(text, sight, way, self._believed(sight, regions))

    def candidates(self, text: str, n: int = 3) -> tuple[Restored, ...]:
        """Best first, at most `n`; the text as it stands is always among them.

        Beside what `restore` gives: the reading that believes every region that gains anything.
        """
        sight, way, regions = self._look(text)
        kept = Restored(text=text, undone=(), cost=way.cost)
        readings = [
            self._restored(text, sight, way, believed)
            for believed in (self._believed(sight, regions), regions)
        ]
        distinct = {reading.text: reading for reading in [kept, *reversed(readings)]}
        distinct[kept.text] = kept
        others = [reading for name, reading in distinct.items() if name != readings[0].text]
        best = [distinct[readings[0].text], *sorted(others, key=lambda other: other.cost)]
        chosen = best[:n]
        return tuple(chosen if kept in chosen else [*chosen[: n - 1], kept])

    def regions(self, text: str) -> tuple[list[Region], int]:
        """What may be read otherwise, believed or not, and the units of the text; for fitting."""
        sight, _, regions = self._look(text)
        return regions, len(sight.units)

    def _look(self, text: str) -> tuple[Sight, Way, list[Region]]:
        sight = Sight(self._reader.units(text))
        way = standing(sight, self._language, self._weights)
        flags = odd(sight, way, self._language, self._weights)
        if True not in flags:
            return sight, way, []
        return sight, way, [self._region(sight, flags, *cut) for cut in self._regions(way, flags)]

    def _regions(
        self, way: Way, flags: Sequence[bool]
    ) -> list[tuple[list[tuple[int, Arc]], str, str]]:
        """Runs of words near a flag, with the word before and the word behind."""
        reach, size = self._weights.reach, len(flags)
        near = bytearray(size)
        for at, flag in enumerate(flags):
            if flag:
                low, high = max(0, at - reach), min(size, at + reach + 1)
                near[low:high] = b"\1" * (high - low)
        regions: list[tuple[list[tuple[int, Arc]], str, str]] = []
        run: list[tuple[int, Arc]] = []
        before, last = START, START
        for start, arc in way.steps:
            inside = 1 in near[start : arc.end]
            if run and (not inside or arc.end - run[0][0] > LONGEST_REGION):
                regions.append((run, before, arc.word or STOP))
                run = []
            if inside:
                before = before if run else last
                run.append((start, arc))
            last = arc.word or last
        if run:
            regions.append((run, before, STOP))
        return regions

    def _region(
        self,
        sight: Sight,
        flags: Sequence[bool],
        steps: list[tuple[int, Arc]],
        before: str,
        after: str,
    ) -> Region:
        language, weights = self._language, self._weights
        start, end = steps[0][0], steps[-1][1].end
        arcs = self._proposer.arcs(sight, start, end, flags)
        order = reorder(sight.units, start, end, language, weights)
        best = Region(0.0, [])
        if any(arcs):
            for at in range(start, end):
                kept = arcs_at(sight, at, language, weights)
                arcs[at - start] += [arc for arc in kept if arc.end <= end]
            way = cheapest(
                language, arcs, before=before, after=after, beam=weights.beam, first=start
            )
            gain = _cost(language, steps, before, after) - way.cost
            if gain > 0:
                best = Region(gain, edits(sight.units, way))
        if order.gain > best.gain:
            low, high = min(order.chars), max(order.chars) + 1
            chars = [order.chars.get(at, sight.units[at].char) for at in range(low, high)]
            edit = Edit(low, high, "".join(chars), Kind.SHUFFLE, weights.swap * order.swaps)
            best = Region(order.gain, [edit])
        return best

    def _believed(self, sight: Sight, regions: Iterable[Region]) -> list[Region]:
        found = [region for region in regions if region.edits]
        total, size = sum(region.gain for region in found), len(sight.units)
        return [r for r in found if self._beliefs.score(r, total=total, size=size) > 0]

    def _restored(self, text: str, sight: Sight, way: Way, regions: Iterable[Region]) -> Restored:
        made = [edit for region in regions for edit in region.edits]
        found = list(undone(text, sight.units, made))
        parts, at = [], 0
        for one in found:
            parts += [text[at : one.start], one.after]
            at = one.end
        gain = sum(region.gain for region in regions)
        return Restored(
            text="".join([*parts, text[at:]]), undone=tuple(found), cost=way.cost - gain
        )


def _cost(language: Language, steps: Iterable[tuple[int, Arc]], before: str, after: str) -> float:
    """Of words that follow each other, from the word before to the word behind."""
    total = 0.0
    for _, arc in steps:
        total += arc.cost
        if arc.word:
            total += language.cost(before, arc.word)
            before = arc.word
    return total + language.cost(before, after)
