"""What a person's words show: marked by a model and checked against the words, or by cues."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from kernel.errors import ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from policies.counselling.book import Book, Criterion, Wish
from policies.counselling.cues import meets, refuses
from policies.counselling.progress import Evidence, Place
from policies.counselling.prompt import judge_messages
from policies.words.hearing import SIZES, clauses, feeling_in, is_substantive, occurs, said_by

_MOST_MARKS = 2
"""A message rarely shows more, and a small model's answer stays short."""
_HINTS = (Wish.END, Wish.BACK, Wish.CONFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person said, and to what. `asking` names the criterion, `question` the words."""

    text: str
    language: Language
    asking: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    evidence: tuple[Evidence, ...] = ()
    feeling: str = ""
    hint: str = ""


class _Mark(BaseModel):
    mark: str
    words: str


class _Marks(BaseModel):
    evidence: list[_Mark]
    feeling: str
    wish: str
    wish_words: str


async def judge(model: Model | None, book: Book, place: Place, answer: Answer) -> Judgement:
    """Never raises `ModelError`: cues answer in the place of a model that fails."""
    text, language = answer.text, answer.language
    by_cues = cue_judgement(book, place, answer)
    wanted = open_criteria(book, place, answer.asking)
    if model is None or not is_substantive(text, language) or not wanted:
        return by_cues
    limits = book.plan.model.judgement
    ask = Ask(
        messages=judge_messages(book, wanted, answer.question, text, language),
        max_tokens=limits.max_tokens,
        temperature=limits.temperature,
        deadline=limits.seconds,
    )
    try:
        marks = _Marks.model_validate(await model.value(ask, _schema(wanted)))
    except (ModelError, ValidationError):
        return by_cues
    judged = checked(marks, text, language)
    refused = {one.id for one in wanted if refuses(one, text, language)}
    sound = (piece for piece in judged.evidence if piece.criterion not in refused)
    return replace(
        judged,
        # What cues show counts in any case: a model that sees less does not hold a person up.
        evidence=(*sound, *by_cues.evidence),
        feeling=judged.feeling or by_cues.feeling,
    )


def open_criteria(book: Book, place: Place, asking: str = "") -> tuple[Criterion, ...]:
    """Criteria that are not met yet: of the stage, and the one asked about, of any stage."""
    return tuple(
        criterion
        for stage in book.stages
        for criterion in stage.criteria
        if criterion.id not in place.met and (stage.id == place.stage or criterion.id == asking)
    )


def cue_judgement(book: Book, place: Place, answer: Answer) -> Judgement:
    """What cue words show, and an answer of some length to what was asked."""
    text, language = answer.text, answer.language
    parts = clauses(text, language)
    wanted = open_criteria(book, place, answer.asking)
    evidence: list[Evidence] = []

    def take(criterion: Criterion, fitting: list[str]) -> None:
        if fitting:
            quote = max(fitting, key=len)
            evidence.append(Evidence(criterion.id, quote))
            parts.remove(quote)  # one quote proves one criterion

    for criterion in sorted(wanted, key=lambda one: one.id != answer.asking):
        take(criterion, [part for part in parts if meets(criterion, part, book, language)])
    shown = {piece.criterion for piece in evidence}
    for criterion in wanted:
        answers = criterion.id == answer.asking and not criterion.by_feeling
        answers = answers and not refuses(criterion, text, language)
        if answers and criterion.id not in shown and parts and is_substantive(text, language):
            evidence.append(
                Evidence(criterion.id)
            )  # answered, but in words not to be quoted for it
    return Judgement(evidence=tuple(evidence), feeling=feeling_in(text, book.feelings, language))


def checked(marks: _Marks, text: str, language: Language) -> Judgement:
    """What remains of a model's marks once every quote was looked up in the person's words."""
    evidence: dict[str, str] = {}
    for mark in marks.evidence[:_MOST_MARKS]:
        quote = said_by(mark.words, text, language)
        if quote and quote not in evidence.values():
            evidence.setdefault(mark.mark, quote)
    feeling = marks.feeling.strip()
    if len(feeling) > SIZES[language].feeling_max or not occurs(feeling, text):
        feeling = ""
    meant = marks.wish in _HINTS and occurs(marks.wish_words.strip(), text)
    return Judgement(
        evidence=tuple(Evidence(name, quote) for name, quote in evidence.items()),
        feeling=feeling,
        hint=marks.wish if meant else "",
    )


def _schema(wanted: Sequence[Criterion]) -> dict[str, Any]:
    mark = {
        "type": "object",
        "properties": {
            "mark": {"type": "string", "enum": [criterion.id for criterion in wanted]},
            "words": {"type": "string", "maxLength": 90},
        },
        "required": ["mark", "words"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "evidence": {"type": "array", "items": mark, "maxItems": _MOST_MARKS},
            "feeling": {"type": "string", "maxLength": 24},
            "wish": {"type": "string", "enum": ["none", *_HINTS]},
            "wish_words": {"type": "string", "maxLength": 60},
        },
        "required": ["evidence", "feeling", "wish", "wish_words"],
        "additionalProperties": False,
    }
