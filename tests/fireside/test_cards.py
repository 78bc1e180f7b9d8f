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
    assert "Rob, aged 46" in shown.stdout
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


def test_more_cards_are_made_and_others_profiles_taken_in(tmp_path: Path) -> None:
    out = tmp_path / "made"
    made = RUN.invoke(app, ["generate", "--count", "18", "--out", str(out)])
    assert made.exit_code == 0 and "18 cards in 18 files" in made.stdout
    assert "18 cards are sound" in RUN.invoke(app, ["validate", str(out)]).stdout
    profile = tmp_path / "p.json"
    profile.write_text(
        json.dumps(
            {"intake_form": "Age: 40", "thought": "I fail at all of it.", "attitude": "positive"}
        ),
        encoding="utf-8",
    )
    taken = RUN.invoke(
        app, ["import", str(profile), "--format", "cactus", "--out", str(tmp_path / "in")]
    )
    assert taken.exit_code == 0 and (tmp_path / "in" / "en" / "emotion.yaml").exists()
    wrong = RUN.invoke(app, ["import", str(profile), "--format", "x", "--out", str(tmp_path)])
    assert isinstance(wrong.exception, DataError) and "patient-psi" in str(wrong.exception)


def test_a_model_that_writes_nothing_sound_is_an_error(tmp_path: Path) -> None:
    args = ["generate", "--count", "1", "--model", "scripted", "--out", str(tmp_path)]
    ran = RUN.invoke(app, args)
    assert isinstance(ran.exception, DataError) and "no card was sound" in str(ran.exception)
