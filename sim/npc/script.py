"""What a card has to tell, line by line, and when a line may be told: computed, never asked of a
model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.cards.card import Card, Topic
from sim.match import Mood, Stage

STAGES = tuple(Stage)
STEP = "step"
"""Id of the line that is the client's own next step."""
VOLUNTEERED = 0.12
"""A hidden thing is told unasked only by somebody who trusts so much more than it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that the client can tell. `hidden` is what the card calls a fact with conditions;
    the beliefs of the cognitive model have conditions too, but nobody would call them a secret."""

    id: str
    about: tuple[Topic, ...]
    say: str
    trust: float = 0.0
    stage: Stage = Stage.TRUST
    after: str = ""
    marks: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def free(self) -> bool:
        return self.trust == 0 and self.stage is Stage.TRUST and not self.after

    def may(self, mood: Mood, stage: Stage, told: Iterable[str], *, unasked: bool = False) -> bool:
        """Whether the conditions hold."""
        need = self.trust + (VOLUNTEERED if unasked and self.hidden else 0.0)
        return (
            mood.trust >= need
            and STAGES.index(stage) >= STAGES.index(self.stage)
            and (not self.after or self.after in told)
        )


class Script:
    """All lines of a card, in the order in which somebody would tell them unasked."""

    def __init__(self, card: Card) -> None:
        self.lines = tuple(_ordered(card))
        self._by_id = {line.id: line for line in self.lines}

    def of(self, id: str) -> Line:
        return self._by_id[id]

    def open(self, mood: Mood, stage: Stage, told: frozenset[str]) -> tuple[Line, ...]:
        """What could be told now if it were asked, and has not been."""
        return tuple(
            line for line in self.lines if line.id not in told and line.may(mood, stage, told)
        )

    def locked(self, mood: Mood, stage: Stage, told: frozenset[str]) -> tuple[Line, ...]:
        """What is kept back now."""
        return tuple(
            line for line in self.lines if line.id not in told and not line.may(mood, stage, told)
        )


def _ordered(card: Card) -> Iterator[Line]:
    facts = [
        Line(
            id=fact.id,
            about=fact.about,
            say=fact.say,
            trust=fact.trust,
            stage=fact.stage,
            after=fact.after,
            marks=fact.marks,
            hidden=fact.hidden,
        )
        for fact in card.facts
    ]
    free = [line for line in facts if line.free]
    mind = card.mind
    if mind is None:
        yield from free
    else:
        yield Line(id="situation", about=(Topic.EVENT,), say=mind.situation)
        yield from free[:1]
        yield Line(id="emotion", about=(Topic.FEELING,), say=mind.emotion)
        yield Line(id="thought", about=(Topic.THOUGHT,), say=mind.thought, trust=0.15)
        yield Line(id="behaviour", about=(Topic.REACTION,), say=mind.behaviour)
        yield from free[1:]
        yield Line(id="coping", about=(Topic.COPING,), say=mind.coping)
        yield Line(id="rule", about=(Topic.THOUGHT, Topic.SELF), say=mind.rule, trust=0.38)
        yield Line(
            id="history",
            about=(Topic.PAST, Topic.FAMILY),
            say=mind.history,
            trust=0.42,
            stage=Stage.DIAGNOSTIC,
        )
    yield from (line for line in facts if not line.free)
    if mind is not None:
        yield Line(
            id="core", about=(Topic.SELF,), say=mind.core, trust=0.48, stage=Stage.DIAGNOSTIC
        )
    if card.step:
        yield Line(
            id=STEP,
            about=(Topic.STEP, Topic.HOPE),
            say=card.step,
            trust=0.4,
            stage=Stage.SOLUTION,
        )
