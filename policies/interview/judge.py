"""Judges an answer: rules first, a model beside them, and the rules have the last word.

What a model claims counts only with a quote that the person said letter by letter. It can never
make a yes of what is vague by the rules, nor of a plain no; where they disagree, it is asked about.
"""

from dataclasses import replace
from string import Template
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from kernel.errors import ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from policies.interview.answers import Aspect
from policies.interview.book import Book
from policies.interview.reading.marks import SOFT, Asked, Mark, Reading
from policies.interview.reading.rules import read
from policies.interview.scene import Judged, Scene
from policies.interview.tree import Status

_LONGEST_ANSWER = 1500
"""Characters of an answer that a model gets to see."""
_TOO_SHORT = 4
"""Characters below which rules know all there is to know."""
_STATUS = {Mark.YES: Status.YES, Mark.NO: Status.NO}


class _Claim(BaseModel):
    """What a model answers."""

    status: Mark
    quote: str
    missing: Literal["frequency", "window", "duration", "clear", "none"] = "none"
    confidence: float = Field(ge=0, le=1)


async def judge(model: Model | None, book: Book, scene: Scene, *, small: bool) -> Judged | None:
    """The reading of what answers the open question; none if nothing does.

    Never raises `ModelError`: the rules answer alone where a model fails or answers rubbish.
    """
    asked, said = scene.asked(), scene.to_judge()
    at = scene.position
    if asked is None or said is None or at is None:
        return None
    turn, text = said
    reading = read(asked, text, book.lexicon)
    if model is not None and _worth_asking(reading, text):
        window = book.tree(at.module).windows[asked.question.window].name.in_(scene.language)
        claim = await _claim(model, book, asked, text, window, scene.language)
        if claim is not None:
            # Impairment and danger are never inferred, whoever infers.
            cautious = small or asked.question.kind in ("impairment", "risk")
            reading = merged(reading, claim, text, cautious=cautious)
    return Judged(key=at.key, text=text, turn=turn, reading=_literal(reading, text))


def _worth_asking(reading: Reading, text: str) -> bool:
    """A yes or no that rules are sure of needs no model; silence has nothing to judge."""
    return reading.confidence < SOFT and len(text.strip()) >= _TOO_SHORT


def merged(rules: Reading, claim: Reading, text: str, *, cautious: bool) -> Reading:
    """What rules and model come to together. `cautious`: its lone yes is only asked about."""
    if claim.mark not in _STATUS or not claim.quote or claim.quote not in text:
        return rules
    if rules.mark in _STATUS:
        if rules.mark is claim.mark:
            sure = max(rules.confidence, SOFT)
            return replace(rules, confidence=sure, by="rules+model")
        return replace(
            rules, mark=Mark.PARTIAL, missing="clear", reason="rules and model disagree", lean=None
        )
    if claim.mark is Mark.NO:
        settled = rules.lean is not Status.YES and rules.reason != "unsure" and not cautious
        return claim if settled else rules
    vague = rules.mark is Mark.PARTIAL or rules.reason == "unsure"
    if vague or cautious:
        return replace(
            rules,
            mark=Mark.PARTIAL,
            quote=claim.quote,
            missing=rules.missing or "clear",
            reason=rules.reason if vague else "only the model sees it",
            lean=rules.lean or (None if vague else Status.YES),
            by="rules+model",
        )
    return claim


def _literal(reading: Reading, text: str) -> Reading:
    """Never a yes or no whose quote the person did not say."""
    if reading.mark in _STATUS and (not reading.quote or reading.quote not in text):
        return replace(
            reading, mark=Mark.UNCERTAIN, quote="", missing="clear", reason="no literal quote"
        )
    return reading


async def _claim(
    model: Model, book: Book, asked: Asked, text: str, window: str, language: Language
) -> Reading | None:
    limits = book.plan.model.judgement
    system = Template(book.prompts["judge"].in_(language)).substitute(
        question=asked.question.ask.in_(language), window=window
    )
    said = Template(book.phrases.words.in_(language)).substitute(words=text[:_LONGEST_ANSWER])
    ask = Ask(
        messages=(ChatMessage(role="system", text=system), ChatMessage(role="user", text=said)),
        max_tokens=limits.max_tokens,
        temperature=limits.temperature,
        deadline=limits.seconds,
    )
    try:
        claim = _Claim.model_validate(await model.value(ask, _SCHEMA))
    except (ModelError, ValidationError):
        return None
    quote = claim.quote.strip(" \t\n\"'“”‘’「」")
    missing = "" if claim.missing == "none" else claim.missing
    mark = claim.status
    if mark is Mark.YES and missing:
        mark = Mark.PARTIAL  # a yes with something missing is no yes
    told: Aspect = "satisfied" if mark is Mark.YES else "missing"
    wanted = asked.question.share is not None or asked.question.lasting_days is not None
    return Reading(
        mark=mark,
        quote=quote,
        missing=missing,
        window=told if wanted else "not_required",
        confidence=min(claim.confidence, SOFT),
        reason="the model",
        lean=_STATUS.get(claim.status) if mark is Mark.PARTIAL else None,
        by="model",
    )


_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "quote": {"type": "string", "maxLength": 120},
        "missing": {"type": "string", "enum": ["none", "frequency", "window", "duration", "clear"]},
        "status": {"type": "string", "enum": [mark.value for mark in Mark]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "required": ["quote", "missing", "status", "confidence"],
    "additionalProperties": False,
}
