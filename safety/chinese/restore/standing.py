"""The text as it stands: its cheapest cut into words, and what in it is worth a second look."""

from collections.abc import Sequence

from safety.chinese.restore.language import (
    DIGITS,
    LATIN,
    LONGEST,
    MARK,
    START,
    STOP,
    UNKNOWN,
    Language,
    mark,
)
from safety.chinese.restore.lattice import Arc, Way
from safety.chinese.restore.units import Sort, Unit
from safety.chinese.restore.weights import Weights
from safety.chinese.restore.words import BARE

SEPARATORS = frozenset(" *.-_/|~·+`^#")
"""What people put between the characters of a word to break it."""
LONGEST_LETTERS = 24
"""Letters in a row; more are no pinyin."""
_TEXT = (Sort.HAN, Sort.LATIN, Sort.DIGIT)


class Sight:
    """Units with what the inner loops need: their characters as one string, ends of runs."""

    __slots__ = ("chars", "edge", "stops", "units")

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.chars = "".join([u[0] if len(u[0]) == 1 else "\0" for u in units])
        size = len(units)
        self.stops = [0] * size
        """Behind the run of units of one sort that this one is in."""
        self.edge = bytearray(size)
        """1 for an emoji whose run does not stand between characters."""
        end = size
        for at in range(size - 1, -1, -1):
            if at + 1 < size and units[at + 1][3] is not units[at][3]:
                end = at + 1
            self.stops[at] = end
        at = 0
        while at < size:
            end = self.stops[at]
            if units[at][3] is Sort.EMOJI:
                inside = at > 0 and units[at - 1][3] in _TEXT
                if not inside or end == size or units[end][3] not in _TEXT:
                    self.edge[at:end] = b"\1" * (end - at)
            at = end


def arcs_at(sight: Sight, at: int, language: Language, weights: Weights) -> list[Arc]:
    """Every way in which the text can stay at unit `at`."""
    sort, end, char = sight.units[at].sort, sight.stops[at], sight.units[at].char
    if sort is Sort.HAN:
        found = []
        for stop in range(at + 1, min(at + LONGEST, end) + 1):
            word = sight.chars[at:stop]
            if word in language.unigram:
                found.append(Arc(stop, word, 0.0, None))
        if not found or found[0].end > at + 1:
            found.append(Arc(at + 1, UNKNOWN, weights.unknown, None))
        return found
    if sort is Sort.LATIN:
        if at == 0 or sight.units[at - 1].sort is not Sort.LATIN:
            word = sight.chars[at:end]
            if word in language.unigram:
                return [Arc(end, word, 0.0, None)]
        return [Arc(end, LATIN, weights.latin + weights.latin_letter * (end - at), None)]
    if sort is Sort.DIGIT:
        return [Arc(end, DIGITS, 0.0, None)]
    if sort is Sort.SPACE:
        return [Arc(at + 1, "", 0.0, None)]
    if sort is Sort.EMOJI:
        cost = weights.emoji_at_edge if sight.edge[at] else weights.emoji
        return [Arc(at + 1, MARK, cost, None)]
    return [Arc(at + 1, mark(char), 0.0, None)]


def standing(sight: Sight, language: Language, weights: Weights) -> Way:
    """One state a unit: exact enough to find what is odd, and fast."""
    size, chars, stops = len(sight.units), sight.chars, sight.stops
    unigram, after = language.unigram, language.after
    costs = [1e18] * (size + 1)
    names = [START] * (size + 1)
    came: list[tuple[int, Arc | None]] = [(0, None)] * (size + 1)
    costs[0] = 0.0
    for at in range(size):
        cost, name = costs[at], names[at]
        if cost >= 1e18:
            continue
        off, row = after[name]
        if sight.units[at][3] is Sort.HAN:
            for end in range(at + 1, min(at + LONGEST, stops[at]) + 1):
                word = chars[at:end]
                alone = unigram.get(word)
                if alone is None:
                    if end > at + 1:
                        continue
                    word, alone = UNKNOWN, weights.unknown
                step = row.get(word)
                total = cost + (off + alone if step is None else step)
                if total < costs[end]:
                    costs[end], names[end], came[end] = total, word, (at, None)
            continue
        for arc in arcs_at(sight, at, language, weights):
            word = arc.word or name
            total = cost + arc.cost + (language.cost(name, word) if arc.word else 0.0)
            if total < costs[arc.end]:
                costs[arc.end], names[arc.end], came[arc.end] = total, word, (at, arc)
    steps, at = [], size
    while at:
        start, known = came[at]
        if known is None:
            word = names[at]
            known = Arc(at, word, weights.unknown if word == UNKNOWN else 0.0, None)
        steps.append((start, known))
        at = start
    return Way(costs[size] + language.cost(names[size], STOP), steps[::-1])


def odd(sight: Sight, way: Way, language: Language, weights: Weights) -> list[bool]:
    """The units that are worth a look: dear words, pieces of characters, letters, emoji, breaks."""
    units, flags = sight.units, [False] * len(sight.units)
    before = START
    for start, arc in way.steps:
        sort = units[start][3]
        if sort is Sort.HAN:
            size = arc.end - start
            cost = arc.cost + language.cost(before, arc.word)
            if cost > weights.gate * size or units[start][0] in BARE:
                flags[start : arc.end] = [True] * size
        elif sort is Sort.LATIN or sort is Sort.EMOJI:
            if arc.end - start <= LONGEST_LETTERS:
                flags[start : arc.end] = [True] * (arc.end - start)
        elif _breaks(units, start) or (sort is Sort.DIGIT and arc.end == start + 1):
            flags[start] = start > 0 and units[start - 1].sort is Sort.HAN
        before = arc.word or before
    return flags


def _breaks(units: Sequence[Unit], at: int) -> bool:
    return units[at].char in SEPARATORS and at + 1 < len(units) and units[at + 1].sort is Sort.HAN
