"""Makes the restorer at home in the texts of one place: its words, its terms, what follows what.

Learnt from plain texts of the place (never from the texts that it will be scored on), kept as JSON
beside a model that was trained there.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from safety.chinese.perturb.sounds import readings
from safety.chinese.restore.language import LONGEST, Language, count
from safety.chinese.restore.tables import Tables, load_tables

_HAN = re.compile("[\u4e00-\u9fff]+")
WEIGHT = 3
"""A text of the place counts as this many texts of the general domain."""

_USUAL = 9.0
"""Nats of a term while texts are cut: about those of a word that is seen once in 8,000."""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Mapping[str, int]
    pairs: Mapping[str, Mapping[str, int]]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Counts of words and of pairs of words; terms that people of the place hide."""

    words: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    terms: tuple[str, ...] = ()

    def save(self, path: Path) -> None:
        rows: dict[str, dict[str, int]] = {}
        for (first, second), n in self.pairs.items():
            rows.setdefault(first, {})[second] = n
        file = _File(words=self.words, pairs=rows, terms=self.terms)
        path.write_text(file.model_dump_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: Traversable) -> "Home":
        """Raises `DataError` that names the file."""
        try:
            file = _File.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError) as error:
            raise DataError(f"{path}: {error}") from error
        pairs = {(one, two): n for one, row in file.pairs.items() for two, n in row.items()}
        return cls(words=file.words, pairs=pairs, terms=file.terms)


def learn(texts: Iterable[str], terms: Iterable[str] = ()) -> Home:
    """From plain texts; `terms` are words of up to four characters that are hidden there."""
    tables = load_tables()

    def plain(text: str) -> str:
        return "".join([tables.simplified.get(char, char) for char in text]).lower()

    kept = sorted({t for t in map(plain, terms) if _HAN.fullmatch(t) and len(t) <= LONGEST})
    costs = dict(Language(tables.general, tables.domain, {}).unigram)
    for term in kept:
        costs[term] = min(costs.get(term, _USUAL), _USUAL)
    words, pairs = count(map(plain, texts), costs)
    return Home(words=words, pairs=pairs, terms=tuple(kept))


def at_home(tables: Tables, home: Home) -> Tables:
    """The tables with what was learnt added to them."""
    general, sounds, domain = dict(tables.general), dict(tables.sounds), dict(tables.domain)
    for term in home.terms:
        if term not in domain:
            general[term], sounds[term], domain[term] = 0, " ".join(readings(term)), 0
    for name, n in home.words.items():
        if name in domain:
            domain[name] += WEIGHT * n
        elif n > 1 and "a" <= name[0] <= "z":
            domain[name] = WEIGHT * n
    pairs = {first: dict(row) for first, row in tables.pairs.items()}
    for (first, second), n in home.pairs.items():
        if first in domain and second in domain:
            row = pairs.setdefault(first, {})
            row[second] = row.get(second, 0) + WEIGHT * n
    return replace(
        tables,
        general=general,
        sounds=sounds,
        domain=domain,
        pairs=pairs,
        topic=tables.topic | (frozenset(home.terms) - tables.abuse),
    )
