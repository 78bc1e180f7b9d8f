"""Lines of the book: their placeholders, and the strategy of each sentence."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator

from policies.words.texts import Both, Part, Patterns, Text, Twins, placeholders

ALWAYS = frozenset({"thought"})
"""Placeholders that are known in every step of restructuring."""
KNOWN = ALWAYS | {
    *("quote", "feeling", "name", "meaning", "before", "after"),
    *("for", "against", "balanced", "situation"),
}
"""Placeholders of what a person reads: words of theirs, numbers they gave, a distortion's name."""


def _only_known(text: str) -> str:
    if unknown := placeholders(text) - KNOWN:
        raise ValueError(f"unknown placeholder: {', '.join(sorted(unknown))}")
    return text


class Strategy(StrEnum):
    """What a sentence is for: the eight supportive strategies of Crisp (section 3.3), which builds
    on Hill's helping skills and on DBT."""

    QUESTION = "question"
    RESTATEMENT = "restatement"
    REFLECTION = "reflection_of_feelings"
    SELF_DISCLOSURE = "self_disclosure"
    SUGGESTION = "providing_suggestions"
    INFORMATION = "information"
    AFFIRMATION = "affirmation_and_reassurance"
    NEGOTIATE = "negotiate"


Category = Literal["description", "expression", "assertion", "reinforcement", "negotiation"]
Spoken = Annotated[Text, AfterValidator(_only_known)]
Line = Twins[Spoken]
Lines = tuple[Line, ...]


class Tagged(Line):
    """A line and the strategy of its sentences; a sentence that asks is a question anyway."""

    strategy: Strategy


class Helping(Part):
    """A strategy; `do` tells a model what it is, `lines` are said without one."""

    id: Strategy
    category: Category
    name: Both
    do: Both
    lines: Lines = ()
    shape: Patterns = Patterns(zh=(), en=())
    """How it is recognised in words that come without a label."""
