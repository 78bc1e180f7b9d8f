"""Says back what it heard. The smallest policy; copy it to write your own."""

from collections.abc import AsyncGenerator

from kernel.events import Side
from kernel.moves import Move, Say
from kernel.state import Conversation


class EchoPolicy:
    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        for utterance in reversed(talk.utterances):
            if utterance.side is Side.USER:
                yield Say(text=utterance.text)
                return
