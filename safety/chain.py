"""Runs guards in order and stops at the first that does not let the words pass.

A guard that raises, or is late, blocks; so do no guards at all (`kernel.turn.weigh`).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from kernel.events import Side
from kernel.ports import Guard
from kernel.records import Content
from kernel.state import Conversation
from kernel.turn import GUARD_FAILURE, Rulings
from kernel.verdicts import Allow, Block, Escalate, Rewrite, Verdict


async def screen(
    guards: Sequence[Guard], side: Side, content: Content, talk: Conversation, *, patience: float
) -> Rulings:
    """The verdicts, each guard given at most `patience` seconds."""
    rulings: list[tuple[str, Verdict]] = []
    for guard in guards:
        verdict = await _review(guard, side, content, talk, patience)
        rulings.append((guard.name, verdict))
        match verdict:
            case Rewrite(text=text):
                content = replace(content, text=text)
            case Block() | Escalate():
                break
            case Allow():
                pass
    return tuple(rulings)


async def _review(
    guard: Guard, side: Side, content: Content, talk: Conversation, patience: float
) -> Verdict:
    try:
        async with asyncio.timeout(patience):
            return await guard.review(side, content, talk)
    except Exception as error:  # a guard that fails must not let words pass
        return Block(labels=(GUARD_FAILURE,), reason=type(error).__name__)
