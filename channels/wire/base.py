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

Ulid = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
Conv = Annotated[str, Field(min_length=1, max_length=64)]


class CloseCode(IntEnum):
    """4000-4499: come back and resume. 4500-4999: final."""

    SHUTDOWN = 4001
    TOKEN_EXPIRED = 4005
    SLOW = 4008
    NO_PONG = 4012
    RATE = 4013
    BUSY = 4014
    BAD_TOKEN = 4500
    BAD_REQUEST = 4501
    NO_CONNECT = 4502
    TOO_MANY = 4504
    FORBIDDEN = 4507
    TOO_LARGE = 4509


class ErrorCode(StrEnum):
    """What an `error` frame may say; docs/protocol.md explains each."""

    BAD_FRAME = "bad_frame"
    UNKNOWN_TYPE = "unknown_type"
    TOO_LARGE = "too_large"
    NOT_CONNECTED = "not_connected"
    BAD_TOKEN = "bad_token"
    TOKEN_EXPIRED = "token_expired"
    FORBIDDEN = "forbidden"
    UNKNOWN_BOT = "unknown_bot"
    UNKNOWN_CONVERSATION = "unknown_conversation"
    CONVERSATION_CLOSED = "conversation_closed"
    CONVERSATION_FULL = "conversation_full"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"


class Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    v: Literal[1] = 1
