"""Reading a JSON value out of a model's answer, and saying what is wrong with it.

`jsonschema` checks the value, not pydantic: the port takes a JSON schema, and pydantic can only
make one of those, not read it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, NoReturn

import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kernel.errors import DataError
from kernel.ports import Ask
from kernel.records import ChatMessage

LONGEST_QUOTE = 2000
"""Characters of a wrong answer that the model sees again."""

Problem = Literal["empty", "no_json", "cut_off"]


class Words(BaseModel):
    """What a model is told in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    told: str = Field(alias="schema")
    repair: str
    problems: dict[Problem, str]

    @classmethod
    def load(cls) -> "dict[Literal['zh', 'en'], Words]":
        """By language. Raises `DataError`."""
        text = files("adapters.models").joinpath("words.yaml").read_text(encoding="utf-8")
        try:
            return _ALL.validate_python(yaml.safe_load(text))
        except (yaml.YAMLError, ValidationError) as error:
            raise DataError(f"adapters/models/words.yaml: {error}") from error


_ALL = TypeAdapter(dict[Literal["zh", "en"], Words])


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, or a fault: in words for the model, and without the model's words for a log."""

    value: Any
    said: str = ""
    fault: str = ""


def read(answer: str, cut_off: bool, validator: Draft202012Validator, words: Words) -> Reading:
    """The JSON value of an answer; the fences and small talk around it are passed over."""
    if not answer.strip():
        return Reading(None, words.problems["empty"], "an empty answer")
    found = next(_values(answer), None)
    if found is None:
        kind: Problem = "cut_off" if cut_off else "no_json"
        return Reading(None, words.problems[kind], "cut off" if cut_off else "no JSON")
    value = found[0]
    if fault := next(iter(validator.iter_errors(value)), None):
        return Reading(
            None,
            f"{fault.json_path}: {fault.message[:200]}",
            f"{fault.json_path} {fault.validator}",
        )
    return Reading(value)


def told_the_schema(
    messages: list[ChatMessage], schema: dict[str, Any], words: Words
) -> list[ChatMessage]:
    """The schema in words, at the end of the last message: many chat templates want turns."""
    text = words.told.format(schema=json.dumps(schema, ensure_ascii=False))
    if messages and (last := messages[-1]).role == "user":
        return [*messages[:-1], ChatMessage(role="user", text=f"{last.text}\n\n{text}")]
    return [*messages, ChatMessage(role="user", text=text)]


def repairing(answer: str, reading: Reading, words: Words) -> list[ChatMessage]:
    """What is added to the prompt for the second try."""
    return [
        ChatMessage(role="assistant", text=answer[:LONGEST_QUOTE] or "…"),
        ChatMessage(role="user", text=words.repair.format(problem=reading.said)),
    ]


def language_of(ask: Ask) -> Literal["zh", "en"]:
    """The language in which the prompt ends."""
    text = ask.messages[-1].text if ask.messages else ""
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"


def _values(answer: str) -> Iterator[tuple[Any]]:
    """Every reading of the answer as one JSON value, the strictest first."""
    spans = [answer]
    pairs = (("{", "}"), ("[", "]"))
    for opening, closing in sorted(pairs, key=lambda pair: _at(answer, pair[0])):
        start, end = answer.find(opening), answer.rfind(closing)
        if 0 <= start < end:
            spans.append(answer[start : end + 1])
    for span in spans:
        try:
            value = json.loads(span, parse_constant=_refuse)
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError):
            continue
        yield (value,)


def _at(answer: str, bracket: str) -> int:
    place = answer.find(bracket)
    return len(answer) if place < 0 else place


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON (RFC 8259, section 6)")
