"""Every data file parses, and everything a person reads exists in both languages."""

import json
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.architecture.tree import PACKAGES, ROOT, name

DATA = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*"))
    if path.suffix in {".yaml", ".toml", ".json", ".jsonl", ".md"}
]


@pytest.mark.parametrize("path", DATA, ids=name)
def test_it_parses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.strip(), "an empty data file says nothing"
    match path.suffix:
        case ".yaml":
            yaml.safe_load(text)
        case ".toml":
            tomllib.loads(text)
        case ".json":
            json.loads(text)
        case ".jsonl":
            for line in text.splitlines():
                json.loads(line)


@pytest.mark.parametrize(
    "path", [p for p in DATA if {"zh", "en"} & {p.stem, p.parent.name}], ids=name
)
def test_it_has_a_twin_in_the_other_language(path: Path) -> None:
    def other(part: str) -> str:
        return {"zh": "en", "en": "zh"}.get(part, part)

    twin = path.parent.with_name(other(path.parent.name)) / f"{other(path.stem)}{path.suffix}"
    assert twin.exists()
