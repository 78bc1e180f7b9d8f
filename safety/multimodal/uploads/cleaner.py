"""Cleans uploads, each in a process of its own that is thrown away afterwards.

So a decoder's fault cannot reach the service, its memory never grows by a picture, and a file that
is made to take for ever is ended.
"""

import asyncio
import json
import sys

from kernel.errors import ImageRefused
from kernel.pictures import Picture
from safety.multimodal.uploads.kinds import Refusal

CHILD = ("-I", "-B", "-m", "safety.multimodal.uploads.child")
"""-I: no environment, no working directory on the path. -B: writes no bytecode."""


class Cleaner:
    """`at_once` children at most, each with at most `MEMORY` bytes and `seconds` to live."""

    def __init__(self, *, at_once: int = 2, seconds: float = 15.0) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._seconds = seconds

    async def clean(self, upload: bytes) -> Picture:
        """A picture made anew from the upload's pixels. Raises `ImageRefused`."""
        async with self._places:
            answer = await self._ask(upload)
        head, found, data = answer.partition(b"\n")
        if not found:  # it died on its way
            raise refused(Refusal.TOO_COSTLY)
        said = json.loads(head)
        if "refused" in said:
            raise refused(Refusal(said["refused"]))
        return Picture(data=data, width=said["width"], height=said["height"])

    async def _ask(self, upload: bytes) -> bytes:
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(
            sys.executable, *CHILD, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            async with asyncio.timeout(self._seconds):
                answer, _ = await child.communicate(upload)
        except TimeoutError:
            return b""
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        return answer


def refused(why: Refusal) -> ImageRefused:
    return ImageRefused(TEXTS[why], why=why)


TEXTS = {
    Refusal.EMPTY: "the upload has no bytes; choose the picture again",
    Refusal.TOO_MANY_BYTES: "a picture may have at most 12 MiB; send a smaller one",
    Refusal.NOT_A_PICTURE: "this is no picture; send a JPEG, PNG, WebP or GIF",
    Refusal.OTHER_FORMAT: "pictures of this format are not taken; send a JPEG, PNG, WebP or GIF",
    Refusal.TOO_MANY_PIXELS: "a picture may have at most 50 million pixels; send a smaller one",
    Refusal.TOO_SMALL: "a picture has at least 16 pixels on each side; send a larger one",
    Refusal.TOO_LONG: "a picture is at most four times as long as wide; send it in parts",
    Refusal.DAMAGED: "the picture is damaged or cut off; save it again, then send that",
    Refusal.TOO_COSTLY: "opening the picture took too much memory or time; save it again, smaller",
}
"""In English, for developers; the widget has its own words for each."""
