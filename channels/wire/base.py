"""What all frames share: limits, codes, the envelope."""

from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SUBPROTOCOL = "fireside.v1"
MAX_FRAME = 64 * 1024
"""Bytes of one frame once connected."""
MAX_FIRST_FRAME = 4 * 1024
"""Bytes of one frame before the client has shown its token."""
MAX_TEXT = 8_000
"""Characters of one message."""
RESUME_LIMIT = 300
"""Entries of one conversation that a resume replays; beyond that the client asks for history."""
MAX_PAGE = 4 * MAX_FRAME
"""Bytes of one `history.page`, the largest frame that a server sends; a page holds at least one
entry whatever its size."""

MAX_ALT = 500
"""Characters that say what a picture shows."""
MAX_IMAGES = 4
"""Pictures of one message."""

Ulid = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
Conv = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Seq = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""A place in a conversation's log; JSON keeps integers exact only so far (RFC 8259 section 6)."""


class CloseCode(IntEnum):
    """4000-4499: come back and resume. 4500-4999: final."""

    SHUTDOWN = 4001
    """This server stops."""
    TOKEN_EXPIRED = 4005
    """The token ran out: come back with a new one."""
    SLOW = 4008
    """The client reads more slowly than it is written to."""
    NO_PONG = 4012
    """No sign of life, not even an answer to a ping."""
    RATE = 4013
    """It went on sending far beyond the limit."""
    BUSY = 4014
    """Something behind this server fails."""
    BAD_TOKEN = 4500
    """The token is not one of ours."""
    BAD_REQUEST = 4501
    """Five malformed frames in a row, or something else before `connect`."""
    NO_CONNECT = 4502
    """No `connect` within five seconds."""
    TOO_MANY = 4504
    """Too many connections of one person."""
    TOO_LARGE = 4509
    """The first frame was too large."""


class ErrorCode(StrEnum):
    """What an `error` frame or an HTTP error may say, and what to make of it."""

    BAD_FRAME = "bad_frame"
    """Not JSON, not this protocol, or a value out of range."""
    UNKNOWN_TYPE = "unknown_type"
    """This server does not know that `t`."""
    TOO_LARGE = "too_large"
    """More bytes than a frame or a request may have."""
    NOT_CONNECTED = "not_connected"
    """Something came before `connect`."""
    BAD_TOKEN = "bad_token"
    """No token, or not one of ours."""
    TOKEN_EXPIRED = "token_expired"
    """It was good once: get a new one."""
    FORBIDDEN = "forbidden"
    """Not for this client: the web page's origin, or somebody else's token."""
    UNKNOWN_BOT = "unknown_bot"
    """The text lists those that there are."""
    UNKNOWN_CONVERSATION = "unknown_conversation"
    """There is none of that id, or it was erased, or it is somebody else's."""
    CONVERSATION_CLOSED = "conversation_closed"
    """It can only be read."""
    CONVERSATION_FULL = "conversation_full"
    """Too many of its messages wait for an answer."""
    GAP_TOO_LONG = "gap_too_long"
    """More was missed than an attach replays: ask `history`, then attach after its last `seq`."""
    RATE_LIMITED = "rate_limited"
    """Too many frames, messages or connections. Nothing was lost: send it again later."""
    UNAVAILABLE = "unavailable"
    """Something behind this server fails. What was not acknowledged is not kept."""
    IMAGES_OFF = "images_off"
    """This bot takes no pictures."""
    IMAGE_REFUSED = "image_refused"
    """HTTP only: the upload is no picture that can be taken; `why` says why in one word."""
    UNKNOWN_IMAGE = "unknown_image"
    """No such picture in this conversation, or it was not sent in time: upload it again."""
    NOT_FOUND = "not_found"
    """HTTP only: nothing is served at this path, or not by this method."""


class Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)
    v: Literal[1] = 1


class ShownImage(Data):
    id: str
    """Its pixels are at `GET /v1/me/conversations/{conv}/images/{id}`."""
    w: int
    h: int
    alt: str = ""
