"""The data that ships with the restorer: words, pairs of words, characters, the lexicon.

`python -m safety.chinese.restore.build` made the compressed files and says from what.
"""

import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO, TextIOWrapper

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError

WORDS, PAIRS, CHARACTERS = "words.tsv.xz", "pairs.tsv.xz", "characters.tsv.xz"
LEXICON = "lexicon.yaml"
PLACE = "safety/chinese/restore"


class Pairs(Mapping[str, Mapping[str, int]]):
    """Counts of words by the word before; a row is unpacked whenever it is asked for.

    All rows as dictionaries would take 20 MB, and a service needs few of them at first.
    """

    def __init__(self, names: Sequence[str], rows: Mapping[str, str]) -> None:
        self._names = names
        self._rows = rows

    def __getitem__(self, first: str) -> Mapping[str, int]:
        counts, second, names = {}, 0, self._names
        for item in self._rows[first].split():
            if ":" in item:
                step, count = item.split(":")
                second += int(step, 36)
                counts[names[second]] = int(count)
            else:
                second += int(item, 36)
                counts[names[second]] = 1
        return counts

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class _Lexicon(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    abuse: Mapping[str, str]
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    general: Mapping[str, int]
    """Chinese words and their counts in general writing (jieba's dictionary)."""
    sounds: Mapping[str, str]
    """A toneless syllable for each character of a Chinese word, with spaces between them."""
    domain: Mapping[str, int]
    """All words, letters and marks too, and their counts in COLD's training texts."""
    pairs: Mapping[str, Mapping[str, int]]
    """In COLD's training texts, by the first word."""
    readings: Mapping[str, tuple[str, ...]]
    """Toneless syllables of a character, the usual one first."""
    simplified: Mapping[str, str]
    """Of the characters that have another form."""
    splits: Mapping[str, str]
    """Ways to write a character as its parts, with spaces between them."""
    abuse: frozenset[str]
    topic: frozenset[str]


def load_tables() -> Tables:
    """Raises `DataError` that names the file."""
    general, sounds, domain = {}, {}, {}
    for name, elsewhere, here, said in _rows(WORDS, 4):
        domain[name] = int(here)
        if said:
            general[name], sounds[name] = int(elsewhere), said
    names = list(domain)
    pairs = Pairs(names, {names[int(first)]: row for first, row in _rows(PAIRS, 2)})
    readings, simplified, splits = {}, {}, {}
    known: dict[str, tuple[str, ...]] = {}  # a thousand, which 20,000 characters share
    for char, syllables, plain, ways in _rows(CHARACTERS, 4):
        if syllables:
            readings[char] = known.setdefault(syllables, tuple(syllables.split()))
        if plain:
            simplified[char] = plain
        if ways:
            splits[char] = ways
    abuse, topic = load_lexicon()
    return Tables(
        general=general,
        sounds=sounds,
        domain=domain,
        pairs=pairs,
        readings=readings,
        simplified=simplified,
        splits=splits,
        abuse=abuse,
        topic=topic,
    )


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


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    """Line by line, so that no second copy of the file lies about in memory."""
    try:
        with lzma.LZMAFile(BytesIO(_file(name))) as file:
            for line in TextIOWrapper(file, encoding="utf-8"):
                row = line.rstrip("\n").split("\t")
                if len(row) != columns:
                    raise DataError(f"{PLACE}/{name}: a line has not {columns} columns")
                yield row
    except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise DataError(f"{PLACE}/{name}: {error}") from error


def _file(name: str) -> bytes:
    return files("safety.chinese.restore").joinpath(name).read_bytes()
