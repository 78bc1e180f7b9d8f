"""Schema of a client card: one made-up person, what weighs on them, and when they tell what.

The seven fields of Psi-Arena (AAAI-26, section 3.1) are `demographics`, `culture`, `personality`,
`feeling` (emotional state), `distress`, `detail` and `core_theme`. The lines that a client says are
in the first person and in the client's own voice; everything else is in the third.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kernel.events import Language
from sim.match import Stage, Theme

Text = Annotated[str, Field(min_length=1)]
Line = Annotated[str, Field(min_length=2)]
"""Something that the client says."""
Share = Annotated[float, Field(ge=0, le=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]


class Topic(StrEnum):
    """What a counsellor can ask about."""

    EVENT = "event"
    FEELING = "feeling"
    THOUGHT = "thought"
    SELF = "self"
    REACTION = "reaction"
    """What they did then."""
    BODY = "body"
    """Sleep, appetite, pain."""
    COURSE = "course"
    """How long, how often."""
    COPING = "coping"
    """What has been tried, what helps a little."""
    SUPPORT = "support"
    FAMILY = "family"
    PARTNER = "partner"
    CHILDREN = "children"
    FRIENDS = "friends"
    WORK = "work"
    """Work or studies."""
    MONEY = "money"
    PAST = "past"
    HOPE = "hope"
    STEP = "step"
    """What could be done next."""
    RISK = "risk"
    """Dying, self-harm, violence."""
    TREATMENT = "treatment"


class Style(StrEnum):
    """How somebody talks; the first six are those of Patient-Psi (EMNLP 2024)."""

    PLAIN = "plain"
    UPSET = "upset"
    VERBOSE = "verbose"
    RESERVED = "reserved"
    TANGENT = "tangent"
    PLEASING = "pleasing"
    RESISTANT = "resistant"


Attitude = Literal["open", "eager", "ambivalent", "guarded", "sceptical"]
"""How somebody comes to the first talk; it sets how far they trust at first."""
Partner = Literal["none", "partner", "spouse", "separated", "divorced", "widowed", "unknown"]
RiskLevel = Literal["none", "low", "moderate", "high"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Demographics(_Part):
    """What is not known of an imported profile is None or "unknown": then nothing denies it."""

    age: int | None = Field(default=None, ge=16, le=100)
    gender: Literal["female", "male", "nonbinary", "unknown"] = "unknown"
    partner: Partner = "unknown"
    children: int | None = Field(default=None, ge=0, le=12)
    work: Text
    lives: Text
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    """ISO 3166-1 alpha-2; where it is left out, a Chinese card is from CN."""


class Feeling(_Part):
    """The emotional state at first: words for it, and how heavy it is in [0, 1]."""

    words: Annotated[tuple[Text, ...], Field(min_length=1)]
    strain: Share


class Mind(_Part):
    """The cognitive model (Beck), in the client's words; cf. the diagrams of Patient-Psi."""

    situation: Line
    thought: Line
    emotion: Line
    behaviour: Line
    coping: Line
    rule: Line
    """Intermediate belief."""
    core: Line
    """Core belief."""
    history: Line


class Fact(_Part):
    """Something the client tells when it is asked about, once its conditions hold."""

    id: Slug
    about: Annotated[tuple[Topic, ...], Field(min_length=1)]
    say: Line
    trust: Share = 0.0
    """The client trusts at least so far."""
    stage: Stage = Stage.TRUST
    """Not before this stage."""
    after: str = ""
    """Not before this other fact."""
    marks: tuple[Text, ...] = ()
    """Words of `say` by which the fact is known again; nothing that is told more freely has one."""

    @property
    def hidden(self) -> bool:
        return self.trust > 0 or self.stage is not Stage.TRUST or bool(self.after)

    @model_validator(mode="after")
    def _marked(self) -> Self:
        if self.hidden and not self.marks:
            raise ValueError(f"fact {self.id} has conditions and needs `marks` to be known again")
        for mark in self.marks:
            if mark.casefold() not in self.say.casefold():
                raise ValueError(f"fact {self.id}: the mark {mark!r} is not in what it says")
        return self


class Card(_Part):
    """One client. `theme` and `language` come from the file that the card stands in."""

    slug: Slug
    theme: Theme
    language: Language
    name: Text
    demographics: Demographics
    culture: Text
    personality: Text
    feeling: Feeling
    distress: Text
    detail: Text
    core_theme: Text
    attitude: Attitude = "open"
    style: Style = Style.PLAIN
    risk: RiskLevel = "none"
    goals: Annotated[tuple[Text, ...], Field(min_length=1)]
    opening: Line
    mind: Mind | None = None
    facts: Annotated[tuple[Fact, ...], Field(min_length=1)]
    step: str = ""
    """A small step that the client would themselves agree to, in their words."""
    variant_of: str = ""
    """Id of the card whose story this is, told by another temper."""

    @property
    def id(self) -> str:
        return f"{self.language.value}-{self.theme.value}-{self.slug}"

    @property
    def country(self) -> str:
        return self.demographics.country or ("CN" if self.language is Language.ZH else "")

    @property
    def hidden(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.hidden)

    @model_validator(mode="after")
    def _facts_fit(self) -> Self:
        ids = [fact.id for fact in self.facts]
        if len(set(ids)) < len(ids):
            raise ValueError("two facts have the same id")
        for fact in self.facts:
            if fact.after and (fact.after not in ids or fact.after == fact.id):
                raise ValueError(f"fact {fact.id} waits for {fact.after!r}, which is no other fact")
        if _circular({fact.id: fact.after for fact in self.facts}):
            raise ValueError("facts wait for one another in a circle")
        return self


class Deck(_Part):
    """A file of cards: all of one theme."""

    theme: Theme
    cards: tuple[dict[str, object], ...]


def _circular(after: dict[str, str]) -> bool:
    for start in after:
        at, steps = start, 0
        while at := after.get(at, ""):
            steps += 1
            if steps > len(after):
                return True
    return False
