"""The looking process: started by the first picture, replaced when it dies, never just believed."""

import asyncio

import pytest

from kernel.pictures import Picture
from safety.multimodal.tier1 import eyes as module
from safety.multimodal.tier1.eyes import Eyes, EyesFailed, open_eyes
from tests.safety.multimodal.drawing import house, kept, lettered

pytestmark = pytest.mark.asyncio(loop_scope="module")

BROKEN = Picture(data=b"\xff\xd8\xff no picture", width=9, height=9)


async def test_it_reads_what_is_written(eyes: Eyes) -> None:
    first, second = await eyes.look([kept(lettered("妈妈，今天辛苦了")), kept(house())])
    assert first.lines == ("妈妈，今天辛苦了",)
    assert second.lines == ()


async def test_the_same_picture_is_looked_at_once(
    eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = kept(lettered("once"))
    seen = await eyes.look([picture, picture])
    monkeypatch.setattr(eyes, "_ask", None)
    assert await eyes.look([picture]) == seen[:1]


async def test_what_cannot_be_opened_fails_and_the_next_is_seen(eyes: Eyes) -> None:
    with pytest.raises(EyesFailed, match="UnidentifiedImageError"):
        await eyes.look([BROKEN])
    assert (await eyes.look([kept(lettered("still there"))]))[0].lines == ("still there",)


async def test_a_process_that_died_is_replaced(eyes: Eyes) -> None:
    await eyes.look([kept(house((320, 240)))])
    child = eyes._child
    assert child is not None
    child.kill()
    assert (await eyes.look([kept(lettered("again"))]))[0].lines == ("again",)


async def test_who_leaves_does_not_get_the_next_ones_answer(eyes: Eyes) -> None:
    looking = asyncio.create_task(eyes.look([kept(lettered("one"))]))
    await asyncio.sleep(0.1)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert (await eyes.look([kept(lettered("two"))]))[0].lines == ("two",)


def pretending(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(module, "CHILD", ("-c", script))


async def test_a_process_that_hangs_fails_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pretending(monkeypatch, "print('ready', flush=True); import time; time.sleep(99)")
    monkeypatch.setattr(module, "LOOK_S", 0.2)
    async with open_eyes() as eyes:
        with pytest.raises(EyesFailed, match="TimeoutError"):
            await eyes.look([BROKEN])
        assert eyes._child is None


@pytest.mark.parametrize(
    "script",
    [
        "import sys; sys.exit(3)",
        "print('hello', flush=True); import time; time.sleep(9)",
        "print('ready', flush=True); print('no json', flush=True); import time; time.sleep(9)",
        "print('ready', flush=True)",
    ],
    ids=["exits", "says something else", "answers rubbish", "ends"],
)
async def test_whatever_goes_wrong_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    pretending(monkeypatch, script)
    async with open_eyes() as eyes:
        with pytest.raises(EyesFailed):
            await eyes.look([BROKEN])


async def test_only_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    pretending(monkeypatch, "print('ready', flush=True); import time; time.sleep(99)")
    monkeypatch.setattr(module, "QUEUE", 1)
    async with open_eyes() as eyes:
        first = asyncio.create_task(eyes.look([BROKEN]))
        await asyncio.sleep(0.05)
        with pytest.raises(EyesFailed, match="wait"):
            await eyes.look([kept(house((64, 64)))])
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first


async def test_nothing_starts_before_the_first_picture() -> None:
    async with open_eyes() as eyes:
        assert eyes._child is None
        assert await eyes.look([]) == ()
        assert eyes._child is None
