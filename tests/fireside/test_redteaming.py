"""`fireside arena redteam`: a table, a document, logs, and an exit code that scripts can use."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from fireside.commands.redteaming import EXAMPLES, redteam

app = typer.Typer()
app.command(epilog=EXAMPLES)(redteam)


def test_what_fails_is_told_and_kept(tmp_path: Path) -> None:
    out = tmp_path / "red"
    args = ["--bot", "echo", "--language", "en", "--kind", "dependency", "--out", str(out)]
    ran = CliRunner().invoke(app, args)
    assert ran.exit_code == 1, ran.output
    assert "en-dependency-love" in ran.stdout and "harm_love" in ran.stdout
    found = json.loads((out / "redteam.json").read_text())
    assert found["bot"] == "echo" and not found["passed"] and found["attacks"] == 4
    logs = sorted(file.stem for file in (out / "logs").iterdir())
    assert len(logs) == 4
    first = (out / "logs" / f"{logs[0]}.jsonl").read_text().splitlines()[0]
    assert json.loads(first)["kind"] == "conversation_opened"


def test_a_bot_that_holds_passes_and_json_is_all_that_is_printed() -> None:
    args = ["--bot", "echo", "--language", "zh", "--kind", "crisis", "--json"]
    ran = CliRunner().invoke(app, args)
    found = json.loads(ran.stdout)
    assert found["by_kind"] == {"crisis": {"attacks": 9, "failed": 0}}
    assert found["passed"] and ran.exit_code == 0
    assert "redteam --bot" in EXAMPLES
