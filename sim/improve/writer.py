"""Feedback, reflection and new lines for a bot's instructions: by a model, or from the books.

A model's line is taken only if it is one plain sentence in the right language, short, and free of
placeholders and of what no counsellor may be told; where none is left, or there is no model, the
lines are those that rubric and schools have ready. So a rubbish model proposes what none would.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Any

from kernel.errors import DataError, ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from sim.improve.school import School
from sim.improve.weak import Weakness

LINES = 3
"""New lines in one revision and language."""
FEWEST = 4
"""Words of an English line."""
_LONGEST = {Language.ZH: 60, Language.EN: 180}
_NEVER = re.compile(
    r"\$|https?:|diagnos|prescri|medicat|medicine|dosage|诊断|处方|用药|药物|吃药|剂量|忽略|ignore",
    re.IGNORECASE,
)
_SAID = re.compile(r"[?？]\s*$|^\s*(我|i\b|i'm\b|my\b)", re.IGNORECASE)
"""Words of somebody, which small models copy out of the talks, and no order."""
_NUMBER = re.compile(r"^\s*(\d{1,2}[.)、]|[-*•])\s*")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What to add in one language, and why."""

    language: Language
    feedback: str
    reflection: str
    lines: tuple[str, ...]
    by: str
    """Name of the model whose lines they are, or `books`."""


async def propose(
    model: Model | None,
    language: Language,
    prompt: str,
    weak: Sequence[Weakness],
    schools: Sequence[School],
    *,
    seed: int,
    known: Sequence[str] = (),
) -> Proposal:
    """`prompt` is the instruction as it stands, `known` the lines that were tried before."""
    ready = _from_books(language, weak, schools, known)
    advice = "\n".join(one.item.advice.in_(language) for one in weak)
    if model is None:
        return Proposal(language=language, feedback=advice, reflection="", lines=ready, by="books")
    try:
        feedback = await _told(model, language, _weak(language, weak), seed)
        value = await _rewritten(model, language, prompt, feedback, schools, seed)
    except ModelError:
        return Proposal(language=language, feedback=advice, reflection="", lines=ready, by="books")
    lines = tuple(
        line
        for line in dict.fromkeys(
            " ".join(_NUMBER.sub("", str(one)).split()) for one in value["lines"]
        )
        if fits(line, language) and line not in known and line not in prompt
    )[:LINES]
    return Proposal(
        language=language,
        feedback=feedback,
        reflection=str(value["reflection"]),
        lines=lines or ready,
        by=model.name if lines else "books",
    )


def fits(line: str, language: Language) -> bool:
    """Whether a line may stand in a counsellor's instructions."""
    han = len(_HAN.findall(line))
    if language is Language.ZH:
        spoken = han > len(line) / 2
    else:
        spoken = han == 0 and len(line.split()) >= FEWEST  # smollm2 proposed one made-up word
    wrong = _NEVER.search(line) or _SAID.search(line)
    return spoken and 6 <= len(line) <= _LONGEST[language] and not wrong


def _from_books(
    language: Language, weak: Sequence[Weakness], schools: Sequence[School], known: Sequence[str]
) -> tuple[str, ...]:
    """Advice for what is weakest, then what the best school does."""
    advice = [one.item.advice.in_(language) for one in weak]
    does = [line.in_(language) for school in schools for line in school.does]
    fresh = [line for line in dict.fromkeys([*advice, *does]) if line not in known]
    return tuple(fresh[:LINES])


async def _told(model: Model, language: Language, weak: str, seed: int) -> str:
    asked = _prompt(language, "feedback").substitute(weak=weak)
    ask = Ask(messages=(_user(asked),), max_tokens=400, temperature=0.3, seed=seed, deadline=300)
    return "".join([piece async for piece in model.stream(ask)]).strip()


async def _rewritten(
    model: Model,
    language: Language,
    prompt: str,
    feedback: str,
    schools: Sequence[School],
    seed: int,
) -> Any:
    knowledge = "\n".join(
        f"- {school.holds.in_(language)} {' '.join(one.in_(language) for one in school.does)}"
        for school in schools
    )
    asked = _prompt(language, "rewrite").substitute(
        prompt=prompt, feedback=feedback, knowledge=knowledge, lines=LINES
    )
    ask = Ask(messages=(_user(asked),), max_tokens=500, temperature=0.3, seed=seed, deadline=300)
    return await model.value(ask, _SCHEMA)


_SCHEMA = {
    "type": "object",
    "properties": {
        "reflection": {"type": "string", "maxLength": 400},
        "lines": {
            "type": "array",
            "items": {"type": "string", "maxLength": 200},
            "minItems": 1,
            "maxItems": LINES,
        },
    },
    "required": ["reflection", "lines"],
    "additionalProperties": False,
}


def _weak(language: Language, weak: Sequence[Weakness]) -> str:
    parts = []
    for one in weak:
        head = f"- {one.item.name.in_(language)}: {one.item.asks.in_(language)}"
        parts.append("\n".join([head, *(f"  > {quote}" for quote in one.quotes)]))
    return "\n".join(parts)


def _prompt(language: Language, name: str) -> Template:
    file = files("sim.improve").joinpath("prompts", language.value, f"{name}.md")
    try:
        return Template(file.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise DataError(f"sim/improve/prompts: {error}") from error


def _user(text: str) -> ChatMessage:
    return ChatMessage(role="user", text=text)
