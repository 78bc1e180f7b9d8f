"""`fireside arena`: a run, its figures and its page, as somebody types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fireside.commands.arena import app
from fireside.commands.arena_report import EXAMPLES as REPORT_EXAMPLES
from fireside.commands.arena_run import EXAMPLES
from fireside.fleets import model_settings, models_of
from fireside.shares import Share, jobs
from kernel.errors import SettingsError
from sim.arena.folder import Folder
from sim.arena.order import Order


def fireside(*options: str) -> Any:
    return CliRunner().invoke(app, options, catch_exceptions=True)


def test_a_run_a_resume_and_a_report(tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    what = ("--bots", "echo,plain=vanilla:scripted", "--clients", "2", "--rounds", "2")
    ran = fireside("run", *what, "--out", out)
    assert ran.exit_code == 0, ran.output
    found = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert found["matches"] == found["valid"] == 4 and found["turns"] == 8
    assert {*found["pass"]} == {*found["ratings"]} == {"echo", "plain"}
    assert found["tokens"]["counsellors"]["requests"] == 4
    assert found["dialogues_per_minute"] > 0 and found["overhead_ms_per_turn"] > 0

    again = fireside("run", *what, "--out", out)
    assert isinstance(again.exception, SettingsError) and "--resume" in str(again.exception)
    other = fireside("run", "--clients", "3", "--resume", "--out", out)
    assert "another --clients" in str(other.exception)
    (tmp_path / "run" / "summary.json").unlink()
    assert fireside("run", *what, "--resume", "--out", out).exit_code == 0
    assert json.loads((tmp_path / "run" / "summary.json").read_text()) == found, "nothing to do"

    assert fireside("report", out, "--language", "zh").exit_code == 0
    assert "竞技场报告" in (tmp_path / "run" / "report.html").read_text()


def test_every_command_shows_an_example() -> None:
    for name, examples in (("run", EXAMPLES), ("report", REPORT_EXAMPLES)):
        assert examples.split()[1] in fireside(name, "--help").output


def test_what_broke_is_said_and_tried_again(tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    script = tmp_path / "down.yaml"
    script.write_text("default: x\nfault: down\n")
    bots = f"down=vanilla:{script}"
    ran = fireside("run", "--bots", bots, "--clients", "1", "--out", out)
    assert ran.exit_code == 1
    found = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert found["invalid_reasons"] == {"failed_counsellor": 1} and found["valid"] == 0
    folder = Folder(tmp_path / "run")
    assert len(jobs(folder, folder.order())) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--out", "x"), "name who plays"),
        (("--bots", "a,a", "--out", "x"), "two bots have one name"),
        (("--bots", "a", "--judge", "rules", "--people", "none", "--out", "x"), "no model"),
        (("--bots", "nobody", "--out", "x"), "no bot is named nobody; there are"),
        (("--resume", "--out", "x"), "holds no run"),
    ],
)
def test_what_cannot_be_run_is_said(
    options: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in str(fireside("run", *options).exception)


def test_shares_are_disjoint_and_whole(tmp_path: Path) -> None:
    folder = Folder.begin(tmp_path / "run", Order.model_validate({"clients": 5} | BOTS))
    order = folder.order()
    parts = [[j.match.id for j in jobs(folder, order, Share(k, 3, 0))] for k in range(3)]
    whole = [job.match.id for job in jobs(folder, order)]
    assert sorted(id for part in parts for id in part) == sorted(whole)
    assert all(len(part) in (3, 4) for part in parts)


def test_models_are_named_once_and_a_server_may_name_one() -> None:
    order = Order.model_validate(
        BOTS | {"people": "qwen0.5", "judges": ["qwen0.5", "rules"], "model": "none"}
    )
    assert models_of(order) == ["qwen0.5"]
    settings = model_settings("http://h:1/v1#big")
    assert (settings.model, settings.model_name) == ("http://h:1/v1", "big")


BOTS: dict[str, Any] = {"bots": [{"name": n, "target": n} for n in ("echo", "counsellor")]}
