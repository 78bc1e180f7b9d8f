"""What the server sends."""

from typing import Annotated, Literal

from pydantic import Field

from channels.wire.base import Data, ErrorCode, Frame
from channels.wire.messages import (
    Completed,
    Created,
    Delta,
    Heard,
    Retracted,
    Reviewed,
    Snapshot,
    Typing,
)
from kernel.events import Language, Outcome
from kernel.verdicts import Risk


class ConnectedData(Data):
    subject: str
    ping_s: float
    """The server pings at least this often; silence of twice that means the line is dead."""
    resumed: dict[str, bool]
    """By conversation: true if everything since then follows, false if history must be asked."""


class Connected(Frame):
    """The token was good. Nothing but errors comes before."""

    t: Literal["connected"] = "connected"
    re: str
    d: ConnectedData


class AckData(Data):
    dup: bool = False
    """Whether the frame had been accepted before."""


class Ack(Frame):
    """The frame `re` is durable; `seq` is its place in the log of `conv`, where it has one."""

    t: Literal["ack"] = "ack"
    re: str
    conv: str | None = None
    seq: int | None = None
    d: AckData = AckData()


class ErrorData(Data):
    code: ErrorCode
    message: str
    """What happened, what was kept, what to do; in English, for developers."""
    temporary: bool
    retry_after_ms: int | None = None


class Error(Frame):
    """The frame `re` did nothing; or, without `re`, something else happened to the connection or
    the conversation."""

    t: Literal["error"] = "error"
    re: str | None = None
    conv: str | None = None
    d: ErrorData


class CrisisData(Data):
    active: bool
    risk: Risk | None = None


class CrisisState(Frame):
    """Show the crisis panel, or take it away. The numbers are at `GET /v1/hotlines`."""

    t: Literal["crisis"] = "crisis"
    conv: str
    seq: int
    ts: int
    d: CrisisData


class TurnEndData(Data):
    message: str
    """The id of the message that this turn answered."""
    outcome: Outcome


class TurnEnd(Frame):
    """Nothing more comes in answer to this message. Every turn ends so."""

    t: Literal["turn.end"] = "turn.end"
    conv: str
    seq: int
    ts: int
    d: TurnEndData


class ClosedData(Data):
    reason: str


class Closed(Frame):
    """It can only be read from now on."""

    t: Literal["conversation.closed"] = "conversation.closed"
    conv: str
    seq: int
    ts: int
    d: ClosedData


class OpenedData(Data):
    bot: str
    language: Language
    country: str


class Opened(Frame):
    """A conversation began: the first entry of every log."""

    t: Literal["conversation.opened"] = "conversation.opened"
    conv: str
    seq: int
    ts: int
    d: OpenedData


class TransferredData(Data):
    bot: str
    """Name of the bot that answers from here on."""


class Transferred(Frame):
    """The conversation was given to another bot; it goes on under the same id."""

    t: Literal["conversation.transferred"] = "conversation.transferred"
    conv: str
    seq: int
    ts: int
    d: TransferredData


Durable = Opened | Heard | Reviewed | Completed | CrisisState | Transferred | TurnEnd | Closed


class PageData(Data):
    frames: list[Annotated[Durable, Field(discriminator="t")]]
    """In order of `seq`."""
    before: int | None = None
    """Ask with this `before` for the page in front of it; none at the beginning."""
    crisis: CrisisData | None = None
    """On the newest page: where a crisis stands, however long ago it was raised, so that who reads
    no further back still shows the numbers; none if there never was one."""


class Page(Frame):
    """The answer to `history`."""

    t: Literal["history.page"] = "history.page"
    re: str
    conv: str
    d: PageData


Answer = Ack | Page | Error
"""What answers a question, by its id in `re`."""


class Ping(Frame):
    """Answer with `pong`, to show that the line lives."""

    t: Literal["ping"] = "ping"


class GoAwayData(Data):
    after_ms: int


class GoAway(Frame):
    """This server stops soon: reconnect after `after_ms` and resume."""

    t: Literal["goaway"] = "goaway"
    d: GoAwayData


ServerFrame = (
    Connected
    | Ack
    | Error
    | Durable
    | Typing
    | Created
    | Delta
    | Snapshot
    | Retracted
    | Page
    | Ping
    | GoAway
)
