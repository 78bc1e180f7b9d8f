"""House rules that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SOURCES, has_logic, name, parsed

LONG_TEXT = 400
"""Characters of a string in Python that is no docstring; prompts belong in data files."""


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_every_module_says_what_idea_lives_there(path: Path) -> None:
    assert ast.get_docstring(parsed(path)), f"{name(path)} needs a docstring"


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if has_logic(parsed(p)) and p.name != "__main__.py"], ids=name
)
def test_every_module_has_a_test(path: Path) -> None:
    """A mirror test file, or a test elsewhere that imports the module by name."""
    relative = path.relative_to(ROOT)
    parts = list(relative.with_suffix("").parts)
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    mirror = ROOT / "tests" / relative.parent / f"test_{relative.stem}.py"
    wanted = re.compile(rf"(from|import) {re.escape(module)}\b")
    assert mirror.exists() or any(
        wanted.search(test.read_text(encoding="utf-8")) for test in (ROOT / "tests").rglob("*.py")
    ), f"nothing tests {module}: write {mirror.relative_to(ROOT)}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_prompt_lives_in_python(path: Path) -> None:
    tree = parsed(path)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    fields = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # texts below a field
    long = [
        node.value[:60]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value) > LONG_TEXT
        and id(node) not in docstrings | fields
    ]
    assert long == []


def test_no_utils() -> None:
    assert [name(p) for p in SOURCES if p.stem in {"utils", "helpers", "common", "misc"}] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_nothing_is_left_for_later(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", text)
