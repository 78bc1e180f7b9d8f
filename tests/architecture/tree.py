"""The source tree, for the tests that look at it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("fireside", "kernel", "bots", "policies", "channels", "safety", "adapters", "sim")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
SCRIPTS = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.js"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def has_logic(tree: ast.Module) -> bool:
    """Whether any function does something, beyond declaring what others must do."""
    return any(
        not isinstance(statement, ast.Expr | ast.Pass)
        for function in functions(tree)
        for statement in function.body
        if not (function.name == "__init__" and len(function.body) <= 3)
    )
