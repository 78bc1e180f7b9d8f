"""Dumps of Rasa in all their forms."""

import json
from pathlib import Path

import pytest

from channels.rasa.tracker.files import conversations_in
from channels.rasa.tracker.reading import MOST_EVENTS
from kernel.errors import DataError

ONE = {"sender_id": "a", "events": [{"event": "user", "text": "1"}]}
TWO = {"sender_id": "b", "events": []}
BROKER = [
    {"sender_id": "a", "event": "user", "text": "1"},
    {"sender_id": "b", "event": "user", "text": "2"},
    {"sender_id": "a", "event": "bot", "text": "3"},
]


def file(folder: Path, text: str) -> Path:
    made = folder / "dump"
    made.write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (json.dumps(ONE), {"a": 1}),
        (json.dumps(ONE, indent=2), {"a": 1}),
        (json.dumps([ONE, TWO]), {"a": 1, "b": 0}),
        (f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n", {"a": 1, "b": 0}),
        ("\n".join(map(json.dumps, BROKER)) + "\n\n", {"a": 2, "b": 1}),
    ],
    ids=["tracker", "indented", "list", "lines", "broker"],
)
def test_each_form_is_read(tmp_path: Path, text: str, found: dict[str, int]) -> None:
    read = {sender: len(events) for sender, events in conversations_in(file(tmp_path, text))}
    assert read == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "neither JSON nor lines"),
        ("hello", "line 1: is neither"),
        ('{"a": 1}', "a tracker is an object"),
        ("[1]", "a tracker is an object"),
        (f"{json.dumps(ONE)}\nbroken\n", "line 2: is neither a tracker"),
        ('{"event": "user"}\n', "line 1: is neither a tracker"),
    ],
)
def test_what_is_none_is_said_by_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        list(conversations_in(file(tmp_path, text)))


def test_a_million_lines_of_one_talk_are_not_kept(tmp_path: Path) -> None:
    line = json.dumps({"sender_id": "a", "event": "user"}) + "\n"
    ((_, events),) = conversations_in(file(tmp_path, line * (MOST_EVENTS + 50_000)))
    assert len(events) == MOST_EVENTS + 1, "enough to be refused"
