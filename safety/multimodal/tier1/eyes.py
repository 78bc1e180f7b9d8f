"""Looks at pictures in a process of its own, which is started by the first of them.

So models that take 400 MB and half a second a picture cost nothing to a service that nobody sends
pictures, and never hold up its event loop. Whatever goes wrong there comes out as `EyesFailed`,
which blocks the message as every failure of a guard does.
"""

import asyncio
import json
import sys
from asyncio.subprocess import Process
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any

from kernel.pictures import Picture
from safety.multimodal.tier1.child import LENGTH
from safety.multimodal.tier1.sight import Sight

CHILD = ("-I", "-m", "safety.multimodal.tier1.child")
START_S = 60.0
LOOK_S = 10.0
"""For one lot of pictures, once its turn has come."""
QUEUE = 16
"""Lots that may wait; more would only time out."""
REMEMBERED = 256
"""Pictures whose sight is remembered: one is looked at again with the words that come after it."""
ANSWER = 1024 * 1024
"""Bytes of an answer at most."""


class EyesFailed(Exception):
    """The pictures could not be looked at."""


class Eyes:
    """Make them with `open_eyes`."""

    def __init__(self) -> None:
        self._child: Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._seen: OrderedDict[bytes, Sight] = OrderedDict()

    async def look(self, pictures: Sequence[Picture]) -> tuple[Sight, ...]:
        """What is on each of them. Raises `EyesFailed`."""
        names = [sha256(picture.data).digest() for picture in pictures]
        new = {
            name: picture.data
            for name, picture in zip(names, pictures, strict=True)
            if name not in self._seen
        }
        known = {name: self._seen[name] for name in names if name not in new}
        if new:
            known |= dict(zip(new, await self._in_turn([*new.values()]), strict=True))
        self._remember(known)
        return tuple(known[name] for name in names)

    async def close(self) -> None:
        """Idempotent; a later `look` starts anew."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            child.kill()
        await child.communicate()

    async def _in_turn(self, jpegs: Sequence[bytes]) -> tuple[Sight, ...]:
        if self._waiting >= QUEUE:
            raise EyesFailed("too many pictures wait to be looked at")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._ask(jpegs)
        finally:
            self._waiting -= 1

    async def _ask(self, jpegs: Sequence[bytes]) -> tuple[Sight, ...]:
        try:
            try:
                said = await self._answer(jpegs)
            except (EOFError, ConnectionError):  # it had just gone to rest, or died: once more
                await self.close()
                said = await self._answer(jpegs)
        except (TimeoutError, OSError, ValueError, EOFError) as error:
            await self.close()
            raise EyesFailed(f"no answer: {type(error).__name__}") from error
        except asyncio.CancelledError:  # its answer would be taken for that to the next question
            await self.close()
            raise
        if "sights" not in said:
            raise EyesFailed(f"the engines failed: {said.get('failed')}")
        return tuple(
            Sight(lines=tuple(sight["lines"]), nudity=sight["nudity"]) for sight in said["sights"]
        )

    async def _answer(self, jpegs: Sequence[bytes]) -> dict[str, Any]:
        child = await self._awake()
        async with asyncio.timeout(LOOK_S * len(jpegs)):
            return await _exchange(child, jpegs)

    async def _awake(self) -> Process:
        if self._child is not None and self._child.returncode is None:
            return self._child
        await self.close()
        pipe = asyncio.subprocess.PIPE
        self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            *CHILD,
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.DEVNULL,
            limit=ANSWER,
        )
        assert self._child.stdout is not None
        async with asyncio.timeout(START_S):
            if await self._child.stdout.readline() != b"ready\n":
                raise EOFError("it did not start")
        return self._child

    def _remember(self, sights: dict[bytes, Sight]) -> None:
        for name, sight in sights.items():
            self._seen[name] = sight
            self._seen.move_to_end(name)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)


@asynccontextmanager
async def open_eyes() -> AsyncIterator[Eyes]:
    """Eyes whose process ends with the block."""
    eyes = Eyes()
    try:
        yield eyes
    finally:
        await eyes.close()


async def _exchange(child: Process, jpegs: Sequence[bytes]) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    parts = [LENGTH.pack(len(jpegs))]
    for jpeg in jpegs:
        parts += [LENGTH.pack(len(jpeg)), jpeg]
    child.stdin.write(b"".join(parts))
    await child.stdin.drain()
    if not (line := await child.stdout.readline()):
        raise EOFError("it ended")
    answer: dict[str, Any] = json.loads(line)
    return answer
