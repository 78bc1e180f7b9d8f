"""The words of the language model as they may be hidden: by sound, by initials, by shape.

Who disguises a word does so because of what it says: a word of abuse is more likely to be the one
that was hidden than an ordinary word, and a frequent ordinary word hardly ever is.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from safety.chinese.restore.language import LONGEST, Language
from safety.chinese.restore.tables import Tables
from safety.chinese.restore.weights import Weights

BARE = frozenset("亻氵冫扌忄犭讠钅饣纟礻衤辶阝艹刂丨丶丿乚亅匚冂勹厶囗宀廴彳彡夂疒癶罒灬攵疋")
"""Parts that nobody writes as characters."""
_LONE = frozenset("男女黑白死狗猪鸡丑脏臭骂杀嫁娘爹妈蠢奴鬼拳蛆")
"""Single characters that are hidden like words."""
LONGEST_SYLLABLE = 6
_PART_TOO_COMMON = 200
_ALIKE = 24
_KNOWN = 13.0
"""Nats beyond which a character is rare."""
CACHED = 4096
"""Sounds, initials and characters of which is kept what they may stand for, the last ones used."""


class Words:
    """Indexes hold words as one string with spaces; they are ranked when first asked for."""

    def __init__(self, tables: Tables, language: Language, weights: Weights) -> None:
        self._unigram = language.unigram
        self._weights = weights
        self._readings = tables.readings
        self._splits = tables.splits
        self._marked = _marked(tables, weights)
        self._by_sound: dict[str, str] = {}
        """Words by syllables with spaces between them."""
        self._by_initials: dict[str, str] = {}
        self._by_bag: dict[str, str] = {}
        """Words by their characters in sorted order."""
        self.sound_heads: set[str] = set()
        """Beginnings of the sounds of words, whole syllables."""
        self.heads: set[str] = set()
        """Beginnings of words."""
        self._index(tables)
        self._sorted = sorted(word for word in tables.sounds if len(word) > 1)
        self.following = lru_cache(CACHED)(self._following)
        """The characters that may come next where words begin in this way."""
        self.hidden = lru_cache(4 * CACHED)(self._hidden)
        """What it costs to believe that a word of the model was hidden; None if nobody would."""
        self._ranked = lru_cache(CACHED)(self._best)
        self.by_syllable = self._syllables(tables.sounds)
        """Single characters, the likeliest first."""
        self.lone = {
            sound: tuple(char for char in chars if char in self._marked)
            for sound, chars in self.by_syllable.items()
        }
        """Single characters that are hidden like words."""
        self.common = {w for w, cost in self._unigram.items() if len(w) == 1 and cost < _KNOWN}
        self._meant = self.common.union("".join([w for w in tables.sounds if len(w) > 1]))
        """Characters that somebody may have meant."""
        self.joined: defaultdict[str, str] = defaultdict(str)
        """Characters by their parts written one after the other."""
        self._holders: defaultdict[str, str] = defaultdict(str)
        for char, ways in tables.splits.items():
            if char in self._meant:
                for way in ways.split():
                    self.joined[way] += char
            for part in _parts(ways):
                self._holders[part] += char

    def _hidden(self, word: str) -> float | None:
        marked = self._marked.get(word)
        if marked is not None or not (1 < len(word) <= LONGEST and "\u4e00" <= word[0] <= "\u9fff"):
            return marked
        weights = self._weights
        return weights.ordinary + max(0.0, weights.frequent - self._unigram[word])

    def readings(self, char: str) -> tuple[str, ...]:
        return self._readings.get(char, ())

    def sounding(self, syllables: str) -> tuple[str, ...]:
        """Words of two characters or more, the likeliest first."""
        found = self._by_sound.get(syllables)
        return self._ranked(found, 24) if found else ()

    def abbreviated(self, letters: str) -> Iterable[tuple[str, float]]:
        """The likeliest words with these initials, and what they cost as hidden ones."""
        found = self._by_initials.get(letters)
        if found is None:
            return ()
        costs = [(word, self.hidden(word)) for word in self._ranked(found, 40)]
        return [(word, hidden) for word, hidden in costs if hidden is not None]

    def reordered(self, chars: str) -> Iterable[tuple[str, float]]:
        """Other words of these characters, and what they cost as hidden ones."""
        found = self._by_bag.get("".join(sorted(chars)))
        if found is None or found == chars:
            return ()
        costs = [(word, self.hidden(word)) for word in found.split() if word != chars]
        return [(word, hidden) for word, hidden in costs if hidden is not None]

    def spelled(self, letters: str) -> bool:
        """Whether they can be read as whole syllables of pinyin."""
        ends = {0}
        for at in range(len(letters)):
            if at in ends:
                ends |= {
                    stop
                    for stop in range(at + 1, min(at + LONGEST_SYLLABLE, len(letters)) + 1)
                    if letters[at:stop] in self.by_syllable
                }
        return len(letters) in ends

    def alike(self, char: str) -> tuple[str, ...]:
        """Common characters that it may have been put for, by parts in common; nearest first."""
        near: defaultdict[str, float] = defaultdict(float)
        for part in sorted(_parts(self._splits.get(char, ""))):
            near[part] += 1.0
            holders = self._holders.get(part, "")
            if len(holders) <= _PART_TOO_COMMON:
                for other in holders:
                    near[other] += len(holders) ** -0.5
        for other in self._holders.get(char, ""):
            near[other] += 0.7
        known = (near.keys() & self._meant) - {char}
        return tuple(sorted(known, key=lambda other: (-near[other], other))[:_ALIKE])

    def _following(self, head: str) -> frozenset[str]:
        size = len(head)
        first = bisect_left(self._sorted, head)
        last = bisect_left(self._sorted, head + "\U0010ffff")
        return frozenset([w[size] for w in self._sorted[first:last] if len(w) > size])

    def _index(self, tables: Tables) -> None:
        for word, sound in tables.sounds.items():
            if len(word) > 1:
                _add(self._by_sound, sound, word)
                _add(self._by_bag, "".join(sorted(word)), word)
                for size in range(1, len(word)):
                    self.heads.add(word[:size])
        for sound, words in self._by_sound.items():
            syllables = sound.split()
            _add(self._by_initials, "".join([syllable[0] for syllable in syllables]), words)
            for size in range(1, len(syllables)):
                self.sound_heads.add(" ".join(syllables[:size]))

    def _syllables(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        chars: defaultdict[str, str] = defaultdict(str)
        for char in words:
            if len(char) == 1:
                for sound in self.readings(char):
                    chars[sound] += f"{char} "
        return {sound: self._best(found, 12) for sound, found in chars.items()}

    def _best(self, words: str, most: int) -> tuple[str, ...]:
        ranks = [(self._unigram[word] + (self.hidden(word) or 0.0), word) for word in words.split()]
        return tuple(word for _, word in sorted(ranks)[:most])


def _add(index: dict[str, str], key: str, words: str) -> None:
    known = index.get(key)
    index[key] = words if known is None else f"{known} {words}"


def _parts(ways: str) -> set[str]:
    """Of a character that is written as two parts."""
    return {part for way in ways.split() if len(way) == 2 for part in way}


def _marked(tables: Tables, weights: Weights) -> dict[str, float]:
    """What abuse, topics and words that are typical of the domain cost as hidden words."""
    domain, general = sum(tables.domain.values()), sum(tables.general.values())
    costs: dict[str, float] = {}
    for word, here in tables.domain.items():
        elsewhere = tables.general.get(word)
        if here < 3 or elsewhere is None or not 1 < len(word) <= LONGEST:
            continue
        if math.log((here + 0.5) / domain * general / (elsewhere + 5)) > weights.domain_above:
            costs[word] = weights.domain
    costs |= dict.fromkeys(tables.domain.keys() & (tables.topic | _LONE), weights.topic)
    costs |= dict.fromkeys(tables.domain.keys() & tables.abuse, weights.abuse)
    return costs
