"""What people bring to a counsellor every day raises no alarm: sleep, work, quarrels, grief."""

from pathlib import Path

import pytest

from kernel.events import Side
from kernel.ids import ConversationId
from kernel.records import Content
from kernel.state import Conversation
from kernel.verdicts import Allow
from safety.crisis.guard import CrisisGuard

SENTENCES = Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8").splitlines()
GUARD = CrisisGuard.load()


@pytest.mark.parametrize("text", SENTENCES)
async def test_it_is_let_by(text: str) -> None:
    talk = Conversation(id=ConversationId("everyday"))
    assert await GUARD.review(Side.USER, Content(text=text), talk) == Allow()
