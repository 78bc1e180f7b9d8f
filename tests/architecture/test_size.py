"""Every file holds one idea: no file over 300 lines, no function over 50."""

from pathlib import Path

import pytest

from tests.architecture.tree import SCRIPTS, SOURCES, functions, name, parsed

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 50


@pytest.mark.parametrize("path", [*SOURCES, *SCRIPTS], ids=name)
def test_files_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_OF_A_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_are_small(path: Path) -> None:
    long = {
        function.name: length
        for function in functions(parsed(path))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LINES_OF_A_FUNCTION
    }
    assert long == {}
