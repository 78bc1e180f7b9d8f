"""The import rules hold, and they can fail."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(LINT, cwd=root, capture_output=True, text=True, check=False)


def test_the_layers_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("kernel/turn.py", "import asyncio"),
        ("kernel/state.py", "import bots.host"),
        ("sim/__init__.py", "import safety.chain"),
        ("policies/__init__.py", "import safety.chain"),
        ("safety/__init__.py", "import channels.wire.base"),
        ("kernel/ids.py", "import pydantic"),
    ],
)
def test_breaking_a_rule_is_noticed(tmp_path: Path, file: str, line: str) -> None:
    for package in ("fireside", "kernel", "bots", "policies", "channels", "safety"):
        copy(ROOT / package, tmp_path / package)
    for package in ("adapters", "sim"):
        copy(ROOT / package, tmp_path / package)
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    broken = tmp_path / file
    broken.write_text(broken.read_text() + f"\n{line}  # noqa\n")
    assert lint(tmp_path).returncode != 0


def copy(source: Path, target: Path) -> None:
    for path in source.rglob("*.py"):
        to = target / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
