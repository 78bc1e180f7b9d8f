"""`fireside guard restore`."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from fireside.commands.guard import app
from fireside.commands.restoring import EXAMPLES
from safety.chinese.restore import Restorer


@pytest.fixture(scope="module", autouse=True)
def loaded_once() -> Iterator[None]:
    """The real one, loaded once: it takes a second."""
    restorer = Restorer.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Restorer, "load", lambda: restorer)
        yield


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["restore", *arguments])


def test_it_says_what_was_undone() -> None:
    output = run("你真是个sha bi").output
    assert "你真是个傻逼" in output and "py_full" in output and "4-10" in output
    assert "sha bi" in EXAMPLES


def test_ordinary_text_has_nothing_to_undo() -> None:
    assert "nothing to undo" in run("我今天很难过").output


def test_json_has_spans_and_every_candidate() -> None:
    lines = run("你真是个sha bi", "--json", "--candidates", "2").output.splitlines()
    best, kept = map(json.loads, lines)
    assert best["undone"][0] == {
        "start": 4,
        "end": 10,
        "before": "sha bi",
        "after": "傻逼",
        "kind": "py_full",
        "cost": best["undone"][0]["cost"],
    }
    assert kept["text"] == "你真是个sha bi" and kept["undone"] == []
