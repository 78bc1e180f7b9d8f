"""The published record format of MMIT (arXiv 2505.14035), read as it comes.

    DIR/statement.json | DIR/statement/*.json     [{id, image, text, risk_type?, output?}]
    DIR/prompt...                                 the same
    DIR/dialog...                                 with resp, the answer that is judged

`image` is a path relative to the file that names it. A record without `risk_type`, or with
"none", is safe. `mode` is a field of ours. What ends in `_output.json` carries `output`, what a
judge wrote; the files of inputs beside it are then passed over.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kernel.errors import DataError
from safety.multimodal.taxonomy import Category
from safety.multimodal.tier2.asking import Task

FOLDERS = {"statement": Task.STATEMENT, "prompt": Task.PROMPT, "dialog": Task.DIALOGUE}
SAFE = ("", "none", "None")


class _Raw(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: int | str
    image: str
    text: str
    risk_type: str | None = None
    resp: str = ""
    output: str | None = None
    mode: str = ""
    pred_label: str | None = None
    """What the released code writes in the place of `output`."""


class Record(BaseModel):
    """One thing to judge. `risk` is none where it is safe."""

    model_config = ConfigDict(frozen=True)

    task: Task
    id: str
    image: Path
    text: str
    answer: str
    risk: Category | None
    mode: str
    output: str | None = Field(default=None)


_rows: TypeAdapter[list[_Raw]] = TypeAdapter(list[_Raw])


def read_records(folder: Path) -> list[Record]:
    """Everything in the folder. Raises `DataError` if there is nothing, or if a file is wrong."""
    found = [
        record
        for name, task in FOLDERS.items()
        for file in _files(folder, name)
        for record in _read(file, task)
    ]
    if not found:
        raise DataError(
            f"{folder}: no statement, prompt or dialog records; see docs/image-guard.md"
        )
    return found


def _files(folder: Path, name: str) -> list[Path]:
    files = [*folder.glob(f"{name}.json"), *sorted((folder / name).glob("*.json"))]
    outputs = [file for file in files if file.stem.endswith("_output")]
    return outputs or files


def _read(file: Path, task: Task) -> Iterator[Record]:
    try:
        raw: Any = json.loads(file.read_text(encoding="utf-8"))
        rows = _rows.validate_python(raw)
    except (OSError, ValueError) as error:
        where = error.errors()[0]["loc"] if isinstance(error, ValidationError) else ""
        raise DataError(f"{file}: not a list of records {where}") from error
    for row in rows:
        risk = row.risk_type or ""
        if risk not in SAFE and risk not in [*Category]:
            raise DataError(f"{file}: record {row.id}: there is no risk type {risk!r}")
        yield Record(
            task=task,
            id=f"{task}-{row.id}",
            image=file.parent / row.image,
            text=row.text,
            answer=row.resp,
            risk=None if risk in SAFE else Category(risk),
            mode=row.mode,
            output=row.output if row.output is not None else row.pred_label,
        )
