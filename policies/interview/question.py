"""The question agent: a model may word the way to a question, never what it asks about.

Its wording is compared with the canonical one: nothing is missing, nothing is added but a few
fillers, the words that must be kept stand whole, one question, alike. Else the canonical is said.
"""

import re
from collections import Counter
from itertools import pairwise
from string import Template
from typing import Any

from pydantic import BaseModel, ValidationError

from kernel.errors import ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from policies.interview.book import Book
from policies.interview.scene import Scene, Turn
from policies.interview.tree import Question
from policies.words.hearing import is_han
from policies.words.normal import plain
from policies.words.replies import join
from policies.words.tidy import likeness

_MARKS = re.compile(r"[?？]")
_WORDS = re.compile(r"[a-z']+|\d+|[\u3400-\u9fff]")
_SAID = 300
"""Characters of the last question and answer that a model gets to see."""


class _Wording(BaseModel):
    lead: str
    question: str = ""


async def worded(model: Model | None, book: Book, scene: Scene, turn: Turn, *, small: bool) -> str:
    """What is said in this turn. Never raises `ModelError`.

    A `small` model is asked only for the sentence before: copying a question takes it longest.
    """
    canonical = join((turn.lead, turn.question), turn.language)
    if (
        not book.plan.model.wording
        or model is None
        or not turn.task
        or turn.move is None
        or turn.move.to is None
    ):
        return canonical
    try:
        ask = _ask(book, scene, turn, small=small)
        made = _Wording.model_validate(await model.value(ask, _LEAD if small else _BOTH))
    except (ModelError, ValidationError):
        return canonical
    asked = book.tree(turn.move.to.module).question(turn.move.to.node)
    question = made.question.strip()
    if not unaltered(question, turn.question, asked, turn.language, book):
        question = turn.question
    lead = made.lead.strip()
    share = book.plan.small.grounded if small else book.plan.model.grounded
    if not fitting(lead, book, turn.language) or not grounded(lead, turn.lead + scene.text, share):
        lead = turn.lead
    return join((lead, question), turn.language)


def unaltered(
    wording: str, canonical: str, asked: Question, language: Language, book: Book
) -> bool:
    """Whether a wording asks exactly what the canonical question asks."""
    if wording == canonical:
        return True
    if len(_MARKS.findall(wording)) != 1 or not _MARKS.search(wording[-1:]):
        return False
    said, meant = plain(wording), plain(canonical)
    if any(plain(word) not in said for word in asked.keep.in_(language)):
        return False
    have, want = Counter(_WORDS.findall(said)), Counter(_WORDS.findall(meant))
    fillers = set(_WORDS.findall(plain(book.phrases.fillers.in_(language))))
    if want - have or set(have - want) - fillers:
        return False
    alike = book.plan.model.alike
    return _in_language(wording, language) and likeness(_pairs(said), _pairs(meant)) >= alike


def fitting(lead: str, book: Book, language: Language) -> bool:
    """Whether a model's sentence may stand before a question."""
    if not lead or len(lead) > book.plan.model.lead_longest.in_(language):
        return False
    if _MARKS.search(lead) or "\n" in lead or not _in_language(lead, language):
        return False
    if lead[-1] not in ".。…~":
        return False
    patterns = (pattern for never in book.never for pattern in never.in_(language))
    return not any(re.search(pattern, lead, re.IGNORECASE) for pattern in patterns)


def grounded(lead: str, sources: str, share: float) -> bool:
    """Whether this share (0 to 1) of a sentence's letter pairs comes from the sources: models make
    up facts about people."""
    pairs = _pairs(plain(lead))
    return len(pairs & _pairs(plain(sources))) >= share * len(pairs)


def _in_language(text: str, language: Language) -> bool:
    letters = [char for char in text if char.isalpha()]
    han = sum(map(is_han, letters)) / max(1, len(letters))
    return han > 0.9 if language is Language.ZH else han == 0


def _pairs(text: str) -> frozenset[str]:
    letters = [char for char in text if char.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))


def _ask(book: Book, scene: Scene, turn: Turn, *, small: bool) -> Ask:
    language, limits = turn.language, book.plan.model.question
    at = scene.position
    before = ""
    if at is not None:
        before = book.tree(at.module).question(at.node).ask.in_(language)
    tasks = book.phrases.tasks
    by_name = {"explain": tasks.explain, "empathise": tasks.empathise}
    task = by_name.get(turn.task) or tasks.probe
    prompt = Template(book.prompts["lead" if small else "question"].in_(language)).substitute(
        {
            "asked": before[:_SAID],
            "words": scene.text[:_SAID],
            "question": turn.question,
            "task": task.in_(language),
        }
    )
    return Ask(
        messages=(ChatMessage(role="user", text=prompt),),
        max_tokens=limits.max_tokens,
        temperature=limits.temperature,
        deadline=limits.seconds,
    )


_LEAD: dict[str, Any] = {
    "type": "object",
    "properties": {"lead": {"type": "string", "maxLength": 160}},
    "required": ["lead"],
    "additionalProperties": False,
}
_BOTH: dict[str, Any] = {
    **_LEAD,
    "properties": {**_LEAD["properties"], "question": {"type": "string", "maxLength": 400}},
    "required": ["lead", "question"],
}
