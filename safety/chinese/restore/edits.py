"""From a way through the lattice to what was undone, with offsets in the original text."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.lattice import Way
from safety.chinese.restore.records import Plain, Undone
from safety.chinese.restore.units import Unit


class Edit(NamedTuple):
    start: int
    """First unit."""
    end: int
    after: str
    kind: Kind | Plain
    cost: float


def edits(units: Sequence[Unit], way: Way) -> list[Edit]:
    """Without the characters at either end of a word that stand there already."""
    found = []
    for at, arc in way.steps:
        if arc.kind is None:
            continue
        start, end, word = at, arc.end, arc.word
        while end - start > 1 and len(word) > 1 and units[start].char == word[0]:
            start, word = start + 1, word[1:]
        while end - start > 1 and len(word) > 1 and units[end - 1].char == word[-1]:
            end, word = end - 1, word[:-1]
        found.append(Edit(start, end, word, arc.kind, arc.cost))
    return found


def undone(text: str, units: Sequence[Unit], made: Iterable[Edit]) -> Iterator[Undone]:
    """Edits, and beside them what units and the gaps between units hid, in order."""
    here = 0
    at = 0
    for edit in sorted(made):
        yield from _plain(text, units[at : edit.start], here)
        first, last = units[edit.start].start, units[edit.end - 1].end
        here = units[edit.start - 1].end if edit.start else 0
        yield from _gap(text, here, first)
        yield Undone(
            start=first,
            end=last,
            before=text[first:last],
            after=edit.after,
            kind=edit.kind,
            cost=edit.cost,
        )
        here, at = last, edit.end
    yield from _plain(text, units[at:], here)
    yield from _gap(text, units[-1].end if units else 0, len(text))


def _plain(text: str, units: Iterable[Unit], here: int) -> Iterator[Undone]:
    for unit in units:
        yield from _gap(text, here, unit.start)
        here = unit.end
        if unit.undone is None:
            continue
        before = text[unit.start : unit.end]
        after = unicodedata.normalize("NFKC", before) if unit.undone == "width" else unit.char
        yield Undone(
            start=unit.start,
            end=unit.end,
            before=before,
            after=after,
            kind=unit.undone,
            cost=0.0,
        )


def _gap(text: str, start: int, end: int) -> Iterator[Undone]:
    if start < end:
        hidden = text[start:end]
        yield Undone(start=start, end=end, before=hidden, after="", kind="invisible", cost=0.0)
