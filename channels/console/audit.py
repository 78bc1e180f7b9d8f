"""The record of who looked at what: a line of JSON each, never a word of a conversation."""

import asyncio
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from starlette.requests import Request

from channels.console.asked import address
from channels.console.operators import Session
from kernel.ports import Clock


class Deed(StrEnum):
    SIGNED_IN = "signed_in"
    REFUSED = "refused"
    """A wrong token; `operator` is not known then."""
    SIGNED_OUT = "signed_out"
    LISTED = "listed"
    VIEWED = "viewed"
    SAW_PICTURE = "saw_picture"
    PASSED_PICTURES = "passed_pictures"
    REFUSED_PICTURES = "refused_pictures"
    NOT_DONE = "not_done"
    """What the line before says was not carried out: somebody else had decided, or it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`address` is where the request came from; `page` is the page that was looked at, from 1.

    `about` is the id of a picture that was seen, or of the message whose pictures were decided on.
    """

    deed: Deed
    address: str
    operator: str = ""
    conversation: str = ""
    page: int = 0
    about: str = ""


class Audit(Protocol):
    def note(self, act: Act, now: int) -> None:
        """Keep it for good, or raise `OSError`. `now` in milliseconds since the epoch."""
        ...


class AuditFile:
    """Appends to a file that only its owner reads, made if it is not there. Opened anew for each
    line, so that it may be rotated."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, act: Act, now: int) -> None:
        when = datetime.fromtimestamp(now / 1000, UTC).isoformat(timespec="milliseconds")
        told = {name: value for name, value in asdict(act).items() if value}
        line = json.dumps({"at": when, **told}, ensure_ascii=True) + "\n"
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        with os.fdopen(os.open(self._path, flags, 0o600), "a", encoding="ascii") as file:
            file.write(line)


class Ledger:
    """Writes the record in a thread. Raises `OSError`: then nothing may be shown or done."""

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def note(
        self,
        request: Request,
        deed: Deed,
        session: Session | None = None,
        *,
        conversation: str = "",
        page: int = 0,
        about: str = "",
    ) -> None:
        act = Act(
            deed=deed,
            address=address(request),
            operator=session.operator if session else "",
            conversation=conversation,
            page=page,
            about=about,
        )
        await asyncio.to_thread(self._audit.note, act, self._clock.now())
