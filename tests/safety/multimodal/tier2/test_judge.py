"""How a judge is listened to: to its end, or until it has answered."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from kernel.errors import ModelRubbish
from kernel.ports import Ask
from kernel.records import ChatMessage
from safety.multimodal.taxonomy import Category
from safety.multimodal.tier2.asking import Order
from safety.multimodal.tier2.judge import PairJudge

ASKED = [ChatMessage(role="user", text="?")]


class Slow:
    """Writes a word at a time and counts them."""

    name = "slow"

    def __init__(self, *words: str) -> None:
        self.words = words
        self.written = 0
        self.left = False

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        try:
            for word in self.words:
                self.written += 1
                yield word
        finally:
            self.left = True

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        raise AssertionError("a judge writes text")


FIRST = (
    "[Answer]",
    "unsafe\n",
    "[Risk Type]",
    "Misinformation\n",
    "[Analysis]",
    *["because "] * 90,
)
LAST = ("[Analysis]", *["because "] * 90, "\n[Answer]", "unsafe\n", "[Risk Type]", "Misinformation")


async def test_one_that_answers_first_is_left_early() -> None:
    model = Slow(*FIRST)
    judgement = await PairJudge.load(model, order=Order.FIRST).judge(ASKED)
    assert (judgement.safe, judgement.risk) == (False, Category.MISINFORMATION)
    assert (model.written, model.left) == (5, True)


async def test_one_that_answers_last_is_heard_out() -> None:
    model = Slow(*LAST)
    judgement = await PairJudge.load(model).judge(ASKED)
    assert (judgement.safe, judgement.risk) == (False, Category.MISINFORMATION)
    assert model.written == len(LAST)
    assert judgement.analysis.startswith("because")


@pytest.mark.parametrize("order", Order)
async def test_one_that_breaks_off_says_nothing(order: Order) -> None:
    with pytest.raises(ModelRubbish):
        await PairJudge.load(Slow("[Analysis]", "because "), order=order).judge(ASKED)
