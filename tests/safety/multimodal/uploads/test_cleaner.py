"""An upload is opened in a process of its own, which may die without harm."""

import asyncio
import os
from pathlib import Path

import pytest

from kernel.errors import ImageRefused
from safety.multimodal.uploads import cleaner
from safety.multimodal.uploads.cleaner import Cleaner
from tests.safety.multimodal.uploads.hostile import drawing, png, saved


async def test_a_picture_is_made_anew() -> None:
    upload = saved(drawing(), "PNG")
    made = await Cleaner().clean(upload)
    assert (made.width, made.height, made.alt) == (160, 120, "")
    assert made.data.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (b"", "empty"),
        (b"<svg onload='alert(1)'/>", "not_a_picture"),
        (png(60_000, 60_000, b""), "too_many_pixels"),
        (saved(drawing(), "PNG")[:200], "damaged"),
        (b"\xff\xd8\xff" + bytes(13_000_000), "too_many_bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_refusal_says_why_and_what_to_do(upload: bytes, why: str) -> None:
    with pytest.raises(ImageRefused, match=";") as refused:
        await Cleaner().clean(upload)
    assert refused.value.why == why


async def test_a_file_that_takes_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaner, "CHILD", ("-c", "import time; time.sleep(600)"))
    before = _children()
    with pytest.raises(ImageRefused) as refused:
        await Cleaner(seconds=0.3).clean(b"x")
    assert refused.value.why == "too_costly"
    assert _children() == before


async def test_a_file_that_wants_all_memory_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = (
        "from safety.multimodal.uploads.child import limit; limit(); "
        "held = bytearray(2_000_000_000); print('{}')"
    )
    monkeypatch.setattr(cleaner, "CHILD", ("-c", greedy))
    with pytest.raises(ImageRefused) as refused:
        await Cleaner().clean(b"x")
    assert refused.value.why == "too_costly"


async def test_a_sender_who_leaves_takes_the_process_along() -> None:
    before = _children()
    cleaning = asyncio.create_task(Cleaner().clean(saved(drawing(size=(3_000, 3_000)), "PNG")))
    await asyncio.sleep(0.02)
    cleaning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cleaning
    assert _children() == before


def _children() -> list[str]:
    """Of this process: other tests of it may have left a server for all."""
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return path.read_text().split() if path.exists() else []
