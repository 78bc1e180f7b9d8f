"""`fireside interview eval`, for real and small."""

import json
from importlib.resources import files
from pathlib import Path

from typer.testing import CliRunner

from bots.spec import load_bots
from fireside.commands.interview import app
from fireside.commands.interviewing import EXAMPLES, _judging_only
from kernel.errors import DataError
from policies.interview.shelf import load_book
from sim.interview.run import Order


def test_it_writes_summary_people_and_logs(tmp_path: Path) -> None:
    out = tmp_path / "eval"
    ran = CliRunner().invoke(app, ["eval", "--profiles", "2", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    found = json.loads((out / "summary.json").read_text())
    assert found["people"] == 2 and found["seed"] == 1 and found["model"] == "none"
    assert {"n", "accuracy", "sensitivity", "specificity", "kappa"} <= set(
        found["modules"]["depression_current"]
    )
    assert set(found["styles"]) == {"plain"}
    people = [json.loads(line) for line in (out / "people.jsonl").read_text().splitlines()]
    assert [one["number"] for one in people] == [0, 1]
    for number in (0, 1):
        log = (out / "logs" / f"{number:04}.jsonl").read_text().splitlines()
        assert json.loads(log[0])["kind"] == "conversation_opened"
    assert "depression_current" in ran.output
    assert "interview eval" in EXAMPLES
    first = (out / "logs" / "0000.jsonl").read_bytes()
    ran = CliRunner().invoke(app, ["eval", "--profiles", "3", "--resume", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert (out / "logs" / "0000.jsonl").read_bytes() == first, "not interviewed again"
    assert json.loads((out / "summary.json").read_text())["people"] == 3


def test_a_model_that_only_judges_words_nothing(tmp_path: Path) -> None:
    order = Order(url="", folder=Path(str(files("bots"))) / "interview")
    with _judging_only(order) as (bots, mine):
        folder = load_bots([bots])[mine.bot]
        assert not load_book(folder.path).plan.model.wording
    assert load_book(order.folder).plan.model.wording
    out = tmp_path / "eval"
    ran = CliRunner().invoke(app, ["eval", "--profiles", "1", "--judging-only", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    opened = json.loads((out / "logs" / "0000.jsonl").read_text().splitlines()[0])
    assert opened["bot"] == "interview-judging"


def test_the_reference_needs_an_evaluation(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["reference", str(tmp_path), "--model", "scripted"])
    assert isinstance(ran.exception, DataError)
    assert "fireside interview eval" in str(ran.exception)
