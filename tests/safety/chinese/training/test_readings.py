"""The table of usual readings is the one that its command makes."""

from importlib.resources import files

import pytest

from safety.chinese.toxicity.sounds import FILE
from safety.chinese.training.readings import main, plain


def test_the_shipped_table_is_what_the_command_writes(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    shipped = files("safety.chinese.toxicity").joinpath(FILE).read_text("utf-8")
    assert capsys.readouterr().out == shipped


def test_tones_go_and_dots_stay() -> None:
    assert (plain("nǚ"), plain("lüè"), plain("ér"), plain("zhōng")) == ("nü", "lüe", "er", "zhong")
