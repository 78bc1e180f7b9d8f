"""The real worker with a bot that takes its time: what `test_kill.py` kills.

python -m tests.processes.slow_worker REDIS_URL DATA_DIR
"""

import asyncio
import sys
from pathlib import Path

from bots import host
from fireside.assemble import build_guards, build_worker, event_log, open_store
from fireside.settings import load
from kernel.events import Language
from tests.processes.slow_echo import SlowEcho


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
