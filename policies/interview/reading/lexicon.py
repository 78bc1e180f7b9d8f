"""Schema of `reading.yaml`: the words by which an answer is understood, in every language."""

import re
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from policies.words.texts import Pattern, Twins


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Share(_Part):
    """An expression for how often; `share` of days or occasions, 0 to 1."""

    pattern: Pattern
    share: Annotated[float, Field(ge=0, le=1)]
    vague: bool = False

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII)


class Words(_Part):
    """One language. Every pattern is searched in one lower-case clause.

    They are compiled as ASCII, so that a word of English ends where a Chinese one begins.
    """

    fillers: Pattern
    yes: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    no: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    soft: Pattern
    """A yes that is only a sound, where other words follow that do not answer."""
    hedges: Pattern
    unsure: Pattern
    mixed: Pattern
    points_back: Pattern
    """Words for what was asked about: "that", "such a time", 这种."""
    denials: Pattern
    """Ways to begin a clause that denies, searched behind the fillers."""
    complaints: Pattern
    """Negations that complain ("can't settle", 睡不着): they deny nothing."""
    well: Pattern
    """All is as it should be."""
    not_well: Pattern
    """Looks like that and is not: blanked before."""
    ill: Pattern
    """Words of distress that go with many complaints."""
    recent: Pattern
    """It began only days ago."""
    reopens: Pattern
    """In a clause with or after a no, this leaves some of what was asked standing."""
    unsafe: Pattern
    """Says that the person is not safe. About danger this is never a no."""
    turns: Pattern
    """A clause with these turns against the one before."""
    asides: Pattern
    """Words about the talk itself, which answer nothing: "let me think how to put this"."""
    joins: Pattern
    """What joins a clause to the one before: left out where the clause is quoted alone."""
    partings: Pattern
    """A clause at the end that adds nothing: thanks, "that's all"."""
    doubles_yes: Pattern
    """Two negations that make a strong yes."""
    doubles_hedge: Pattern
    """Two negations that leave it open."""
    negation: Pattern
    """Searched in what stands right before a cue."""
    inner_negation: Pattern
    """Within a cue, behind its first word: "death hasn't been on my mind"."""
    not_negation: Pattern
    others: Pattern
    """Somebody else is spoken of, unless `own` matches as well."""
    own: Pattern
    past: Pattern
    present: Pattern
    corrections: Pattern
    """What follows replaces what was said before."""
    shares: tuple[Share, ...]
    limits: Pattern
    """Says that it was no more than that."""
    around: Pattern
    """Words that add nothing to how often something is."""
    per_week: Pattern
    per_ten: Pattern

    def finds(self, name: str, text: str) -> re.Match[str] | None:
        """The first match of the pattern of this name, or of one of them."""
        return next((m for one in self._compiled[name] if (m := one.search(text))), None)

    def without(self, name: str, text: str) -> str:
        """The text with every match of this pattern blanked."""
        for one in self._compiled[name]:
            text = one.sub(lambda match: "\u241f" * min(len(match[0]), 3), text)
        return text

    @cached_property
    def _compiled(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        found: dict[str, tuple[re.Pattern[str], ...]] = {}
        for name, value in self:
            if isinstance(value, str):
                found[name] = (re.compile(value, re.ASCII),)
            elif name in ("yes", "no"):
                found[name] = tuple(re.compile(pattern, re.ASCII) for pattern in value)
        return found


Lexicon = Twins[Words]
