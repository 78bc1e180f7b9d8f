"""The words of the language model as they may be hidden: by sound, by initials, by shape.

Who disguises a word does so because of what it says: a word of abuse is more likely to be the one
that was hidden than an ordinary word, and a frequent ordinary word hardly ever is.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

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


class Words:
    def __init__(self, tables: Tables, language: Language, weights: Weights) -> None:
        self._characters = tables.characters
        unigram = language.unigram
        self.hidden = _hidden(tables, language, weights)
        """What it costs to believe that the word was hidden; lone characters are absent."""
        self.by_sound: dict[str, tuple[str, ...]] = {}
        """Words by syllables with spaces between them, the likeliest first."""
        self.lone: dict[str, tuple[str, ...]] = {}
        """Single characters that are hidden like words, by syllable."""
        self.by_initials: dict[str, tuple[str, ...]] = {}
        self.by_bag: dict[str, tuple[str, ...]] = {}
        """Words by their characters in sorted order."""
        self.sound_heads: set[str] = set()
        """Beginnings of the keys of `by_sound`, whole syllables."""
        self.heads: set[str] = set()
        """Beginnings of words."""
        self.syllables: set[str] = set()
        self.common = {w for w, cost in unigram.items() if len(w) == 1 and cost < _KNOWN}
        self._index(tables, unigram)
        written = {char for word in self.hidden if len(word) > 1 for char in word}
        self._meant = self.common | written
        """Characters that somebody may have meant."""
        self.joined: defaultdict[str, list[str]] = defaultdict(list)
        """Characters by their parts written one after the other."""
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        self._parts: dict[str, set[str]] = {}
        self._alike: dict[str, list[str]] = {}
        for char, entry in tables.characters.items():
            for way in entry.splits:
                if char in self._meant:
                    self.joined[way].append(char)
                if len(way) == 2:
                    self._parts.setdefault(char, set()).update(way)
                    for part in way:
                        self._holders[part].add(char)

    def readings(self, char: str) -> tuple[str, ...]:
        entry = self._characters.get(char)
        return entry.readings if entry else ()

    def spelled(self, letters: str) -> bool:
        """Whether they can be read as whole syllables of pinyin."""
        ends = {0}
        for at in range(len(letters)):
            if at in ends:
                ends |= {
                    stop
                    for stop in range(at + 1, min(at + LONGEST_SYLLABLE, len(letters)) + 1)
                    if letters[at:stop] in self.syllables
                }
        return len(letters) in ends

    def alike(self, char: str) -> list[str]:
        """Common characters that it may have been put for, by parts in common; nearest first."""
        found = self._alike.get(char)
        if found is None:
            near: defaultdict[str, float] = defaultdict(float)
            for part in sorted(self._parts.get(char, ())):
                near[part] += 1.0
                holders = self._holders[part]
                if len(holders) <= _PART_TOO_COMMON:
                    for other in holders:
                        near[other] += len(holders) ** -0.5
            for other in self._holders.get(char, ()):
                near[other] += 0.7
            known = (near.keys() & self._meant) - {char}
            found = sorted(known, key=lambda other: (-near[other], other))[:_ALIKE]
            self._alike[char] = found
        return found

    def _index(self, tables: Tables, unigram: Mapping[str, float]) -> None:
        sounds: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
        initials: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
        bags: defaultdict[str, list[str]] = defaultdict(list)
        for word, entry in tables.words.items():
            if not entry.sounds:
                continue
            rank = (unigram[word] + self.hidden.get(word, 0.0), word)
            if len(word) == 1:
                for sound in self.readings(word):
                    sounds[sound].append(rank)
                    self.syllables.add(sound)
                continue
            sounds[" ".join(entry.sounds)].append(rank)
            initials["".join(sound[0] for sound in entry.sounds)].append(rank)
            bags["".join(sorted(word))].append(word)
            for size in range(1, len(word)):
                self.sound_heads.add(" ".join(entry.sounds[:size]))
                self.heads.add(word[:size])
        self.by_sound = {
            key: _best(ranks, 24 if " " in key else 12) for key, ranks in sounds.items()
        }
        self.lone = {
            key: tuple(word for word in words if word in self.hidden)
            for key, words in self.by_sound.items()
            if " " not in key
        }
        self.by_initials = {key: _best(ranks, 40) for key, ranks in initials.items()}
        self.by_bag = {key: tuple(words) for key, words in bags.items()}


def _best(ranks: Iterable[tuple[float, str]], most: int) -> tuple[str, ...]:
    """Tuples of strings, which the garbage collector does not have to walk through."""
    return tuple(word for _, word in sorted(ranks)[:most])


def _hidden(tables: Tables, language: Language, weights: Weights) -> dict[str, float]:
    domain = sum(word.domain for word in tables.words.values())
    general = sum(word.general for word in tables.words.values())
    costs: dict[str, float] = {}
    for name, word in tables.words.items():
        if name in tables.abuse:
            costs[name] = weights.abuse
        elif name in tables.topic or name in _LONE:
            costs[name] = weights.topic
        elif 1 < len(name) <= LONGEST and word.sounds:
            ratio = math.log((word.domain + 0.5) / domain * general / (word.general + 5))
            frequent = max(0.0, weights.frequent - language.unigram[name])
            costs[name] = (
                weights.domain
                if word.domain >= 3 and ratio > weights.domain_above
                else weights.ordinary + frequent
            )
    return costs
