"""A tiny random Qwen2.5-VL in process: processor, template, generate, and what fails, blocks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path

import pytest

from adapters.models.local_vision import LocalVision, open_local
from kernel.errors import ModelRubbish, ModelTimeout, ModelUnavailable, SettingsError
from kernel.events import Language, Side
from kernel.ids import ConversationId
from kernel.ports import Ask
from kernel.records import ChatMessage, Content
from kernel.state import Conversation
from kernel.turn import GUARD_FAILURE
from safety.chain import screen
from safety.multimodal.guard import ImageGuard
from safety.multimodal.policy import load_policy
from safety.multimodal.tier2.asking import Order, Questions, Task
from safety.multimodal.tier2.judge import PairJudge
from tests.fakes import ALLOW_ALL

HERE = all(find_spec(name) is not None for name in ("transformers", "torch", "torchvision"))
needs = pytest.mark.skipif(
    not HERE,
    reason="no transformers, torch and torchvision here: the extra `transformers` runs this",
)


@pytest.mark.skipif(HERE, reason="transformers is installed")
async def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"fireside\[transformers\]"):
        async with open_local(tmp_path):
            pass


@pytest.fixture
async def model(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalVision]:
    from tests.safety.multimodal.tier2.tiny import build  # noqa: PLC0415 - needs torch

    folder = tmp_path_factory.getbasetemp() / "tiny"
    if not folder.exists():
        build(folder)
    async with open_local(folder) as made:
        yield made


def asked(**changes: object) -> Ask:
    from tests.safety.multimodal.drawing import house, kept  # noqa: PLC0415 - needs Pillow

    messages = Questions.load().ask(
        Task.PROMPT, Order.LAST, Language.EN, text="look", pictures=[kept(house()), kept(house())]
    )
    return Ask(messages=messages, temperature=0.0, **{"max_tokens": 24, **changes})  # type: ignore[arg-type]


@needs
async def test_it_looks_and_writes(model: LocalVision) -> None:
    written = [text async for text in model.stream(asked())]
    assert "".join(written)
    words = Ask(messages=[ChatMessage(role="user", text="no picture")], max_tokens=4)
    assert "".join([text async for text in model.stream(words)])


@needs
async def test_what_it_writes_is_rubbish_and_blocks(model: LocalVision) -> None:
    from tests.safety.multimodal.drawing import house, kept  # noqa: PLC0415
    from tests.safety.multimodal.test_guard import Seeing  # noqa: PLC0415

    with pytest.raises(ModelRubbish):
        await PairJudge.load(model).judge([*asked().messages])
    guard = ImageGuard([ALLOW_ALL], Seeing(), load_policy("care"), PairJudge.load(model))
    talk = Conversation(id=ConversationId("c"))
    content = Content(text="look", pictures=(kept(house()),))
    ((_, verdict),) = await screen([guard], Side.USER, content, talk, patience=60)
    assert verdict.labels == (GUARD_FAILURE,)


@needs
async def test_one_that_is_left_stops_and_takes_the_next(model: LocalVision) -> None:
    async with aclosing(model.stream(asked(max_tokens=3000))) as fragments:
        async for _ in fragments:
            break
    async with asyncio.timeout(20):
        assert "".join([text async for text in model.stream(asked(max_tokens=8))])


@needs
async def test_one_that_is_late_is_a_timeout(model: LocalVision) -> None:
    with pytest.raises(ModelTimeout):
        async for _ in model.stream(asked(max_tokens=3000, deadline=0.3)):
            pass


@needs
async def test_what_does_not_load_and_what_it_cannot_do(model: LocalVision, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(SettingsError, match="does not load"):
        async with open_local(tmp_path):
            pass
    with pytest.raises(ModelUnavailable):
        await model.value(asked(), {})
