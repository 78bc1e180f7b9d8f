"""`fireside guard bench-images`, `image-pairs` and `vlm-sft`, as they are typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fireside.commands.guard import app
from fireside.commands.pictures import BENCH_EXAMPLES
from tests.safety.multimodal.bench.records_of_ours import corpus

RUN = CliRunner()


def test_published_outputs_go_through_our_parser(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    data = str(corpus(tmp_path / "data"))
    ran = RUN.invoke(app, ["bench-images", "--data", data, "--published", "--json", str(figures)])
    assert ran.exit_code == 0, ran.output
    assert json.loads(figures.read_text()) == {"n": 6, "parsed": 6, "agree": 6}


def test_the_first_look_over_pairs_of_ours(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="the extra `images` is not installed")
    from tests.safety.multimodal.drawing import font  # noqa: PLC0415 - needs Pillow

    font(10)
    out, figures = str(tmp_path / "pairs"), tmp_path / "figures.json"
    assert "60 pairs" in RUN.invoke(app, ["image-pairs", "--out", out]).output
    asked = ["bench-images", "--data", out, "--limit", "4", "--json", str(figures)]
    ran = RUN.invoke(app, asked)
    assert ran.exit_code == 0, ran.output
    made = json.loads(figures.read_text())
    assert made["accuracy"]["n"] == 4
    assert set(made) >= {"unsafe_recall", "false_alarms", "by_risk", "by_mode", "seconds"}


def test_help_shows_an_example() -> None:
    assert "--published" in BENCH_EXAMPLES
    assert "bench-images --data" in RUN.invoke(app, ["bench-images", "--help"]).output


def test_a_training_set_is_written(tmp_path: Path) -> None:
    data, out = str(corpus(tmp_path / "data")), tmp_path / "sft"
    ran = RUN.invoke(app, ["vlm-sft", "--data", data, "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert (out / "trl.jsonl").exists()
