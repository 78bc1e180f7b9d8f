"""Fits a talk into a model's context: token estimates, the latest turns, strict alternation."""

from collections.abc import Sequence
from typing import Literal

from kernel.events import Side
from kernel.records import ChatMessage, Utterance
from policies.words.hearing import is_han

SPARE_TOKENS = 96
"""For what a chat template adds around the messages."""
LONGEST_UTTERANCE = 1500
"""Characters of one utterance that a model gets to see."""


def tokens(text: str) -> int:
    """An upper estimate: a Chinese character is about one token, three Latin letters are one."""
    han = sum(map(is_han, text))
    return han + (len(text) - han) // 3 + 1


def before_last(utterances: Sequence[Utterance]) -> list[Utterance]:
    """Everything but notices up to the person's latest words, without them."""
    spoken = [said for said in utterances if not said.notice]
    while spoken and spoken[-1].side is not Side.USER:
        spoken.pop()
    return spoken[:-1]


def recent_within(spoken: Sequence[Utterance], most: int, room: int) -> list[Utterance]:
    """The latest utterances that fit, oldest first."""
    kept: list[Utterance] = []
    for said in reversed(spoken[-most:]):
        text = said.text[:LONGEST_UTTERANCE]
        room -= tokens(text)
        if room < 0:
            break
        kept.insert(0, Utterance(said.side, text))
    return kept


def strict_turns(spoken: Sequence[Utterance]) -> list[ChatMessage]:
    """Messages that begin with the person and alternate, as some models' templates demand."""
    messages: list[ChatMessage] = []
    for said in spoken:
        if messages and (messages[-1].role == "user") == (said.side is Side.USER):
            joined = f"{messages[-1].text}\n{said.text}"
            messages[-1] = ChatMessage(role=messages[-1].role, text=joined)
        elif messages or said.side is Side.USER:
            role: Literal["user", "assistant"] = "user" if said.side is Side.USER else "assistant"
            messages.append(ChatMessage(role=role, text=said.text))
    return messages
