"""Says back what it heard and shows what it saw. The smallest policy; copy it for your own."""

from collections.abc import AsyncGenerator

from kernel.events import Side
from kernel.moves import Move, Say, Show
from kernel.state import Conversation


class EchoPolicy:
    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        for utterance in reversed(talk.utterances):
            if utterance.side is Side.USER:
                for image in utterance.images:
                    yield Show(image=image)
                if utterance.text:
                    yield Say(text=utterance.text)
                return
