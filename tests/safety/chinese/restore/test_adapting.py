"""At home in one place: its terms are heard, its counts are kept, a broken file is named."""

from pathlib import Path

import pytest

from kernel.errors import DataError
from safety.chinese.restore import Restorer
from safety.chinese.restore.adapting import Home, learn

TEXTS = ["他们叫他跳珠侠", "跳珠侠又来了", "谁是跳珠侠", "跳珠侠真讨厌"]


def test_a_term_of_the_place_is_heard(restorer: Restorer, tmp_path: Path) -> None:
    home = learn(TEXTS, ["跳珠侠", "not chinese", "超过四个字的词"])
    assert home.terms == ("跳珠侠",)
    assert home.words["跳珠侠"] == 4
    home.save(tmp_path / "home.json")
    assert Home.load(tmp_path / "home.json") == home
    assert Restorer.load(home).restore("tiao zhu xia真讨厌").text == "跳珠侠真讨厌"
    assert restorer.restore("tiao zhu xia真讨厌").text != "跳珠侠真讨厌"


@pytest.mark.parametrize("text", ["", "{}", '{"words": 1}'])
def test_a_wrong_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "home.json").write_text(text)
    with pytest.raises(DataError, match=r"home\.json"):
        Home.load(tmp_path / "home.json")
    with pytest.raises(DataError, match=r"none\.json"):
        Home.load(tmp_path / "none.json")
