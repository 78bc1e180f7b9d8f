"""Reads the files of a bot's folder; what is wrong is said by file or place."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kernel.errors import DataError
from kernel.events import Language

M = TypeVar("M", bound=BaseModel)


def read_yaml(file: Path) -> Any:
    """Raises `DataError` that names the file."""
    try:
        return yaml.load(read_text(file), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise DataError(f"{file}: {error}") from error


def read_text(file: Path) -> str:
    """Raises `DataError` that names the file."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: {error}") from error


def read_prompts(folder: Path, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """The texts `<language>/<name>.md` of every name and language. Raises `DataError`."""
    return {
        name: {
            language.value: read_text(folder / language.value / f"{name}.md").strip()
            for language in Language
        }
        for name in names
    }


def validated(schema: type[M], raw: Mapping[str, Any], folder: Path) -> M:
    """What was read, checked. Raises `DataError` that names the place and what is wrong there."""
    try:
        return schema.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{folder}: {where}: {first['msg']}") from error
