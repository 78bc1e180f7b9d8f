"""The real platform with one bot that does what it is told: the stage of the browser tests.

    python tests/browser/lamplight.py PORT DATA_DIR [--origin ORIGIN]

Gateway, store, worker, crisis guard and hotlines are the real ones. Only the policy of the bot
`lamp` is ours: it follows a keyword in what the person said, so that every state can be had at
will. Words with "bluntly" in them are blocked, as a lexicon would.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import yaml
from prometheus_client import CollectorRegistry

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)  # instead of this folder

from bots.host import Bot
from fireside.assemble import bot_folders, build_bots, build_worker, event_log, open_store
from fireside.service import run
from fireside.settings import load
from fireside.sight import open_sight
from kernel.events import Side
from kernel.moves import Move, Piece, Show
from kernel.records import Content
from kernel.state import Conversation
from kernel.verdicts import Allow, Block, Verdict

SCRIPT = yaml.safe_load(Path(__file__).with_name("script.yaml").read_text(encoding="utf-8"))
SLOW_S, QUICK_S = 0.4, 0.03
USER_SECRET = "the secret of whoever runs the page, in tests"


class Lamp:
    """Says the part of `script.yaml` whose keyword it hears."""

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        heard = [u.text for u in talk.utterances if u.side is Side.USER][-1]
        for image in talk.utterances[-1].images:
            yield Show(image=image)
        part = next((part for key, part in SCRIPT.items() if key in heard), SCRIPT["else"])
        if part.get("fails"):
            raise RuntimeError("as the script wants it")
        await asyncio.sleep(part.get("think", 0))
        for sentence in part[talk.language]:
            yield Piece(text=sentence)
            await asyncio.sleep(SLOW_S if part.get("slow") else QUICK_S)


class Lexicon:
    name = "lexicon"

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        if "bluntly" in content.text:
            return Block(labels=("harassment",), reason="test")
        return Allow()


def lamp(real: Bot) -> Bot:
    """The bot of the folder with our policy and guard in it."""
    return Bot(
        name=real.name,
        revision=real.revision,
        policy=Lamp(),
        guards=(*real.guards, Lexicon()),
        greeting=real.greeting,
        guard_seconds=real.guard_seconds,
        eyes=real.eyes,
        image_seconds=real.image_seconds,
    )


async def main(port: int, data: Path, origins: list[str], messages_per_minute: int) -> None:
    settings = load(
        port=port,
        role="gateway",
        data_dir=data,
        model="none",
        bots_dir=Path(__file__).with_name("serves"),
        allowed_origins=tuple(origins),
        user_jwt_secret=USER_SECRET,
        lease_ms=2000,
        messages_per_minute=messages_per_minute,
        frames_per_minute=0,
        connections_per_ip=0,
        sessions_per_minute=0,
    )
    folders = bot_folders(settings)
    async with open_store(settings) as store, open_sight(settings, folders) as sight:
        bots = build_bots(folders, None, sight)
        bots["lamp"] = lamp(bots["lamp"])
        log = event_log(store, settings)
        worker = await build_worker(store, log, bots, settings, lambda outcome, seconds: None)
        async with asyncio.TaskGroup() as group:
            working = group.create_task(worker.run())
            await run(
                settings,
                store,
                folders,
                None,
                CollectorRegistry(),
                started=lambda port: print(port, flush=True),
            )
            working.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("data", type=Path)
    parser.add_argument("--origin", action="append", default=[])
    parser.add_argument("--messages-per-minute", type=int, default=0)
    asked = parser.parse_args()
    asyncio.run(main(asked.port, asked.data, asked.origin, asked.messages_per_minute))
