"""What a policy may want. Intentions, not effects: the host carries them out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kernel.events import SlotValue
from kernel.ids import NodeId, SlotName
from kernel.pictures import Image, Picture
from kernel.verdicts import Risk


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
    even if the policy has something else to think about before its next move. `mark` names what
    its sentences are for (a helping skill, say); whoever reviews the conversation sees it beside
    each sentence that was released.
    """

    text: str
    whole: bool = False
    last: bool = False
    mark: str = ""
    kind: Literal["piece"] = "piece"


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A picture, as a message of its own: one of this conversation, or one of the bot's. It is seen
    once the guards have passed it together with its words."""

    image: Image | Picture
    text: str = ""
    kind: Literal["show"] = "show"


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
class Remark:
    """Keep evidence of why this turn went as it did, for whoever reviews the conversation."""

    topic: str
    data: Mapping[str, SlotValue] = field(default_factory=dict)
    kind: Literal["remark"] = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseCrisis:
    """Give the rest of this turn to the crisis protocol. A policy may raise a crisis that only it
    can see (the answers to a structured question, say); none can ease one."""

    risk: Risk
    labels: tuple[str, ...]
    kind: Literal["raise_crisis"] = "raise_crisis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Let another bot go on with this conversation. It ends the turn: the person is told, the other
    bot greets, and decides from the next message on."""

    bot: str
    reason: str
    kind: Literal["transfer"] = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """Ask a human to take over."""

    reason: str
    kind: Literal["hand_off"] = "hand_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    reason: str
    kind: Literal["close"] = "close"


Silent = Note | Goto | Remark | HandOff | Close
Move = Say | Piece | Show | RaiseCrisis | Transfer | Silent
