"""`fireside guard check`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fireside.commands import guard
from fireside.commands.guard import app
from kernel.errors import DataError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments], catch_exceptions=True)


@pytest.mark.parametrize(
    ("text", "word"),
    [("I want to kill myself", "escalate"), ("我想自杀", "escalate"), ("hello", "allow")],
)
def test_a_text(text: str, word: str) -> None:
    assert word in run(text).output


def test_a_file(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"text": "I want to die", "id": "a"},
        {"text": "hello"},
        {"text": "yes", "context": [{"side": "bot", "text": "Are you suicidal?"}]},
        {"text": "\x00\u202e \n", "id": 7},
        {"text": "x" * 1_000_000},
    ]
    source.write_text("\n\n".join(json.dumps(line) for line in lines))
    result = run("--file", str(source), "--json", str(target))
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["id"] for row in rows] == ["a", 1, 2, 7, 4]
    assert [row["verdict"] for row in rows] == ["escalate", "allow", "escalate", "allow", "allow"]
    assert set(rows[0]) == {"id", "verdict", "labels", "guard", "reason"}


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"text": 3}', '{"text": "\\ud800"}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "fine"}\n' + line)
    result = run("--file", str(source))
    assert isinstance(result.exception, DataError)
    assert "line 2" in str(result.exception)


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    assert "either TEXT or --file" in run().output
    assert "there are crisis" in run("x", "--guard", "nope").output.replace("\n", " ")
    assert isinstance(run("--file", str(tmp_path / "none")).exception, DataError)


def test_the_helplines_say_who_confirmed_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.console, "width", 200)
    listed = CliRunner().invoke(app, ["hotlines"]).output
    assert "https://giveusashout.org/about-us/faq (2024-11-04)" in listed
    assert "nobody yet" in listed
    assert "Samaritans" in CliRunner().invoke(app, ["hotlines", "--country", "GB"]).output
    assert CliRunner().invoke(app, ["hotlines", "--country", "XX"]).exit_code == 2
