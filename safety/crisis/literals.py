"""Which pieces of text a regular expression cannot match without, read off its parse tree.

As in RE2's FilteredRE2 and in Cox, "Regular Expression Matching with a Trigram Index" (2012):
every part of a pattern is either a small set of exact strings or unknown; neighbouring exact parts
multiply, and an unknown part ends the run. What comes out is a choice of ways, each with sets of
strings of which a match has one each. Whatever is not understood counts as unknown, so the answer
errs towards "could match".

`re._parser` is not a public interface; `tests/safety/crisis/test_literals.py` holds it to what is
needed here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from safety.crisis.lazy import Source

MOST = 180
"""Strings that a run of exact parts may stand for before it is cut."""

_COMMON = frozenset(
    "的一是不了在有我他她你这个们来到说时大地要就出会可也对能那得着下过去和还看好天想没上里后多都为给被把让"
)
"""Characters that stand in nearly every Chinese sentence, so that alone they tell nothing."""

_Strings = frozenset[str]
_NOTHING: _Strings = frozenset({""})
Way = tuple[frozenset[str], ...]
"""Sets of strings; a match has one of each. The most telling set comes first."""

_WITHOUT_ROOM = (op.AT, op.ASSERT, op.ASSERT_NOT)
"""Looks around without taking part in the match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """`exact`: all that it can match, if few. `needed`: sets of which a match has one each."""

    exact: _Strings | None
    needed: tuple[_Strings, ...] = ()

    def sets(self) -> list[_Strings]:
        """Those that tell something, the most telling one first."""
        sets = self.needed if self.exact is None else (self.exact, *self.needed)
        weighed = [(_weight_of(one), -len(one), one) for one in sets]
        weighed = [each for each in weighed if each[0] > 1]
        weighed.sort(key=_first_two, reverse=True)
        return [one for _, _, one in weighed]


_UNKNOWN = _Part(exact=None)


def ways(pattern: Source) -> tuple[Way, ...]:
    """The ways in which a text can match. A way without sets may always match."""
    if pattern.flags & (re.IGNORECASE | re.LOCALE):
        return ((),)
    parts = _alternatives(_parser.parse(pattern.pattern, pattern.flags))
    return tuple(tuple(part.sets()) for part in parts)


def needed(pattern: Source) -> frozenset[str] | None:
    """Literals of which every match of `pattern` contains one; None if there are none."""
    if pattern.flags & (re.IGNORECASE | re.LOCALE):
        return None
    return _best(_alternatives(_parser.parse(pattern.pattern, pattern.flags)))


def _alternatives(nodes: Iterable[Any]) -> list[_Part]:
    """A pattern that is nothing but a choice falls into branches, each with sets of its own."""
    solid = [(kind, value) for kind, value in nodes if kind not in _WITHOUT_ROOM]
    if len(solid) == 1 and solid[0][0] is op.BRANCH:
        return [part for branch in solid[0][1][1] for part in _alternatives(branch)]
    if len(solid) == 1 and solid[0][0] is op.SUBPATTERN and not solid[0][1][1]:
        return _alternatives(solid[0][1][3])
    return [_sequence(nodes)]


def _sequence(nodes: Iterable[Any]) -> _Part:
    run, cut, word = _NOTHING, False, ""
    sets: list[_Strings] = []
    for kind, value in nodes:
        if kind is op.LITERAL:  # by far the commonest: letters are gathered, not multiplied
            word += chr(value)
            continue
        if word:
            run, word = frozenset([text + word for text in run]), ""
        part = _part(kind, value)
        sets += part.needed
        if part.exact is not None and len(run) * len(part.exact) <= MOST:
            run = frozenset([a + b for a in run for b in part.exact])
            continue
        cut = True
        sets.append(run)
        run = part.exact if part.exact is not None else _NOTHING
    if word:
        run = frozenset([text + word for text in run])
    if cut:
        return _Part(exact=None, needed=(*sets, run))
    return _Part(exact=run, needed=tuple(sets))


def _part(kind: Any, value: Any) -> _Part:
    match kind:
        case op.LITERAL:
            return _Part(exact=frozenset({chr(value)}))
        case op.IN:
            return _one_of(value)
        case op.BRANCH:
            return _choice([_sequence(branch) for branch in value[1]])
        case op.SUBPATTERN if not value[1]:  # no flags of its own
            return _sequence(value[3])
        case op.ATOMIC_GROUP:
            return _sequence(value)
        case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
            return _repeat(*value)
        case op.ASSERT:  # what is looked at must be there too, though not as part of the match
            return _Part(exact=_NOTHING, needed=tuple(_sequence(value[1]).sets()))
        case op.AT | op.ASSERT_NOT:
            return _Part(exact=_NOTHING)
        case _:
            return _UNKNOWN


def _one_of(members: Sequence[Any]) -> _Part:
    if any(kind is not op.LITERAL for kind, _ in members):
        return _UNKNOWN
    return _Part(exact=frozenset(chr(value) for _, value in members))


def _choice(parts: Sequence[_Part]) -> _Part:
    exact = [part.exact for part in parts if part.exact is not None]
    if len(exact) == len(parts) and sum(map(len, exact)) <= MOST:
        return _Part(exact=frozenset().union(*exact))
    best = _best(parts)
    return _UNKNOWN if best is None else _Part(exact=None, needed=(best,))


def _repeat(low: int, high: int, nodes: Iterable[Any]) -> _Part:
    part = _sequence(nodes)
    if part.exact is not None and high <= 3:
        times = [_NOTHING]
        for _ in range(high):
            if len(times[-1]) * len(part.exact) > MOST:
                break
            times.append(frozenset(a + b for a, b in product(times[-1], part.exact)))
        else:
            return _Part(exact=frozenset().union(*times[low:]))
    return _UNKNOWN if low == 0 else _Part(exact=None, needed=tuple(part.sets()))


def _best(parts: Iterable[_Part]) -> _Strings | None:
    """From every branch its most telling set, together; None if one of them has none."""
    chosen: set[str] = set()
    for part in parts:
        sets = part.sets()
        if not sets:
            return None
        chosen |= sets[0]
    return frozenset(chosen)


def _first_two(weighed: tuple[int, int, _Strings]) -> tuple[int, int]:
    return weighed[:2]


def _weight_of(strings: _Strings) -> int:
    """How telling the least telling of them is; more than 1 tells something."""
    least = 99
    for text in strings:
        weight = len(text) if text.isascii() else _weight(text)
        if weight <= 1:
            return weight
        least = min(least, weight)
    return least


def _weight(text: str) -> int:
    """How telling a string is: a rare Chinese character is worth two Latin letters."""
    return sum([1 if char.isascii() or char in _COMMON else 2 for char in text])
