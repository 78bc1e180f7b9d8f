"""Where a talk stands and where it goes next: counts and thresholds, nothing else.

Rule 1: a stage is never skipped, except that a person who wants to end goes to the closing.
Rule 2: the talk goes back only if the person asks for it.
Rule 3: without such requests the closing is reached within the sum of the stages' `turns.max`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from kernel.events import SlotValue
from kernel.ids import NodeId, SlotName
from kernel.moves import Goto, Note, Silent
from kernel.state import Conversation
from policies.counselling.book import Book, Stage

PREFIX = "counselling."
_QUOTE = PREFIX + "quote."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A view of the slots. Every field but `stage` and `quotes` is the slot of its name."""

    stage: str
    begun: bool = True
    """Whether the state already names the stage."""
    stage_turns: int = 0
    """Turns of the person that were answered in this stage."""
    met: tuple[str, ...] = ()
    """Criteria that the person's words have met."""
    asked: tuple[str, ...] = ()
    """Criteria asked about in this stage, in order."""
    asking: str = ""
    """The criterion that the latest answer asked about."""
    feeling: str = ""
    """The person's own latest word for a feeling."""
    hint: str = ""
    """What the person might want of the talk, as a model thinks; never acted on unasked."""
    skill: str = ""
    """The helping skill of the latest answer."""
    goodbye: bool = False
    """Whether a goodbye was said and nothing since."""
    care_turns: int = 0
    """Turns of aftercare since the person said that they are safe."""
    quotes: Mapping[str, str] = field(default_factory=dict)
    """The person's words that met a criterion."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the person, copied, and the criterion that they meet.

    `quote` is "" for an answer to the question that was asked, which nobody has looked into.
    """

    criterion: str
    quote: str = ""


_SLOTS = tuple(name.name for name in fields(Place) if name.name not in ("stage", "begun", "quotes"))


def place_of(talk: Conversation, book: Book) -> Place:
    """Where this conversation stands. An unknown node, of an older book, counts as the start."""
    first = book.stages[0]
    if talk.node not in book.plan.stages:
        # The greeting asks what brings the person here, and that is the first criterion.
        return Place(stage=first.id, begun=False, asking=first.criteria[0].id)
    found: dict[str, SlotValue] = {
        name: talk.slots[slot] for name in _SLOTS if (slot := SlotName(PREFIX + name)) in talk.slots
    }
    quotes = {
        slot.removeprefix(_QUOTE): value
        for slot, value in talk.slots.items()
        if slot.startswith(_QUOTE) and isinstance(value, str)
    }
    return Place(stage=str(talk.node), quotes=quotes, **found)  # type: ignore[arg-type]


def moves_between(before: Place, after: Place, why: str = "") -> tuple[Silent, ...]:
    """The moves that bring the slots from one place to another; `why` names the rule."""
    moves: list[Silent] = []
    if after.stage != before.stage or not before.begun:
        moves.append(Goto(node=NodeId(after.stage), why=why or "start"))
    for name in _SLOTS:
        value = getattr(after, name)
        if value != getattr(before, name) or (not before.begun and value):
            moves.append(Note(slot=SlotName(PREFIX + name), value=value))
    moves.extend(
        Note(slot=SlotName(_QUOTE + criterion), value=quote)
        for criterion, quote in after.quotes.items()
        if before.quotes.get(criterion) != quote
    )
    return tuple(moves)


def heard(place: Place) -> Place:
    """One more turn of the person in this stage."""
    return replace(place, begun=True, stage_turns=place.stage_turns + 1)


def ended(place: Place, book: Book) -> tuple[Place, str]:
    """The person wants to end: to the closing, from wherever the talk is."""
    closing = book.stages[-1]
    return (place, "") if place.stage == closing.id else (_enter(place, closing), "asked:end")


def gone_back(place: Place, book: Book) -> tuple[Place, str]:
    """The person wants to go back: one stage, whose criteria are open again."""
    at = book.plan.stages.index(place.stage)
    if at == 0:
        return place, ""
    before = book.stages[at - 1]
    again = {criterion.id for criterion in before.criteria}
    met = tuple(name for name in place.met if name not in again)
    return replace(_enter(place, before), met=met), "asked:back"


def gone_on(place: Place, book: Book) -> tuple[Place, str]:
    """The person asks for ideas: one stage on, but not into the closing."""
    at = book.plan.stages.index(place.stage)
    if at + 2 >= len(book.stages):
        return place, ""
    return _enter(place, book.stages[at + 1]), "asked:advice"


def witnessed(place: Place, book: Book, evidence: tuple[Evidence, ...]) -> Place:
    """The place with what was newly met. One quote proves one criterion."""
    known_criteria = {criterion.id for stage in book.stages for criterion in stage.criteria}
    met, quotes = list(place.met), dict(place.quotes)
    for piece in evidence:
        taken = {quote for name, quote in quotes.items() if name != piece.criterion}
        if piece.criterion not in known_criteria or piece.criterion in met:
            continue
        if piece.quote not in taken:
            met.append(piece.criterion)
            if piece.quote:
                quotes[piece.criterion] = piece.quote
    return replace(place, met=tuple(met), quotes=quotes)


def settled(place: Place, book: Book) -> tuple[Place, str]:
    """The place after a turn: the next stage if it is time, and the rule that says so."""
    at = book.plan.stages.index(place.stage)
    if at == len(book.stages) - 1:
        return place, ""
    stage, after = book.stages[at], book.stages[at + 1]
    if place.stage_turns >= stage.turns.max:
        return _enter(place, after), "turns.max"
    if place.stage_turns >= stage.turns.min and is_complete(place, stage):
        return _enter(place, after), "criteria"
    return place, ""


def is_complete(place: Place, stage: Stage) -> bool:
    """Whether enough criteria are met, and all that must be."""
    met = {criterion.id for criterion in stage.criteria} & set(place.met)
    return len(met) >= stage.enough and set(stage.must) <= met


def _enter(place: Place, stage: Stage) -> Place:
    return replace(place, stage=stage.id, stage_turns=0, asked=(), goodbye=False, hint="")
