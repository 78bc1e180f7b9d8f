"""Reads a counsellor's book from the bot's folder."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kernel.errors import DataError
from kernel.events import Language
from policies.counselling.book import PROMPTS, Book


def load_book(folder: Path) -> Book:
    """Raises `DataError` that names the file or the place and what is wrong there."""
    plan = _yaml(folder / "plan.yaml")
    names = plan.get("stages", ()) if isinstance(plan, dict) else ()
    raw = {
        "plan": plan,
        "stages": [_yaml(folder / "stages" / f"{name}.yaml") for name in names],
        **{
            part: _yaml(folder / f"{part}.yaml")
            for part in ("skills", "wishes", "feelings", "closing", "aftercare", "never", "itself")
        },
        "phrases": _yaml(folder / "prompts" / "phrases.yaml"),
        "prompts": {
            name: {
                language.value: _text(folder / "prompts" / language.value / f"{name}.md").strip()
                for language in Language
            }
            for name in PROMPTS
        },
    }
    try:
        return Book.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{folder}: {where}: {first['msg']}") from error


def _yaml(file: Path) -> Any:
    try:
        return yaml.safe_load(_text(file))
    except yaml.YAMLError as error:
        raise DataError(f"{file}: {error}") from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: {error}") from error
