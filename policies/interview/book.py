"""The interviewer's book: schema of all that a clinician edits in the bot's folder."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from kernel.events import Language
from policies.interview.plan import Plan
from policies.interview.reading.lexicon import Lexicon
from policies.interview.tree import Tree
from policies.words.texts import Both, Cues, Part, Patterns, Text, Twins, Wanted, placeholders

IN_WORDS = frozenset({"topic", "window", "quote", "earlier"})


def _only_known(text: str) -> str:
    if unknown := placeholders(text) - IN_WORDS:
        raise ValueError(f"unknown placeholder: {', '.join(sorted(unknown))}")
    return text


def _counting(text: Both) -> Both:
    for language in Language:
        if placeholders(text.in_(language)) != {"have", "of", "open", "least"}:
            raise ValueError(f"count: $have, $of, $open and $least are wanted in {language}")
    return text


Line = Twins[Annotated[Text, AfterValidator(_only_known)]]
"""What a person reads; may hold `$topic`, `$window`, `$quote` and `$earlier`."""
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]


class Wish(StrEnum):
    """What a person may want besides answering; the order in `wishes.yaml` is the precedence."""

    JAILBREAK = "jailbreak"
    STOP = "stop"
    SKIP = "skip"
    TAKE_BACK = "take_back"
    CONFUSED = "confused"
    WHY = "why"
    ABOUT = "about"
    DIAGNOSIS = "diagnosis"
    MEDICATION = "medication"
    PERSON = "person"
    GO_ON = "go_on"


ASIDES = frozenset(
    {Wish.JAILBREAK, Wish.WHY, Wish.ABOUT, Wish.DIAGNOSIS, Wish.MEDICATION, Wish.PERSON}
)
"""Wishes that are answered in a line, with the same question behind it."""


class Wanting(Wanted):
    """`alone`: words that say it only if they are the whole message."""

    id: Wish
    alone: Cues | None = None
    replies: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if (self.id in ASIDES) != bool(self.replies):
            raise ValueError(
                f"{self.id}: replies belong to what is answered in a line, and only there"
            )
        return self


class Clarify(Part):
    """Questions after an unclear answer, by what is missing; the second is simpler."""

    frequency: Annotated[tuple[Line, ...], Field(min_length=2)]
    window: Annotated[tuple[Line, ...], Field(min_length=2)]
    clear: Annotated[tuple[Line, ...], Field(min_length=2)]


class ClarifyLead(Part):
    unsure: Lines
    hedged: Lines
    silence: Lines
    off_topic: Lines
    other: Lines


class Care(Part):
    ask: Lines
    active: Lines
    pointer: Lines


class Closing(Part):
    talk: Lines
    little: Lines
    unfinished: Lines
    risk: Lines


class Words(Part):
    """`words.yaml`: everything that is said between the questions."""

    begin: Lines
    begin_heard: Lines
    begin_again: Lines
    after_yes: Lines
    after_yes_tender: Lines
    after_no: Lines
    after_risk: Lines
    after_unknown: Lines
    after_declined: Lines
    clarify: Clarify
    clarify_lead: ClarifyLead
    explain_lead: Lines
    heard: Lines
    contradiction: Lines
    reopened: Lines
    reopened_too_often: Lines
    nothing_to_reopen: Lines
    care: Care
    resumed: Lines
    stopped: Lines
    stopped_again: Lines
    not_begun: Lines
    wrap: Lines
    wrap_more: Lines
    added: Lines
    count: Annotated[Both, AfterValidator(_counting)]
    closing: Closing
    goodbye: Lines
    done: Lines


class Never(Patterns):
    """Sentences a model must not say, and why."""

    reason: Text


class Tasks(Part):
    probe: Both
    explain: Both
    empathise: Both


class Phrases(Part):
    tasks: Tasks
    words: Both
    fillers: Both
    """What a reworded question may add: words in English, characters in Chinese."""


PROMPTS = {
    "lead": frozenset({"asked", "words", "task"}),
    "question": frozenset({"asked", "words", "question", "task"}),
    "judge": frozenset({"question", "window"}),
}
"""Prompt files and the placeholders each must have."""


class Book(Part):
    plan: Plan
    trees: tuple[Tree, ...]
    words: Words
    wishes: tuple[Wanting, ...]
    lexicon: Lexicon
    never: tuple[Never, ...]
    phrases: Phrases
    prompts: dict[Literal["lead", "question", "judge"], Both]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        modules = [tree.id for tree in self.trees]
        if len(set(modules)) < len(modules):
            raise ValueError("two trees have the same id")
        if self.plan.risk_module not in modules:
            raise ValueError(f'risk_module: there is no tree "{self.plan.risk_module}"')
        if sorted(wanting.id for wanting in self.wishes) != sorted(Wish):
            raise ValueError("every wish must be there once")
        for name, wanted in PROMPTS.items():
            for language in Language:
                if placeholders(self.prompts[name].in_(language)) != wanted:  # type: ignore[index]
                    raise ValueError(f"prompts/{language}/{name}.md: placeholders must be {wanted}")
        return self

    def tree(self, id: str) -> Tree:
        """Raises `KeyError`."""
        return {tree.id: tree for tree in self.trees}[id]
