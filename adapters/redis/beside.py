"""The short way of a turn: from the gateway that hears to the worker in the same process.

What is heard goes to the log and the turn queue as always; the same script then delivers the
token to the worker beside us and begins its lease. That saves two trips to the server, a quarter
of the time of a short turn (docs/design/004-speed.md). Whatever goes wrong on this way, the token
was delivered as any other: it is claimed again when its lease has run out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from adapters.redis.line import Upon
from kernel.events import Event
from kernel.ids import ConversationId
from kernel.ports import Attendant
from kernel.records import Lease, Recorded, Taken, Token


class Beside:
    """A worker in this process, who takes from the turn queue as `consumer`."""

    def __init__(self, consumer: str, attendant: Attendant) -> None:
        self._consumer = consumer
        self._attendant = attendant
        self._expected = 0
        """Answers on their way, each of which may bring a token."""

    @contextmanager
    def expecting(self, id: ConversationId, event: Event) -> Iterator[tuple[str, Upon | None]]:
        """While an event is on its way to the log: who is given the token, and what to do with
        the answer, whoever still waits for it. Nobody if the worker has no room."""
        if not self._attendant.has_room(self._expected):
            yield "", None
            return

        def upon(answer: Any) -> None:
            if (token := _token(answer, id, event)) is not None:
                self._attendant.welcome(token)

        self._expected += 1
        try:
            yield self._consumer, upon
        finally:
            self._expected -= 1


def _token(answer: Any, id: ConversationId, event: Event) -> Token | None:
    """What the script `receive` gave: none, another conversation that waited longer, or this one
    with its lease."""
    match answer:
        case [b"ok", int(seq), _, bytes(token), _, int(at), int(fence), int(attempts)]:
            lease = Lease(id, fence, token.decode(), attempts)
            return Token(lease.token, id, Taken(lease, (Recorded(seq, at, event),)))
        case [b"ok", _, _, bytes(token), bytes(other)]:
            return Token(token.decode(), ConversationId(other.decode()))
        case _:
            return None
