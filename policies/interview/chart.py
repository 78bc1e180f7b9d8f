"""What an interview knows: a view of the slots, and the moves that bring them up to date."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from kernel.events import SlotValue
from kernel.ids import SlotName
from kernel.moves import Note
from kernel.state import Conversation
from policies.interview.answers import ANSWER, PREFIX, Answer, answers_in, to_slot
from policies.interview.navigation import Position
from policies.interview.tree import Status

_HEARD = PREFIX + "heard."

Mode = Literal["start", "asking", "paused", "wrap", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Every field but `answers` and `heard` is the slot `interview.<name>`."""

    mode: Mode = "start"
    asking: str = ""
    """The question that is open, `<module>.<node>`; kept while the interview rests."""
    tries: int = 0
    """Clarifications of the open question."""
    asides: int = 0
    """Questions of the person's own at the open question."""
    turns: tuple[str, ...] = ()
    """The person's turns about the open question."""
    seen: int = 0
    """How many of the person's turns have been dealt with."""
    paused_by: Literal["", "crisis", "stop", "start"] = ""
    care: int = 0
    """Replies to "go on or stop?" that were neither."""
    doubted: tuple[str, ...] = ()
    """Answers that were asked about because of a contradiction."""
    reopened: tuple[str, ...] = ()
    """Answers that were taken back, each as often as it was."""
    risk: bool = False
    """Whether danger showed outside of the answers."""
    added: tuple[str, ...] = ()
    """What the person added at the end, in their own words."""
    language: str = ""
    """The language of the latest words that were long enough to tell."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    heard: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Words (and their turn) that seem to answer a question before it was asked."""

    @property
    def statuses(self) -> dict[str, Status]:
        return {key: answer.status for key, answer in self.answers.items()}

    @property
    def position(self) -> Position | None:
        module, _, node = self.asking.partition(".")
        return Position(module, node) if node else None

    def settled(self, key: str, answer: Answer) -> "Chart":
        """With this answer, and nothing open at its question."""
        answers = {**self.answers, key: answer}
        heard = {name: said for name, said in self.heard.items() if name != key}
        return replace(self, answers=answers, heard=heard, tries=0, asides=0, turns=())

    def without(self, key: str) -> "Chart":
        """With this question open again."""
        return replace(self, answers={k: a for k, a in self.answers.items() if k != key})


_SLOTS = tuple(one.name for one in fields(Chart) if one.name not in ("answers", "heard"))


def chart_of(talk: Conversation) -> Chart:
    """What the slots say."""
    found = {
        name: talk.slots[slot] for name in _SLOTS if (slot := SlotName(PREFIX + name)) in talk.slots
    }
    heard = {
        slot.removeprefix(_HEARD): (value[0], int(value[1]))
        for slot, value in talk.slots.items()
        if slot.startswith(_HEARD) and isinstance(value, tuple) and len(value) == 2
    }
    return Chart(answers=answers_in(talk.slots), heard=heard, **found)  # type: ignore[arg-type]


def notes_between(before: Chart, after: Chart) -> tuple[Note, ...]:
    """The moves that bring the slots from one chart to another."""
    notes = [
        _note(name, getattr(after, name))
        for name in _SLOTS
        if getattr(after, name) != getattr(before, name)
    ]
    for key in {*before.answers, *after.answers}:
        now = after.answers.get(key)
        if now != before.answers.get(key):
            slot = SlotName(ANSWER + key)
            notes.append(Note(slot=slot, value=to_slot(now) if now is not None else ()))
    for key in {*before.heard, *after.heard}:
        said = after.heard.get(key)
        if said != before.heard.get(key):
            value = (said[0], str(said[1])) if said is not None else ()
            notes.append(Note(slot=SlotName(_HEARD + key), value=value))
    return tuple(sorted(notes, key=lambda note: note.slot))


def _note(name: str, value: SlotValue) -> Note:
    return Note(slot=SlotName(PREFIX + name), value=value)
