"""A model that plays a script: for demonstrations, for tests, and to break on purpose.

It answers as a real one does, in pieces and within a deadline, and fails as a real one fails:

    down     its server cannot be reached
    slow     nothing comes before the deadline
    stall    one piece comes, and then nothing before the deadline
    broken   half of the answer comes, and then the server fails
    empty    it answers nothing
    rubbish  it answers something that is neither words nor the JSON that was asked for
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.models.usage import Meter, Tally
from kernel.errors import DataError, ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.ports import Ask

Fault = Literal["none", "down", "slow", "stall", "broken", "empty", "rubbish"]
PIECES = {
    "characters": re.compile(r".{1,4}", re.DOTALL),
    "words": re.compile(r"\s*\S+\s*"),
    "lines": re.compile(r"[^\n]*\n|[^\n]+"),
    "whole": re.compile(r".+", re.DOTALL),
}


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    pattern: str
    """Looked for in the last words of the person, whatever their case."""
    reply: str


class _ValueRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    pattern: str
    value: Any
    """Passed over where it does not fit the schema that was asked for."""


class _Streaming(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    pieces: Literal["characters", "words", "lines", "whole"] = "characters"
    pause_s: float = Field(default=0.0, ge=0)
    """Before every piece."""


class _Script(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    rules: tuple[_Rule, ...] = ()
    default: str
    values: tuple[_ValueRule, ...] = ()
    streaming: _Streaming = _Streaming()
    fault: Fault = "none"
    rubbish: str = '<|im_start|>{"\ufffd'


class ScriptedModel:
    """Deterministic; it never leaves this process."""

    name = "scripted"

    def __init__(self, script: _Script, meter: Meter | None = None) -> None:
        self._script = script
        self._rules = [(_compiled(rule.pattern), rule.reply) for rule in script.rules]
        self._values = [(_compiled(rule.pattern), rule.value) for rule in script.values]
        self._cut = PIECES[script.streaming.pieces]
        self._meter = meter

    @classmethod
    def load(
        cls,
        path: Path | None = None,
        *,
        pause_s: float | None = None,
        fault: Fault | None = None,
        meter: Meter | None = None,
    ) -> "ScriptedModel":
        """The script in a YAML file, or the one that ships; `pause_s` and `fault` win over it.

        Raises `DataError` that names the file.
        """
        source = path or files("adapters.models").joinpath("scripted.yaml")
        try:
            script = _Script.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
            if pause_s is not None:
                streaming = script.streaming.model_copy(update={"pause_s": pause_s})
                script = script.model_copy(update={"streaming": streaming})
            if fault is not None:
                script = script.model_copy(update={"fault": fault})
            return cls(script, meter)
        except (OSError, UnicodeError, yaml.YAMLError, ValidationError, re.error) as error:
            raise DataError(f"{source}: {error}") from error

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        with Tally(self.name, self._meter) as tally:
            tally.requests += 1
            by = asyncio.get_running_loop().time() + ask.deadline
            fault = self._script.fault
            pieces = self._cut.findall(self._reply(ask))
            for n, piece in enumerate(pieces):
                if fault == "down" or (fault == "broken" and n >= len(pieces) / 2):
                    raise ModelUnavailable("the scripted model fails, as its script says")
                stuck = fault == "slow" or (fault == "stall" and n > 0)
                await self._pause(ask, by, forever=stuck)
                yield piece
            if not pieces:
                raise ModelRubbish("the model answered nothing")
            if fault == "stall":  # its only piece is out
                await self._pause(ask, by, forever=True)

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        """The first scripted value that fits, else the smallest that does."""
        with Tally(self.name, self._meter) as tally:
            tally.requests += 1
            by = asyncio.get_running_loop().time() + ask.deadline
            fault = self._script.fault
            if fault in ("down", "broken"):
                raise ModelUnavailable("the scripted model fails, as its script says")
            await self._pause(ask, by, forever=fault in ("slow", "stall"))
            if fault in ("empty", "rubbish"):
                raise ModelRubbish("not the JSON that was asked for")
            fits = Draft202012Validator(schema).is_valid
            said = _said(ask)
            for rule, value in self._values:
                if rule.search(said) and fits(value):
                    return value
            return smallest(schema)

    async def _pause(self, ask: Ask, by: float, *, forever: bool) -> None:
        left = by - asyncio.get_running_loop().time()
        pause = self._script.streaming.pause_s
        if forever or pause >= left:
            await asyncio.sleep(left)
            raise ModelTimeout(f"no whole answer within {ask.deadline:g} s")
        await asyncio.sleep(pause)

    def _reply(self, ask: Ask) -> str:
        match self._script.fault:
            case "empty":
                return ""
            case "rubbish":
                return self._script.rubbish
            case _:
                said = _said(ask)
                replies = (reply for rule, reply in self._rules if rule.search(said))
                return next(replies, self._script.default)


def smallest(schema: dict[str, Any]) -> Any:
    """The least value that fits a JSON schema of the kinds that our policies ask for."""
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kinds: str | Sequence[str] = schema.get("type", "null")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    match kind:
        case "object":
            wanted = schema.get("required", ())
            return {name: smallest(schema["properties"][name]) for name in wanted}
        case "array":
            return [smallest(schema["items"])] * schema.get("minItems", 0)
        case "string":
            return "x" * schema.get("minLength", 0)
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case _:
            return None


def _said(ask: Ask) -> str:
    return next((m.text for m in reversed(ask.messages) if m.role == "user"), "")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)
