"""What a person's words show of the step's targets: every finding with the words that show it.

Rule 1: a finding's quote is in the message, word for word; what a model quotes is looked up.
Rule 2: numbers are read in code; no model says what a person believes.
Rule 3: what the rules find counts in any case: a model that sees less holds nobody up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from kernel.errors import ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from policies.restructuring.book import Book
from policies.restructuring.marking import judge_messages
from policies.restructuring.patterns import Candidate, candidates
from policies.restructuring.quotes import EDGES, bare_fact, bare_thought, beginning, quotable
from policies.restructuring.ratings import is_rating, rating_in
from policies.restructuring.steps import Target
from policies.words.hearing import (
    SIZES,
    feeling_in,
    found,
    is_substantive,
    said_by,
)
from policies.words.normal import plain

RULES = "rules"
_ANSWER = {Language.ZH: 5, Language.EN: 11}
"""Letters from which words are taken for an answer to what was asked."""
_MOST_MARKS = 2
"""A message rarely shows more, and a small model's answer stays short."""
_ASKS = re.compile(r"[?？][\"'”’」』）)\s]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person said, to what. `asking` names the target, `question` has the bot's words."""

    text: str
    language: Language
    asking: str = ""
    asked: tuple[str, ...] = ()
    """Everything that was asked since the step was entered."""
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`value` is the quote itself, or the number that the quote says. `by` whom it was seen."""

    target: str
    value: str | int
    quote: str
    by: str = RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    findings: tuple[Finding, ...] = ()
    signs: tuple[Candidate, ...] = ()
    """Clauses that may show a distortion."""
    feeling: str = ""
    refused: str = ""
    """The target that was answered with what its `unless` says is no answer."""

    def has(self, target: str) -> bool:
        return any(finding.target == target for finding in self.findings)


class _Mark(BaseModel):
    target: str
    words: str


class _Marks(BaseModel):
    evidence: list[_Mark]


async def judge(
    model: Model | None, book: Book, wanted: Sequence[Target], answer: Answer
) -> Judgement:
    """Never raises `ModelError`: rules answer in the place of a model that fails."""
    by_rules = judged_by_rules(book, wanted, answer)
    spoken = [target for target in wanted if target.kind == "words"]
    if model is None or not spoken or not is_substantive(answer.text, answer.language):
        return by_rules
    limits = book.plan.model.judgement
    ask = Ask(
        messages=judge_messages(book, spoken, answer.question, answer.text, answer.language),
        max_tokens=limits.max_tokens,
        temperature=limits.temperature,
        deadline=limits.seconds,
    )
    try:
        marks = _Marks.model_validate(await model.value(ask, _schema(spoken)))
    except (ModelError, ValidationError):
        return by_rules
    seen = _checked(book, marks, spoken, answer, model.name)
    return _joined(seen, by_rules)


def judged_by_rules(book: Book, wanted: Sequence[Target], answer: Answer) -> Judgement:
    """What cue words show, a number that was asked for, and an answer of some length."""
    text, language = answer.text, answer.language
    all_parts = quotable(text, book.plan.longest_quote.in_(language), language)
    parts = list(all_parts)
    asked = next((target for target in wanted if target.id == answer.asking), None)
    findings: list[Finding] = []

    def take(target: Target, quote: str) -> None:
        if quote:
            bare = bare_thought if target.thought else bare_fact
            value = bare(book, quote, language)
            findings.append(Finding(target=target.id, value=value, quote=quote))
            parts[:] = [part for part in parts if part != quote]  # one quote proves one target

    number = _number_wanted(wanted, answer)
    if number and (rating := rating_in(text)):
        findings.append(Finding(target=number.id, value=rating.value, quote=rating.quote))
    numeric = is_rating(text)  # how far something is believed is no fact, whatever was asked
    spoken = [target for target in wanted if target.kind == "words" and not numeric]
    for target in sorted(spoken, key=lambda one: one is not asked):
        take(target, _cued(target, parts, book, language))
    if asked in spoken and not _has(findings, asked):
        take(asked, _answered(asked, text, parts, language, cut=not all_parts))
    refused = (
        asked is not None
        and not _has(findings, asked)
        and found(asked.unless.in_(language), plain(text), language)
    )
    return Judgement(
        findings=tuple(findings),
        signs=candidates(book, text, language),
        feeling=feeling_in(text, book.feelings, language),
        refused=asked.id if asked and refused else "",
    )


def _number_wanted(wanted: Sequence[Target], answer: Answer) -> Target | None:
    """The number that was asked for; if that was a turn ago, only a few words can be its answer."""
    late = sum(char.isalpha() for char in answer.text) < _ANSWER[answer.language]
    return next(
        (
            target
            for target in wanted
            if target.kind == "rating"
            and (target.id == answer.asking or (late and target.id in answer.asked))
        ),
        None,
    )


def _has(findings: Sequence[Finding], target: Target) -> bool:
    return any(finding.target == target.id for finding in findings)


def _cued(target: Target, parts: Sequence[str], book: Book, language: Language) -> str:
    """The longest part that holds a cue of the target, or ""."""
    cues, unless = target.cues.in_(language), target.unless.in_(language)
    fitting = [
        part
        for part in parts
        if not found(unless, plain(part), language)
        and (
            found(cues, plain(part), language)
            or (target.by_feeling and feeling_in(part, book.feelings, language))
        )
    ]
    return max(fitting, key=len, default="")


def _answered(
    target: Target, text: str, parts: Sequence[str], language: Language, *, cut: bool
) -> str:
    """The part that answers what was asked, if the words are of some length and do not ask.

    `cut`: no sentence of it is of a length to quote, so its beginning is.
    """
    if none := _absence(target, text, language):
        return none
    if _ASKS.search(text) or sum(char.isalpha() for char in text) < _ANSWER[language]:
        return ""
    unless = target.unless.in_(language)
    fair = [part for part in parts if not found(unless, plain(part), language)]
    if cut and not found(unless, plain(text), language):
        return beginning(text, language)
    return max(fair, key=len, default="")


def _absence(target: Target, text: str, language: Language) -> str:
    """The words that say there is none, if that is all that was said."""
    whole = text.strip(EDGES)
    if len(whole) > SIZES[language].quote_max:
        return ""
    return whole if found(target.absent.in_(language), plain(whole), language) else ""


def _checked(
    book: Book, marks: _Marks, wanted: Sequence[Target], answer: Answer, by: str
) -> Judgement:
    """What remains of a model's marks once every quote was looked up in the person's words."""
    targets = {target.id: target for target in wanted}
    findings: dict[str, Finding] = {}
    for mark in marks.evidence[:_MOST_MARKS]:
        quote = said_by(mark.words, answer.text, answer.language)
        taken = {finding.quote for finding in findings.values()}
        target = targets.get(mark.target)
        if target is None or not quote or quote in taken or is_rating(quote):
            continue
        if not found(target.unless.in_(answer.language), plain(quote), answer.language):
            bare = bare_thought if target.thought else bare_fact
            value = bare(book, quote, answer.language)
            finding = Finding(target=target.id, value=value, quote=quote, by=by)
            findings.setdefault(target.id, finding)
    return Judgement(findings=tuple(findings.values()))


def _joined(seen: Judgement, by_rules: Judgement) -> Judgement:
    quotes = {finding.quote for finding in seen.findings}
    added = tuple(
        finding
        for finding in by_rules.findings
        if not seen.has(finding.target) and finding.quote not in quotes
    )
    findings = (*seen.findings, *added)
    heard = {finding.target for finding in findings}
    return Judgement(
        findings=findings,
        signs=by_rules.signs,
        feeling=by_rules.feeling,
        refused="" if by_rules.refused in heard else by_rules.refused,
    )


def _schema(wanted: Sequence[Target]) -> dict[str, Any]:
    mark = {
        "type": "object",
        "properties": {
            "target": {"type": "string", "enum": [target.id for target in wanted]},
            "words": {"type": "string", "maxLength": 90},
        },
        "required": ["target", "words"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"evidence": {"type": "array", "items": mark, "maxItems": _MOST_MARKS}},
        "required": ["evidence"],
        "additionalProperties": False,
    }
