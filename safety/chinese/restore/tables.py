"""The data that ships with the restorer: words, pairs of words, characters, the lexicon.

`python -m safety.chinese.restore.build` made the compressed files and says from what.
"""

import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError

WORDS, PAIRS, CHARACTERS = "words.tsv.xz", "pairs.tsv.xz", "characters.tsv.xz"
LEXICON = "lexicon.yaml"


class Word(NamedTuple):
    general: int
    """Count in general writing (jieba's dictionary)."""
    domain: int
    """Count in COLD's training texts."""
    sounds: tuple[str, ...]
    """A toneless syllable for each character; empty if it is no Chinese word."""


class Character(NamedTuple):
    readings: tuple[str, ...]
    simplified: str
    splits: tuple[str, ...]


class _Lexicon(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    abuse: Mapping[str, str]
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    words: Mapping[str, Word]
    pairs: Mapping[tuple[str, str], int]
    characters: Mapping[str, Character]
    abuse: frozenset[str]
    topic: frozenset[str]


def load_tables() -> Tables:
    """Raises `DataError` that names the file."""
    words = {}
    for name, general, domain, sounds in _rows(WORDS, 4):
        words[name] = Word(int(general), int(domain), tuple(sounds.split()))
    names = list(words)
    pairs = {}
    for first, seconds in _rows(PAIRS, 2):
        second = 0
        for item in seconds.split():
            step, _, count = item.partition(":")
            second += int(step, 36)
            pairs[names[int(first)], names[second]] = int(count or 1)
    characters = {
        name: Character(tuple(readings.split()), simplified or name, tuple(splits.split()))
        for name, readings, simplified, splits in _rows(CHARACTERS, 4)
    }
    abuse, topic = load_lexicon()
    return Tables(words=words, pairs=pairs, characters=characters, abuse=abuse, topic=topic)


def load_lexicon() -> tuple[frozenset[str], frozenset[str]]:
    """Words of abuse, words of topics. Raises `DataError`."""
    return read_lexicon(_file(LEXICON).decode())


def read_lexicon(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Raises `DataError`."""
    try:
        raw = _Lexicon.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"safety/chinese/restore/{LEXICON}: {error}") from error
    abuse = frozenset(word for words in raw.abuse.values() for word in words.split())
    return abuse, frozenset(raw.topic.split()) - abuse


def _rows(name: str, columns: int) -> list[list[str]]:
    try:
        text = lzma.decompress(_file(name)).decode()
    except (lzma.LZMAError, UnicodeDecodeError) as error:
        raise DataError(f"safety/chinese/restore/{name}: {error}") from error
    rows = [line.split("\t") for line in text.splitlines()]
    if any(len(row) != columns for row in rows):
        raise DataError(f"safety/chinese/restore/{name}: a line has not {columns} columns")
    return rows


def _file(name: str) -> bytes:
    return files("safety.chinese.restore").joinpath(name).read_bytes()
