"""How disguised a text looks."""

import pytest

from safety.chinese.restore import Restorer
from safety.chinese.toxicity.signs import SIGNS, signs


def seen(restorer: Restorer, text: str) -> dict[str, float]:
    return dict(zip(SIGNS, signs(text, restorer.restore(text)), strict=True))


def test_ordinary_and_traditional_writing_is_no_sign(restorer: Restorer) -> None:
    for text in ("今天我们去吃面吧", "謝謝你陪我說話"):
        assert not any(seen(restorer, text).values()), text


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("你这女表子", "undone"),
        ("你是个sb吧", "letters"),
        ("你这个傻犇龘", "rare"),
        ("哈哈😀", "others_share"),
    ],
)
def test_what_disguises_leave_is_seen(restorer: Restorer, text: str, sign: str) -> None:
    assert seen(restorer, text)[sign] > 0


@pytest.mark.parametrize("text", ["", "\ud800", "a" * 400, "😀" * 50])
def test_shares_stay_shares(restorer: Restorer, text: str) -> None:
    assert all(0 <= value <= 1 for value in seen(restorer, text).values())
