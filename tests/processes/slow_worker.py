"""The real worker with a bot that takes its time: what `test_kill.py` kills.

python slow_worker.py REDIS_URL DATA_DIR
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bots import host
from fireside.assemble import build_guards, build_worker, event_log, open_store
from fireside.settings import load
from kernel.events import Language, Side
from kernel.moves import Move, Piece
from kernel.state import Conversation

PAUSE_S = 0.08
host.MAX_ATTEMPTS = 1_000_000
"""This worker is killed so often that a turn may well be hit five times in a row, on a busy machine
more often still. That it is given up then is tested elsewhere."""


class SlowEcho:
    """Three sentences, with a pause before each."""

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        words = [u.text for u in talk.utterances if u.side is Side.USER][-1]
        for sentence in (f"I heard {words}. ", "Let me say it again. ", f"{words}."):
            await asyncio.sleep(PAUSE_S)
            yield Piece(text=sentence)


async def main(redis: str, data: str) -> None:
    settings = load(redis_url=redis, data_dir=Path(data), lease_ms=500)
    async with open_store(settings) as store:
        bot = host.Bot(
            name="slowecho",
            revision="test",
            policy=SlowEcho(),
            guards=tuple(build_guards().values()),
            greeting={language: "Hello." for language in Language},
        )
        log = event_log(store, settings)
        worker = await build_worker(
            store, log, {bot.name: bot}, settings, lambda outcome, seconds: None
        )
        print("working", flush=True)
        await worker.run()


asyncio.run(main(*sys.argv[1:]))
