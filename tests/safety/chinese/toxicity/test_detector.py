"""The detector that ships: its card, long texts, and time that grows with length only."""

from importlib.resources import files
from pathlib import Path

import pytest

from kernel.errors import DataError
from safety.chinese.toxicity.detector import STRIDE, WINDOW, Detector, windows
from safety.chinese.toxicity.linear import LinearModel

SHIPPED = files("safety.chinese.toxicity").joinpath("shipped")
DETECTOR = Detector.load()
PROSE = "今天早上我去菜市场买了一斤青菜和两条鱼，回来路上遇到邻居，聊了聊孩子上学的事。"


def test_the_model_that_ships_says_where_it_comes_from_and_is_small() -> None:
    card = LinearModel.load(SHIPPED).card
    assert card.variant == DETECTOR.variant == "shipped"
    assert card.licence == "Apache-2.0"
    assert card.made_by.startswith("fireside guard train --cold")
    assert card.seen == ()
    size = sum(Path(str(file)).stat().st_size for file in SHIPPED.iterdir())
    assert size < 3_000_000
    rates = sorted(card.thresholds, key=float)
    found = [card.thresholds[rate] for rate in rates]
    assert found == sorted(found, reverse=True), "fewer false positives need a higher threshold"


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("你就是个傻逼", "你就是个好人"),
        ("黑鬼都该滚出去", "黑人运动员又拿了冠军"),
        ("臭女表子", "女同学"),
        ("你這個廢物", "你這個朋友"),
        ("shabi，滚", "下班，走"),
    ],
)
def test_it_tells_attacks_from_ordinary_talk(worse: str, better: str) -> None:
    assert DETECTOR.probability(worse) > DETECTOR.probability(better) + 0.3


def test_an_insult_does_not_hide_in_prose() -> None:
    hidden = PROSE * 20 + "你就是个傻逼，去死吧。" + PROSE * 20
    assert DETECTOR.probability(hidden) > DETECTOR.probability(PROSE * 40) + 0.3
    assert DETECTOR.read(hidden).hits


@pytest.mark.parametrize("length", [0, 1, WINDOW, WINDOW + 1, WINDOW + STRIDE, 1000, 1001])
def test_windows_leave_nothing_out(length: int) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(length))
    pieces = list(windows(text))
    assert set("".join(pieces)) == set(text)
    assert all(len(piece) <= WINDOW for piece in pieces)
    assert len(pieces) <= max(1, length // STRIDE + 1)


def test_a_reading_and_a_probability_agree() -> None:
    for text in ("你就是个sha bi", PROSE * 10, ""):
        assert DETECTOR.read(text).probability == DETECTOR.probability(text)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a model"):
        Detector.load(tmp_path)
