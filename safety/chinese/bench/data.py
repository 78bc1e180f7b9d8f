"""The published data sets as records: read, joined, rid of duplicates; a malformed file is named.

Layouts: a *cntp* folder holds `toxic_base.jsonl`, `non_toxic_base.jsonl` and one file for each kind
of disguise, joined on `sentence_id` (ToxiBenchCN, arXiv 2505.24341); a *toxicloak* folder holds the
same sentences in the same rows of five files (ToxiCloakCN); *cold* is a folder of csv files
(COLDataset); any other folder for `--benign` holds `*.jsonl` with `text` or `*.txt`, one a line.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from safety.chinese.perturb import Kind

_R = TypeVar("_R", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toxic:
    """A toxic sentence, its toxic words, and how it looks in each disguise.

    A disguise that the data set lacks for this sentence is missing from `disguised`.
    """

    id: int
    text: str
    entities: tuple[str, ...]
    disguised: Mapping[Kind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Benign:
    """An ordinary sentence."""

    id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    toxic: tuple[Toxic, ...]
    benign: tuple[Benign, ...]


class _Base(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    sentence_id: int
    original_text: str = Field(min_length=1)
    toxic_entity: tuple[str, ...] = ()


class _Disguised(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    sentence_id: int
    perturbed_text: str = Field(min_length=1)


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    text: str = Field(min_length=1, validation_alias=AliasChoices("text", "original_text"))


def read_cntp(folder: Path) -> Corpus:
    """Raises `DataError` that names the file and line.

    A sentence that appears twice is taken once (the emoji file of the first release repeats 258
    rows); a disguise of a sentence that is not in the base is an error.
    """
    toxic = {row.sentence_id: row for row in _jsonl(folder / "toxic_base.jsonl", _Base)}
    benign = {row.sentence_id: row for row in _jsonl(folder / "non_toxic_base.jsonl", _Base)}
    disguised: dict[int, dict[Kind, str]] = {id: {} for id in toxic}
    for kind in Kind:
        file = folder / f"{kind}.jsonl"
        for row in _jsonl(file, _Disguised):
            if row.sentence_id not in toxic:
                raise DataError(f"{file}: sentence {row.sentence_id} is not in toxic_base.jsonl")
            disguised[row.sentence_id].setdefault(kind, row.perturbed_text)
    return Corpus(
        toxic=tuple(
            Toxic(
                id=id,
                text=row.original_text,
                entities=row.toxic_entity,
                disguised=disguised[id],
            )
            for id, row in toxic.items()
        ),
        benign=tuple(Benign(id=id, text=row.original_text) for id, row in benign.items()),
    )


CLOAKS = ("homo_full", "homo_keyword", "emoji_full", "emoji_keyword")


def read_toxicloak(folder: Path, cloak: str) -> tuple[tuple[str, str, bool], ...]:
    """(plain, cloaked, offensive) of every row; `cloak` is one of `CLOAKS`. Raises `DataError`."""
    plain = _table(folder / "base_data.tsv")
    suffix = "csv" if cloak.endswith("keyword") else "tsv"
    file = folder / f"{cloak}.{suffix}"
    cloaked = _table(file)
    if len(plain) != len(cloaked) or [r[1] for r in plain] != [r[1] for r in cloaked]:
        raise DataError(f"{file}: its rows are not those of base_data.tsv")
    pairs = zip(plain, cloaked, strict=True)
    rows = ((was, now, offensive) for (was, offensive), (now, _) in pairs)
    return tuple({row: None for row in rows})


def read_cold(file: Path) -> tuple[tuple[str, bool], ...]:
    """(text, offensive) of every row of a COLDataset csv. Raises `DataError`."""
    return tuple(dict.fromkeys(_table(file, text=("TEXT",), label=("label",))))


def read_benign(folder: Path) -> tuple[str, ...]:
    """Every distinct ordinary sentence of a folder, in any of the layouts. Raises `DataError`."""
    if (folder / "base_data.tsv").exists():
        rows = _table(folder / "base_data.tsv")
        return tuple(dict.fromkeys(text for text, offensive in rows if not offensive))
    if (folder / "non_toxic_base.jsonl").exists():
        return tuple(row.original_text for row in _jsonl(folder / "non_toxic_base.jsonl", _Base))
    found: list[str] = []
    for file in sorted(folder.glob("*.jsonl")):
        found += (row.text for row in _jsonl(file, _Line))
    for file in sorted(folder.glob("*.txt")):
        found += (line for line in _read(file).splitlines() if line.strip())
    for file in sorted(folder.glob("*.csv")):
        found += (text for text, offensive in read_cold(file) if not offensive)
    if not found:
        raise DataError(f"{folder}: no ordinary sentences here; wanted *.jsonl, *.txt or *.csv")
    return tuple(dict.fromkeys(found))


def _jsonl(file: Path, kind: type[_R]) -> Iterator[_R]:
    for number, line in enumerate(_read(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "line"
            raise DataError(f"{file}, line {number}: {where}: {first['msg']}") from error


def _table(
    file: Path,
    *,
    text: Sequence[str] = ("content", "text"),
    label: Sequence[str] = ("toxic", "label"),
) -> list[tuple[str, bool]]:
    """Rows of a csv or tsv file with a header; the label is 0 or 1."""
    tabs = file.suffix == ".tsv"
    # Texts of the tab-separated files hold bare quotation marks, so those are not quoted.
    source = io.StringIO(_read(file), newline="")
    if tabs:
        reader = csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        reader = csv.DictReader(source)
    names = reader.fieldnames or ()
    columns = [next((name for name in wanted if name in names), None) for wanted in (text, label)]
    if None in columns:
        raise DataError(f"{file}: wanted columns {'/'.join(text)} and {'/'.join(label)}")
    rows: list[tuple[str, bool]] = []
    for row in reader:
        words, mark = (row[str(column)] for column in columns)
        if not words or mark not in ("0", "1"):
            raise DataError(f"{file}, line {reader.line_num}: wanted a text and a label 0 or 1")
        rows.append((words, mark == "1"))
    return rows


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: {error}") from error
