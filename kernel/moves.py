"""What a policy may want. Intentions, not effects: the host carries them out."""

from dataclasses import dataclass
from typing import Literal

from kernel.events import SlotValue
from kernel.ids import NodeId, SlotName


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One whole message."""

    text: str
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A fragment of a message, as a model streams it. Consecutive pieces make one message.

    `whole` says that a sentence ends here, so that it is seen at once: without it, only what comes
    next shows that it has ended. `last` says that the message is complete, so that its end is seen
    even if the policy has something else to think about before its next move.
    """

    text: str
    whole: bool = False
    last: bool = False
    kind: Literal["piece"] = "piece"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Keep a fact."""

    slot: SlotName
    value: SlotValue
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goto:
    """Move to another place of the policy's tree, and say by which rule."""

    node: NodeId
    why: str = ""
    kind: Literal["goto"] = "goto"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """Ask a human to take over."""

    reason: str
    kind: Literal["hand_off"] = "hand_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    reason: str
    kind: Literal["close"] = "close"


Silent = Note | Goto | HandOff | Close
Move = Say | Piece | Silent
