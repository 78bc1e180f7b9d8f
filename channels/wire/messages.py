"""What the server sends about messages: what was heard, and what is being said."""

from typing import Literal

from channels.wire.base import Data, Frame, ShownImage
from kernel.events import Notice


class HeardData(Data):
    mid: str
    text: str
    images: list[ShownImage] | None = None


class Heard(Frame):
    """What the person said, for other windows and after a reload."""

    t: Literal["message.heard"] = "message.heard"
    conv: str
    seq: int
    ts: int
    d: HeardData


class ReviewedData(Data):
    message: str
    """The id of the message whose pictures had been held."""
    passed: bool


class Reviewed(Frame):
    """A person of the operator's looked at pictures that were held. If they may pass, the other
    guards look once more; the end of the turn `<message>.review<n>` says what came of it."""

    t: Literal["message.reviewed"] = "message.reviewed"
    conv: str
    seq: int
    ts: int
    d: ReviewedData


class TypingData(Data):
    message: str
    """The id of the message that is being answered."""


class Typing(Frame):
    """The bot has taken up the message."""

    t: Literal["typing"] = "typing"
    conv: str
    d: TypingData


class CreatedData(Data):
    mid: str


class Created(Frame):
    """A message begins. One under the same `mid` begins anew: forget what was shown of it."""

    t: Literal["message.created"] = "message.created"
    conv: str
    d: CreatedData


class DeltaData(Data):
    mid: str
    i: int
    """Number of this sentence in the message, from 0."""
    text: str


class Delta(Frame):
    """One whole sentence that passed the guards."""

    t: Literal["message.delta"] = "message.delta"
    conv: str
    d: DeltaData


class SnapshotData(Data):
    mid: str
    i: int
    """Number of the last sentence in `text`."""
    text: str


class Snapshot(Frame):
    """All that was said so far of a message, for who comes in the middle of it."""

    t: Literal["message.snapshot"] = "message.snapshot"
    conv: str
    d: SnapshotData


class CompletedData(Data):
    mid: str
    text: str
    notice: Notice | None = None
    """Set where the platform speaks, not the bot."""
    images: list[ShownImage] | None = None


class Completed(Frame):
    """The whole message, as it stands in the log. It replaces all that was shown under `mid`."""

    t: Literal["message.completed"] = "message.completed"
    conv: str
    seq: int
    ts: int
    d: CompletedData


class RetractedData(Data):
    mid: str


class Retracted(Frame):
    """Sentences shown under `mid` were not kept: take them away."""

    t: Literal["message.retracted"] = "message.retracted"
    conv: str
    d: RetractedData
