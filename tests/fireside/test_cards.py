"""`fireside sim cards`: what there is, and whether it is sound."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fireside.commands.cards import app
from kernel.errors import DataError

RUN = CliRunner()


def test_cards_are_listed_shown_and_written_as_json() -> None:
    listed = RUN.invoke(app, ["list", "--theme", "career", "--language", "zh"])
    assert listed.exit_code == 0 and "zh-career-laid_off" in listed.stdout
    assert "7 cards" in listed.stdout and "en-" not in listed.stdout
    shown = RUN.invoke(app, ["list", "--show", "en-career-the_library"])
    assert "Rob, 46" in shown.stdout
    lines = RUN.invoke(app, ["list", "--style", "upset", "--json"]).stdout.splitlines()
    assert len(lines) == 18 and {json.loads(line)["style"] for line in lines} == {"upset"}


def test_a_card_that_is_not_there() -> None:
    with pytest.raises(DataError, match="no card zh-nobody"):
        RUN.invoke(app, ["list", "--show", "zh-nobody"], catch_exceptions=False)


def test_sound_cards_are_counted_and_faults_named(tmp_path: Path) -> None:
    sound = RUN.invoke(app, ["validate"])
    assert sound.exit_code == 0 and "126 cards are sound (63 en, 63 zh)" in sound.stdout
    folder = tmp_path / "zh"
    folder.mkdir()
    source = Path("sim/cards/zh/career.yaml").read_text(encoding="utf-8")
    (folder / "career.yaml").write_text(
        source.replace("你好，我失业了，三个月了。", "我今年五十岁了，失业了。"), encoding="utf-8"
    )
    result = RUN.invoke(app, ["validate", str(tmp_path)])
    assert isinstance(result.exception, DataError) and "1 faults" in str(result.exception)
    assert "zh-career-laid_off" in result.stdout
