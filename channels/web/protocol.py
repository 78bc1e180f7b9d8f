"""The client's side of the protocol, over one line after another, without any I/O.

    stage      what comes                    what happens                               next stage
    AWAY       begin(token)                  connect is sent                            GREETING
    GREETING   connected                     what has no answer yet is sent again, every
                                             conversation attached after what was seen  OPEN
    GREETING   error                         raised as `Refused`; hang up               GREETING
    OPEN       ping                          pong
    OPEN       an answer                     handed to who asked
    OPEN       a temporary error             the same frame again, once its time has come
    OPEN       attach: gap_too_long          history back to what was seen, then attach again
    OPEN       attach: another error         that conversation fails, the others go on
    OPEN       error about a conversation    that conversation fails, the others go on
    OPEN       anything of a conversation    its `Talk` takes it
    any        gone()                                                                   AWAY

Rule 1: a question stays until it is answered or withdrawn, however many lines that takes.
Rule 2: what a conversation has seen is never told twice, and what it has not is never left out.

Time is monotonic seconds and comes from the caller.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from channels.web.talk import Refused, Talk, new_id
from channels.wire.base import RESUME_LIMIT, ErrorCode
from channels.wire.client import (
    Attach,
    AttachData,
    ClientFrame,
    Connect,
    ConnectData,
    History,
    HistoryData,
    Pong,
    Question,
    Refresh,
    RefreshData,
)
from channels.wire.codec import UnknownType, dump, parse_server
from channels.wire.server import (
    Ack,
    Answer,
    Connected,
    Durable,
    Error,
    GoAway,
    Page,
    Ping,
)

GREETING_S = 10.0
"""How long a server may take to say the first word."""
AGAIN_S = 1.0
"""When to ask again after a temporary error that names no time."""

Answered = Callable[[Answer | Exception], None]


class Stage(Enum):
    AWAY = "away"
    GREETING = "greeting"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class _Asked:
    frame: Question
    answered: Answered
    lasts: bool
    """Whether it outlives the line."""


class ClientProtocol:
    """Feed it with `receive` and `tick`, empty it with `to_send`."""

    def __init__(self) -> None:
        self.stage = Stage.AWAY
        self.patience_s = GREETING_S
        """A line that says nothing for so long is dead."""
        self.come_back_s = 0.0
        """How long the server asked us to stay away when it stopped."""
        self._asked: dict[str, _Asked] = {}
        self._again: list[tuple[float, str]] = []
        self._talks: dict[str, Talk] = {}
        self._outbox: list[str] = []

    # ---- the line

    def begin(self, token: str) -> None:
        """A new line is open."""
        self.gone()
        self.stage, self.come_back_s = Stage.GREETING, 0.0
        self._send(Connect(id=new_id(), d=ConnectData(token=token)))

    def gone(self) -> None:
        """The line has broken. Nothing that lasts is lost."""
        self.stage, self.patience_s = Stage.AWAY, GREETING_S
        self._asked = {id: asked for id, asked in self._asked.items() if asked.lasts}
        self._again.clear()
        self._outbox.clear()

    def receive(self, raw: str | bytes, now: float) -> None:
        """Raises `Refused` if the greeting fails, `WireError` if this is not our protocol."""
        try:
            frame = parse_server(raw)
        except UnknownType:
            return  # a newer server
        match frame:
            case Connected() if self.stage is Stage.GREETING:
                self._welcome(frame)
            case Error() if self.stage is Stage.GREETING:
                raise Refused(frame)
            case Ping():
                self._send(Pong())
            case GoAway(d=data):
                self.come_back_s = data.after_ms / 1000
            case Ack() | Page() | Error() if frame.re in self._asked:
                self._answer(frame.re, frame, now)
            case Error(re=None, conv=str(conv)) if not frame.d.temporary:
                self._fail(conv, Refused(frame))
            case Connected() | Ack() | Page() | Error():
                pass
            case _:
                if (talk := self._talks.get(frame.conv)) is not None:
                    talk.take(frame)

    def tick(self, now: float) -> None:
        """Look at the clock; at least every second or so."""
        due = [id for at, id in self._again if at <= now]
        self._again = [(at, id) for at, id in self._again if at > now]
        for id in due:
            if (asked := self._asked.get(id)) is not None:
                self._send(asked.frame)

    def to_send(self) -> list[str]:
        frames, self._outbox = self._outbox, []
        return frames

    # ---- the user

    def ask(self, frame: Question, answered: Answered, opening: Talk | None = None) -> None:
        """Send a frame until it is answered. `opening` is the conversation that it begins."""
        if opening is not None:
            answered = partial(self._opened, opening, answered)
        self._put(frame, answered, lasts=True)

    def withdraw(self, id: str) -> None:
        """Nobody waits for this answer any more."""
        self._asked.pop(id, None)

    def follow(self, talk: Talk) -> None:
        """Have the server tell a conversation, now and on every line to come."""
        self._talks[talk.id] = talk
        if self.stage is Stage.OPEN:
            self._attach(talk)

    def renew(self, token: str) -> None:
        """Show a new token before the old one runs out."""
        if self.stage is Stage.OPEN:
            self._send(Refresh(id=new_id(), d=RefreshData(token=token)))

    def end(self, error: Exception) -> None:
        """There will be no other line: tell everybody why."""
        self.gone()
        asked, self._asked = self._asked, {}
        for question in asked.values():
            question.answered(error)
        for id in list(self._talks):
            self._fail(id, error)

    # ---- within

    def _welcome(self, frame: Connected) -> None:
        self.stage = Stage.OPEN
        self.patience_s = 2 * frame.d.ping_s
        for asked in self._asked.values():
            self._send(asked.frame)
        for talk in self._talks.values():
            self._attach(talk)

    def _answer(self, id: str, answer: Answer, now: float) -> None:
        if isinstance(answer, Error) and answer.d.temporary:
            wait_ms = answer.d.retry_after_ms
            self._again.append((now + (AGAIN_S if wait_ms is None else wait_ms / 1000), id))
            return
        self._asked.pop(id).answered(answer)

    def _opened(self, talk: Talk, answered: Answered, answer: Answer | Exception) -> None:
        if isinstance(answer, Ack) and answer.conv is not None:
            talk.id = answer.conv
            self._talks[talk.id] = talk  # the server tells what it opens
            talk.settled.set()
        answered(answer)

    def _attach(self, talk: Talk, *, caught_up: bool = False) -> None:
        frame = Attach(id=new_id(), conv=talk.id, d=AttachData(after=talk.seq))
        self._put(frame, partial(self._attached, talk, caught_up), lasts=False)

    def _attached(self, talk: Talk, caught_up: bool, answer: Answer | Exception) -> None:
        if isinstance(answer, Ack):
            talk.settled.set()
        elif isinstance(answer, Error):
            if answer.d.code is ErrorCode.GAP_TOO_LONG and not caught_up:
                self._read_on(talk, None, ())
            else:
                self._fail(talk.id, Refused(answer))

    def _read_on(self, talk: Talk, before: int | None, later: Sequence[Durable]) -> None:
        data = HistoryData(before=before, limit=RESUME_LIMIT)
        frame = History(id=new_id(), conv=talk.id, d=data)
        self._put(frame, partial(self._read, talk, later), lasts=False)

    def _read(self, talk: Talk, later: Sequence[Durable], answer: Answer | Exception) -> None:
        if isinstance(answer, Error):
            self._fail(talk.id, Refused(answer))
        elif isinstance(answer, Page):
            frames = (*answer.d.frames, *later)
            before = answer.d.before
            if before is not None and before > talk.seq + 1:
                self._read_on(talk, before, frames)
                return
            talk.catch_up(frames)
            self._attach(talk, caught_up=True)

    def _fail(self, conv: str, error: Exception) -> None:
        if (talk := self._talks.pop(conv, None)) is not None:
            talk.fail(error)

    def _put(self, frame: Question, answered: Answered, *, lasts: bool) -> None:
        self._asked[frame.id] = _Asked(frame, answered, lasts)
        if self.stage is Stage.OPEN:
            self._send(frame)

    def _send(self, frame: ClientFrame) -> None:
        self._outbox.append(dump(frame))
