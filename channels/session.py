"""The protocol of one connection without any I/O: bytes in, frames and intents out.

    state       frame              what happens                             next state
    AWAITING    connect            intent Connect                           AWAITING until welcome()
    AWAITING    anything else      error not_connected, close 4501          CLOSED
    AWAITING    5 s pass           close 4502                               CLOSED
    OPEN        connect            error bad_frame                          OPEN
    OPEN        any client frame   that frame is the intent                 OPEN
    OPEN        unknown type       error unknown_type                       OPEN
    OPEN        malformed          error bad_frame; the 5th in a row: 4501  OPEN or CLOSED
    OPEN        token runs out     error token_expired, close 4005          CLOSED
    OPEN        silence            ping, then close 4012                    CLOSED
    OPEN        a stalled write    close 4008                               CLOSED
    CLOSED      anything           nothing

Rule 1: every frame with an id gets exactly one answer by that id: an ack, a page or an error.
Rule 2: nothing is sent before `connected`, except an error.
Rule 3: a reader that is too slow loses typing first, then the connection (4008), never words:
what it missed is in the log, and it resumes. Who replays a log looks at `crowded` and waits.

Time is monotonic seconds and comes from the caller.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum

from channels.wire.base import MAX_FIRST_FRAME, MAX_FRAME, CloseCode, ErrorCode
from channels.wire.client import ClientFrame, Connect, Pong
from channels.wire.codec import UnknownType, dump, frame_id, parse_client, size
from channels.wire.messages import Typing
from channels.wire.server import (
    Ack,
    AckData,
    Connected,
    ConnectedData,
    Error,
    ErrorData,
    Ping,
    ServerFrame,
)
from kernel.errors import WireError


class State(Enum):
    AWAITING = "awaiting"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """Seconds, frames and bytes; 0 frames a minute means no limit."""

    connect_within_s: float = 5.0
    """How long a client may take for its first frame."""
    ping_after_s: float = 25.0
    """After so much silence the server pings."""
    pong_within_s: float = 8.0
    """How long a client may take to answer a ping."""
    frames_per_minute: int = 120
    """Of one connection; so many at once, then evenly."""
    malformed_in_a_row: int = 5
    """After so many the connection is closed."""
    queued_frames: int = 256
    queued_bytes: int = 1024 * 1024
    stalled_s: float = 15.0
    """How long the line may take nothing of what it was given."""


@dataclass(frozen=True, slots=True)
class Closing:
    code: CloseCode
    reason: str


class Session:
    """Feed it with `receive` and `tick`, empty it with `to_send`, end it when `closing` is set."""

    def __init__(self, limits: SessionLimits, now: float) -> None:
        self._limits = limits
        self._state = State.AWAITING
        self._began = self._heard_at = now
        self._pinged_at: float | None = None
        self._expires_at = float("inf")
        self._malformed = 0
        self._allowance = float(limits.frames_per_minute)
        self._allowance_at = now
        self._over_limit = 0
        self._outbox: deque[str] = deque()
        self._queued_bytes = 0
        self._writing_since: float | None = None
        self.closing: Closing | None = None

    @property
    def state(self) -> State:
        return self._state

    # ---- in

    def receive(self, raw: str | bytes, now: float) -> ClientFrame | None:
        """What the client wants done; none if there is nothing left to do about the frame."""
        if self._state is State.CLOSED:
            return None
        self._heard_at, self._pinged_at = now, None
        limit = MAX_FIRST_FRAME if self._state is State.AWAITING else MAX_FRAME
        if size(raw) > limit:
            self._too_large(raw, limit)
            return None
        if not self._within_rate(now):
            self._over_rate(raw)
            return None
        try:
            frame = parse_client(raw)
        except UnknownType:
            self._unknown(raw)
            return None
        except WireError as error:
            self._bad(raw, str(error))
            return None
        self._malformed = 0
        if self._state is State.AWAITING and not isinstance(frame, Connect):
            self.refuse(getattr(frame, "id", None), ErrorCode.NOT_CONNECTED, "send connect first")
            self.close(CloseCode.BAD_REQUEST, "not connected")
            return None
        if self._state is State.OPEN and isinstance(frame, Connect):
            self.refuse(frame.id, ErrorCode.BAD_FRAME, "this connection is connected already")
            return None
        return None if isinstance(frame, Pong) else frame

    def tick(self, now: float) -> None:
        """Look at the clock; at least every second or so."""
        if self._state is State.AWAITING and now - self._began >= self._limits.connect_within_s:
            self.close(CloseCode.NO_CONNECT, "no connect frame in time")
        elif self._state is State.OPEN:
            stalled_s = 0.0 if self._writing_since is None else now - self._writing_since
            if stalled_s >= self._limits.stalled_s:
                self.close(CloseCode.SLOW, "too slow; reconnect and resume")
            elif now >= self._expires_at:
                self.refuse(
                    None,
                    ErrorCode.TOKEN_EXPIRED,
                    "the token has run out; get a new one, reconnect and resume",
                    temporary=True,
                )
                self.close(CloseCode.TOKEN_EXPIRED, "token expired")
            elif self._pinged_at is not None:
                if now - self._pinged_at >= self._limits.pong_within_s:
                    self.close(CloseCode.NO_PONG, "no sign of life")
            elif now - self._heard_at >= self._limits.ping_after_s:
                self._pinged_at = now
                self.send(Ping())

    # ---- out

    def welcome(
        self, re: str, subject: str, resumed: dict[str, bool], *, expires_at: float
    ) -> None:
        """The token was good. `expires_at` on the clock of `now`."""
        self._state = State.OPEN
        self._expires_at = expires_at
        data = ConnectedData(subject=subject, ping_s=self._limits.ping_after_s, resumed=resumed)
        self.send(Connected(re=re, d=data))

    def refreshed(self, re: str, *, expires_at: float) -> None:
        self._expires_at = expires_at
        self.send(Ack(re=re))

    def acknowledge(
        self, re: str, conv: str, seq: int | None = None, *, duplicate: bool = False
    ) -> None:
        self.send(Ack(re=re, conv=conv, seq=seq, d=AckData(dup=duplicate)))

    def refuse(
        self,
        re: str | None,
        code: ErrorCode,
        message: str,
        *,
        conv: str | None = None,
        temporary: bool = False,
        retry_after_ms: int | None = None,
    ) -> None:
        data = ErrorData(
            code=code, message=message, temporary=temporary, retry_after_ms=retry_after_ms
        )
        self.send(Error(re=re, conv=conv, d=data))

    def send(self, frame: ServerFrame) -> None:
        """Queue a frame. Drops typing for a slow reader, then closes with 4008."""
        if self._state is State.CLOSED:
            return
        full = (
            len(self._outbox) >= self._limits.queued_frames
            or self._queued_bytes >= self._limits.queued_bytes
        )
        if full and isinstance(frame, Typing):
            return
        if full:
            self._outbox.clear()
            self.close(CloseCode.SLOW, "too slow; reconnect and resume")
            return
        text = dump(frame)
        self._outbox.append(text)
        self._queued_bytes += size(text)

    def close(self, code: CloseCode, reason: str) -> None:
        """What is queued is still sent."""
        self._state = State.CLOSED
        self.closing = Closing(code, reason)

    @property
    def crowded(self) -> bool:
        """Whether so much waits that only answers should be added, not old entries of a log."""
        return (
            2 * len(self._outbox) >= self._limits.queued_frames
            or 2 * self._queued_bytes >= self._limits.queued_bytes
        )

    def to_send(self) -> list[str]:
        frames = list(self._outbox)
        self._outbox.clear()
        self._queued_bytes = 0
        return frames

    def writing(self, now: float) -> None:
        """One of those frames is being handed to the line, which may take its time."""
        self._writing_since = now

    def written(self) -> None:
        """The line has taken it."""
        self._writing_since = None

    # ---- within

    def _within_rate(self, now: float) -> bool:
        """Token bucket: a minute's worth of frames at once, refilled evenly."""
        rate = self._limits.frames_per_minute
        if not rate:
            return True
        gained = (now - self._allowance_at) * rate / 60
        self._allowance = min(float(rate), self._allowance + gained)
        self._allowance_at = now
        if self._allowance < 1:
            return False
        self._over_limit = 0
        self._allowance -= 1
        return True

    def _over_rate(self, raw: str | bytes) -> None:
        self.refuse(
            frame_id(raw),
            ErrorCode.RATE_LIMITED,
            f"more than {self._limits.frames_per_minute} frames a minute; nothing was lost, "
            "send this one again later",
            temporary=True,
            retry_after_ms=60_000 // self._limits.frames_per_minute,
        )
        self._over_limit += 1
        if self._over_limit > self._limits.frames_per_minute:
            self.close(CloseCode.RATE, "too many frames")

    def _too_large(self, raw: str | bytes, limit: int) -> None:
        id = frame_id(raw) if len(raw) <= 4 * MAX_FRAME else None
        self.refuse(id, ErrorCode.TOO_LARGE, f"a frame may have at most {limit} bytes")
        if self._state is State.AWAITING:
            self.close(CloseCode.TOO_LARGE, "first frame too large")

    def _unknown(self, raw: str | bytes) -> None:
        self.refuse(frame_id(raw), ErrorCode.UNKNOWN_TYPE, "this frame type is not known here")
        if self._state is State.AWAITING:
            self.close(CloseCode.BAD_REQUEST, "not connected")

    def _bad(self, raw: str | bytes, why: str) -> None:
        self.refuse(frame_id(raw), ErrorCode.BAD_FRAME, why)
        self._malformed += 1
        if self._state is State.AWAITING or self._malformed >= self._limits.malformed_in_a_row:
            self.close(CloseCode.BAD_REQUEST, "malformed frames")
