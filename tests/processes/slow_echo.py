"""A bot that takes its time, for processes that are killed in the middle of a turn."""

import asyncio
from collections.abc import AsyncGenerator

from bots import host
from kernel.events import Side
from kernel.moves import Move, Piece
from kernel.state import Conversation

PAUSE_S = 0.08
host.MAX_ATTEMPTS = 1_000_000
"""Who serves this bot is killed so often that a turn may well be hit five times in a row, on a busy
machine more often still. That it is given up then is tested elsewhere."""


class SlowEcho:
    """Three sentences, with a pause before each."""

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        words = [u.text for u in talk.utterances if u.side is Side.USER][-1]
        for sentence in (f"I heard {words}. ", "Let me say it again. ", f"{words}."):
            await asyncio.sleep(PAUSE_S)
            yield Piece(text=sentence)
