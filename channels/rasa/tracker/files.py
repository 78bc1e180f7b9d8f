"""Files of trackers: one tracker, a list of them, or lines of a tracker or of a broker's events.

A broker's line is an event with its `sender_id`; the lines of all conversations are mixed.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from channels.rasa.tracker.reading import MOST_EVENTS
from kernel.errors import DataError

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of a tracker on one line."""


def conversations_in(file: Path) -> Iterator[tuple[str, list[Any]]]:
    """(sender, its events as JSON), one conversation at a time. Raises `DataError` by name.

    A file of a million lines is read a line at a time; events are kept as text until it is known
    whose they are, and no more of one conversation than can be imported.
    """
    try:
        with file.open(encoding="utf-8-sig") as lines:
            first = lines.readline(LONGEST_LINE)
            while first and not first.strip():
                first = lines.readline(LONGEST_LINE)
            lines.seek(0)
            whole = _json(first)
            if isinstance(whole, dict) and (_is_tracker(whole) or "event" in whole):
                yield from _of_lines(file, iter(lines))
            else:
                yield from _of_document(file, lines.read())
    except UnicodeDecodeError as error:
        raise DataError(f"{file}: is not UTF-8; save it so and import it again") from error


def _of_document(file: Path, text: str) -> Iterator[tuple[str, list[Any]]]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DataError(f"{file}{where}: is neither JSON nor lines of JSON") from error
    for one in whole if isinstance(whole, list) else [whole]:
        if not isinstance(one, dict) or not _is_tracker(one):
            raise DataError(f'{file}: a tracker is an object with "sender_id" and "events"')
        yield one["sender_id"], one["events"]


def _of_lines(file: Path, lines: Iterator[str]) -> Iterator[tuple[str, list[Any]]]:
    kept: defaultdict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        one = _json(line)
        if isinstance(one, dict) and _is_tracker(one):
            yield one["sender_id"], one["events"]
        elif isinstance(one, dict) and isinstance(one.get("sender_id"), str) and "event" in one:
            theirs = kept[one["sender_id"]]
            if len(theirs) <= MOST_EVENTS:  # one too many is enough to refuse it
                theirs.append(line)
        else:
            raise DataError(
                f"{file}, line {number}: is neither a tracker nor an event with its sender_id"
            )
    for sender, theirs in kept.items():
        yield sender, [json.loads(line) for line in theirs]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_tracker(one: dict[str, Any]) -> bool:
    return isinstance(one.get("sender_id"), str) and isinstance(one.get("events"), list)
