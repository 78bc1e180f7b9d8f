"""Where a talk stands: a view of the slots `restructuring.*`, and the moves that change them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal, get_args

from kernel.events import SlotValue
from kernel.ids import NodeId, SlotName
from kernel.moves import Goto, Note, Silent
from kernel.state import Conversation

PREFIX = "restructuring."
_FACT = PREFIX + "fact."

CONTINUATION = "continuation"
SUMMARY = "summary"
"""Places behind the steps: the check whether to go on, and the end."""

Outcome = Literal["restructured", "eased", "unresolved", "unrated", "set_aside"]
"""How a channel ended: the belief moved and a new thought was said; it moved; it did not move;
nobody knows, for want of a number; the person wanted to leave it."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Every field but `step`, `begun` and `facts` is the slot of its name."""

    step: str
    """A step of the plan, `continuation` or `summary`; the node of the conversation."""
    begun: bool = True
    """Whether the state already names the step."""
    turns: int = 0
    """Turns of the person that were answered."""
    step_turns: int = 0
    """The same since this step was entered."""
    asked: tuple[str, ...] = ()
    """Targets asked about since this step was entered, in order."""
    asking: str = ""
    """The target that the latest answer asked about."""
    loop: int = 0
    """Times that the talk came back to identification."""
    channels: tuple[str, ...] = ()
    """The distortion of each channel, at most three."""
    channel: int = 0
    """Number of the channel being worked on, from 1; 0 before the first."""
    round: int = 1
    signs: tuple[str, ...] = ()
    """`distortion|clause` for clauses of the person that may show a distortion, of this loop."""
    latest: tuple[str, ...] = ()
    """Facts that the latest turn brought, so that they can be taken back."""
    came_from: str = ""
    """The step that the latest turn began in."""
    feeling: str = ""
    """The person's own latest word for a feeling."""
    paused: bool = False
    goodbye: bool = False
    care_turns: int = 0
    """Turns of aftercare since the person said that they are safe."""
    facts: Mapping[str, SlotValue] = field(default_factory=dict)
    """Words of the person, copied, and numbers they gave, by `scope.target`; "" is taken back."""

    def words(self, key: str) -> str:
        """The fact as text; "" if there is none."""
        return str(self.facts.get(key, ""))

    def number(self, key: str) -> int | None:
        value = self.facts.get(key)
        return value if isinstance(value, int) else None

    def outcome_of(self, channel: int) -> Outcome | None:
        """How the channel ended, if it has."""
        said = self.words(f"channel{channel}.outcome")
        return next((outcome for outcome in OUTCOMES if outcome == said), None)

    def knows(self, key: str) -> bool:
        return self.facts.get(key, "") != ""


_SLOTS = tuple(name.name for name in fields(Place) if name.name not in ("step", "begun", "facts"))


@dataclass(frozen=True, slots=True)
class Hop:
    """One transition and the rule that made it."""

    step: str
    why: str


def place_of(talk: Conversation, steps: tuple[str, ...], first_asks: str) -> Place:
    """Where this conversation stands. An unknown node, of an older book, counts as the start."""
    if talk.node not in (*steps, CONTINUATION, SUMMARY):
        return Place(step=steps[0], begun=False, asking=first_asks)
    found: dict[str, SlotValue] = {
        name: talk.slots[slot] for name in _SLOTS if (slot := SlotName(PREFIX + name)) in talk.slots
    }
    facts = {
        slot.removeprefix(_FACT): value
        for slot, value in talk.slots.items()
        if slot.startswith(_FACT)
    }
    return Place(step=str(talk.node), facts=facts, **found)  # type: ignore[arg-type]


def moves_between(before: Place, after: Place, hops: tuple[Hop, ...]) -> tuple[Silent, ...]:
    """The moves that bring the slots from one place to another, every hop by its rule."""
    moves: list[Silent] = []
    if not before.begun:
        moves.append(Goto(node=NodeId(before.step), why="start"))
    moves.extend(Goto(node=NodeId(hop.step), why=hop.why) for hop in hops)
    for name in _SLOTS:
        value = getattr(after, name)
        if value != getattr(before, name) or (not before.begun and value):
            moves.append(Note(slot=SlotName(PREFIX + name), value=value))
    moves.extend(
        Note(slot=SlotName(_FACT + key), value=value)
        for key, value in after.facts.items()
        if before.facts.get(key) != value
    )
    return tuple(moves)


def with_facts(place: Place, new: Mapping[str, SlotValue]) -> Place:
    """The place once these facts are known too."""
    return replace(place, facts={**place.facts, **new})


def without(place: Place, keys: tuple[str, ...]) -> Place:
    """The place once these facts were taken back."""
    return with_facts(place, {key: "" for key in keys if place.knows(key)})
