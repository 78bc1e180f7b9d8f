"""Schema of an interview tree: one module, as a clinician writes it down in YAML.

Nodes are asked or computed; edges say where each answer leads; criteria say which answers show
what; outcomes say which criteria together make a positive screen. `checks.py` looks at the graph.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from kernel.verdicts import Risk
from policies.words.texts import Both, Id, Part, Patterns, Text, Twins


class Status(StrEnum):
    """What an answer came to. `UNKNOWN`: asked, and not cleared up."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Window(Part):
    """The time that a question asks about. `days` back from now; none for any time before."""

    name: Both
    days: Annotated[int, Field(ge=1)] | None = None


class Edges(Part):
    """Where an answer leads."""

    yes: Id
    no: Id
    unknown: Id


class GateEdges(Part):
    """Where a count leads; `unknown` is taken while unclear answers could still tip it."""

    passed: Id
    failed: Id
    unknown: Id


class Intro(Part):
    """A sentence or two before the next question."""

    kind: Literal["intro"]
    id: Id
    say: Both
    next: Id


class Cues(Part):
    """Words by which an answer is recognised: regular expressions, matched without case.

    `about`: names the topic. `present`: says yes (unless negated). `absent`: says no.
    """

    about: Patterns
    present: Patterns
    absent: Patterns


class Question(Part):
    """Something that is asked. `ask` is canonical: what it asks about is never altered."""

    kind: Literal["screen", "symptom", "duration", "frequency", "impairment", "exclusion", "risk"]
    id: Id
    topic: Both
    """What it is about, as a noun: for clarifications and reports."""
    ask: Both
    explain: Both
    """The same in simpler words, for whoever did not understand it."""
    keep: Twins[tuple[Text, ...]]
    """Words that every wording of the question must hold."""
    window: Id
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    """The least share of days (0 to 1) that counts as yes; none if once is enough."""
    lasting_days: Annotated[int, Field(ge=1)] | None = None
    """Only for `duration`: the least number of days that counts as yes."""
    out_of: Annotated[int, Field(ge=2)] | None = None
    """What a bare number after a clarification is counted out of (7 days, 10 times)."""
    clarify: tuple[Both, ...] = ()
    """Questions after an unclear answer, in order; else the interview's own for the topic."""
    cues: Cues | None = None
    tender: bool = False
    """Whether a yes is hard to say, and is answered more gently."""
    neutral: bool = False
    """Whether neither yes nor no is good news or bad news, so that either is only noted."""
    risk: Risk | None = None
    """The level at which a yes calls the crisis protocol."""
    points: Annotated[int, Field(ge=0)] = 0
    """What a yes adds to the module's levels."""
    next: Id | Edges

    def after(self, status: Status) -> str:
        """The node that this answer leads to."""
        return self.next if isinstance(self.next, str) else str(getattr(self.next, status.value))


class CountGate(Part):
    """Counts yes among the nodes in `of`; other gates count as yes if they passed."""

    kind: Literal["count_gate"]
    id: Id
    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1)]
    next: GateEdges

    def after(self, status: Status) -> str:
        """The node that this count leads to."""
        passed, failed, unknown = self.next.passed, self.next.failed, self.next.unknown
        return {Status.YES: passed, Status.NO: failed, Status.UNKNOWN: unknown}[status]


class Level(Part):
    """The place where the points of the answers so far become a level."""

    kind: Literal["level"]
    id: Id
    next: Id


class End(Part):
    kind: Literal["end"]
    id: Id


Node = Annotated[Intro | Question | CountGate | Level | End, Field(discriminator="kind")]


class Criterion(Part):
    """Something that has to be so: met once `at_least` of the nodes in `of` came to `is`."""

    id: Name
    text: Both
    """In our own words, from the public criteria."""
    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1)] = 1
    status: Annotated[Literal["yes", "no"], Field(alias="is")] = "yes"


class Outcome(Part):
    """Something the module may find. Met if all criteria of one way under `when` are met."""

    id: Name
    title: Both
    when: Annotated[tuple[tuple[Name, ...], ...], Field(min_length=1)]
    cautions: tuple[Name, ...] = ()
    """Criteria that, if met, a clinician must look into before anything else."""


class Levels(Part):
    """From how many points a level begins. A yes at a node with a `risk` is at least that level."""

    low: Annotated[int, Field(ge=1)]
    moderate: Annotated[int, Field(ge=1)]
    high: Annotated[int, Field(ge=1)]


class Tree(Part):
    """One module of an interview."""

    id: Id
    version: Text
    title: Both
    source: Text
    """Where the criteria come from, and whose words these are."""
    start: Id
    windows: dict[Id, Window]
    nodes: Annotated[tuple[Node, ...], Field(min_length=2)]
    criteria: tuple[Criterion, ...]
    outcomes: tuple[Outcome, ...] = ()
    levels: Levels | None = None

    def node(self, id: str) -> Intro | Question | CountGate | Level | End:
        """Raises `KeyError`."""
        return self.by_id()[id]

    def by_id(self) -> dict[str, Intro | Question | CountGate | Level | End]:
        return {node.id: node for node in self.nodes}

    def question(self, id: str) -> Question:
        """Raises `KeyError` if there is no such question."""
        node = self.node(id)
        if not isinstance(node, Question):
            raise KeyError(id)
        return node

    def questions(self) -> tuple[Question, ...]:
        return tuple(node for node in self.nodes if isinstance(node, Question))


def targets(node: Intro | Question | CountGate | Level | End) -> dict[str, str]:
    """Where the node's edges lead, by their names; "" names the only edge of a node."""
    match node:
        case End():
            return {}
        case Intro(next=after) | Level(next=after):
            return {"": after}
        case CountGate(next=edges):
            return {"passed": edges.passed, "failed": edges.failed, "unknown": edges.unknown}
        case Question(next=str(after)):
            return {"": after}
        case Question():
            return {status.value: node.after(status) for status in Status}
