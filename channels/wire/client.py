"""What a client sends."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from channels.wire.base import (
    MAX_ALT,
    MAX_IMAGES,
    MAX_TEXT,
    RESUME_LIMIT,
    Conv,
    Data,
    Frame,
    Seq,
    Ulid,
)
from kernel.events import Language, SignalKind


class ConnectData(Data):
    token: str = Field(max_length=2048)
    resume: dict[Conv, Seq] = Field(default={}, max_length=20)
    """The highest `seq` that the client has seen, by conversation."""


class Connect(Frame):
    """First frame, within five seconds: who I am and where I was."""

    t: Literal["connect"] = "connect"
    id: Ulid
    d: ConnectData


class RefreshData(Data):
    token: str = Field(max_length=2048)


class Refresh(Frame):
    """A new token for the same subject, before the old one runs out."""

    t: Literal["auth.refresh"] = "auth.refresh"
    id: Ulid
    d: RefreshData


class OpenData(Data):
    bot: str = Field(max_length=64)
    language: Language = Language.EN
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")


class Open(Frame):
    """Begin a conversation. Its id is in the acknowledgement."""

    t: Literal["open"] = "open"
    id: Ulid
    d: OpenData


class AttachData(Data):
    after: Seq = 0


class Attach(Frame):
    """Follow a conversation of mine from `after` on, as a resume in `connect` does."""

    t: Literal["attach"] = "attach"
    id: Ulid
    conv: Conv
    d: AttachData = AttachData()


class SentImage(Data):
    id: Ulid
    """What `POST /v1/me/conversations/{conv}/images` gave."""
    alt: str = Field(default="", max_length=MAX_ALT)
    """What it shows, for who cannot see it."""


class MessageData(Data):
    """Words, pictures or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["text"], "properties": {"text": {"minLength": 1}}},
                {"required": ["images"], "properties": {"images": {"type": "array"}}},
            ]
        }
    )

    text: str = Field(default="", max_length=MAX_TEXT)
    """May be empty where there are pictures."""
    images: list[SentImage] | None = Field(default=None, min_length=1, max_length=MAX_IMAGES)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and self.images is None:
            raise ValueError("neither words nor pictures")
        return self


class Message(Frame):
    """What a person says."""

    t: Literal["message"] = "message"
    id: Ulid
    conv: Conv
    d: MessageData


class SignalData(Data):
    signal: SignalKind


class Signal(Frame):
    """A button of the crisis panel or the menu."""

    t: Literal["signal"] = "signal"
    id: Ulid
    conv: Conv
    d: SignalData


class CancelData(Data):
    message: str = Field(max_length=64)
    """The id of the message whose answer should stop."""


class Cancel(Frame):
    """Stop the answer that is being said."""

    t: Literal["turn.cancel"] = "turn.cancel"
    id: Ulid
    conv: Conv
    d: CancelData


class End(Frame):
    """End the conversation. It stays readable."""

    t: Literal["end"] = "end"
    id: Ulid
    conv: Conv


class HistoryData(Data):
    before: Annotated[Seq, Field(ge=1)] | None = None
    """Only entries with a lower `seq`; none for the newest."""
    limit: int = Field(default=100, ge=1, le=RESUME_LIMIT)


class History(Frame):
    """A page of the past, newest page first."""

    t: Literal["history"] = "history"
    id: Ulid
    conv: Conv
    d: HistoryData = HistoryData()


class Pong(Frame):
    """Answer to a `ping`. Any frame counts as a sign of life."""

    t: Literal["pong"] = "pong"


Question = Refresh | Open | Attach | Message | Signal | Cancel | End | History
"""What is answered by its `id`."""

ClientFrame = Connect | Question | Pong
