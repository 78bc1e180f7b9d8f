"""The kinds of disguise: three strategies, eight kinds, named and defined in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from kernel.events import Language


class Strategy(StrEnum):
    VISUAL = "visual"
    PHONETIC = "phonetic"
    SEMANTIC = "semantic"


class Kind(StrEnum):
    """arXiv 2505.24341, section 3."""

    VSIM = "vsim"
    SPLIT = "split"
    TRAD = "trad"
    PY_INIT = "py_init"
    PY_FULL = "py_full"
    HOMO = "homo"
    SHUFFLE = "shuffle"
    EMOJI = "emoji"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: Mapping[Language, str]
    definition: Mapping[Language, str]


class StrategyEntry(_Entry):
    id: Strategy


class Example(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    before: str
    after: str


class KindEntry(_Entry):
    id: Kind
    strategy: Strategy
    example: Example


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    strategies: tuple[StrategyEntry, ...]
    kinds: tuple[KindEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    strategies: Mapping[Strategy, StrategyEntry]
    kinds: Mapping[Kind, KindEntry]


def load_taxonomy() -> Taxonomy:
    """Raises `DataError` if an entry is malformed or missing, in either language."""
    text = files("safety.chinese.perturb").joinpath("taxonomy.yaml").read_text(encoding="utf-8")
    return read_taxonomy(text)


def read_taxonomy(text: str) -> Taxonomy:
    """Raises `DataError`."""
    try:
        file = _File.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"safety/chinese/perturb/taxonomy.yaml: {error}") from error
    taxonomy = Taxonomy(
        strategies={entry.id: entry for entry in file.strategies},
        kinds={entry.id: entry for entry in file.kinds},
    )
    if set(taxonomy.strategies) != set(Strategy) or set(taxonomy.kinds) != set(Kind):
        raise DataError("safety/chinese/perturb/taxonomy.yaml: a strategy or kind is missing")
    for entry in (*file.strategies, *file.kinds):
        if set(entry.name) != set(Language) or set(entry.definition) != set(Language):
            raise DataError(f"safety/chinese/perturb/taxonomy.yaml: {entry.id} lacks a language")
    return taxonomy
