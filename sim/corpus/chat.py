"""Chat-format export for supervised fine-tuning: one line a dialogue, `messages` with roles."""

import json
from collections.abc import Sequence

from sim.corpus.record import Record, Turn


def chat_line(record: Record, *, tags: bool) -> str:
    """A JSON line. `tags` puts `[strategy]` before every sentence of the bot, so that a model
    learns to choose it (Crisp's strategy loss); without them the chat is plain.
    """
    messages: list[dict[str, str]] = []
    for turn in record.turns:
        role = "user" if turn.role == "help_seeker" else "assistant"
        if messages or role == "user":
            text = _tagged(turn) if tags and role == "assistant" else turn.text
            messages.append({"role": role, "content": text})
    return json.dumps(
        {"id": record.id, "lang": record.lang, "messages": _alternating(messages)},
        ensure_ascii=False,
    )


def _tagged(turn: Turn) -> str:
    if not turn.sentences:
        return turn.text
    return " ".join(f"[{said.strategy}] {said.text}" for said in turn.sentences)


def _alternating(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Messages of one side in a row become one: chat templates want turns."""
    joined: list[dict[str, str]] = []
    for message in messages:
        if joined and joined[-1]["role"] == message["role"]:
            joined[-1] = {**message, "content": f"{joined[-1]['content']}\n{message['content']}"}
        else:
            joined.append(message)
    while joined and joined[-1]["role"] == "user":
        joined.pop()
    return joined
