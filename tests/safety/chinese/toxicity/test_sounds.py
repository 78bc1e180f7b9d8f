"""The usual readings: the shipped table says what was agreed, a broken one is named."""

import pytest

from kernel.errors import DataError
from safety.chinese.toxicity.sounds import read_sounds, usual_readings


def test_a_character_has_one_syllable_and_dots_stay() -> None:
    sounds = usual_readings()
    assert (sounds["废"], sounds["女"], sounds["略"]) == ("fei", "nü", "lüe")
    assert len(sounds) > 20_000
    assert all(len(char) == 1 for char in sounds)


@pytest.mark.parametrize("text", ["fei", "fei 废\n\n", "fei4 废", "fei 废 肺"])
def test_a_wrong_line_is_named(text: str) -> None:
    with pytest.raises(DataError, match=r"sounds\.txt, line [12]"):
        read_sounds(text)
