"""A model that plays a script: for demonstrations, for tests, and to break on purpose."""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError, ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.ports import Ask

Fault = Literal["none", "down", "slow", "empty", "rubbish"]
FRAGMENT = 4
"""Characters of a streamed fragment."""


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    pattern: str
    reply: str


class _Script(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    rules: tuple[_Rule, ...]
    default: str


class ScriptedModel:
    """Deterministic. `pause_s` before every fragment; `fault` says how it fails, if it does."""

    name = "scripted"

    def __init__(self, script: _Script, *, pause_s: float = 0.0, fault: Fault = "none") -> None:
        self._rules = [(re.compile(r.pattern, re.IGNORECASE), r.reply) for r in script.rules]
        self._default = script.default
        self._pause_s = pause_s
        self._fault = fault

    @classmethod
    def load(
        cls, path: Path | None = None, *, pause_s: float = 0.0, fault: Fault = "none"
    ) -> "ScriptedModel":
        """The script in a YAML file, or the one that ships. Raises `DataError`."""
        source = path or files("adapters.models").joinpath("scripted.yaml")
        try:
            raw = yaml.safe_load(source.read_text(encoding="utf-8"))
            return cls(_Script.model_validate(raw), pause_s=pause_s, fault=fault)
        except (OSError, yaml.YAMLError, ValidationError, re.error) as error:
            raise DataError(f"{source}: {error}") from error

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        await self._fail(ask)
        text = "" if self._fault == "empty" else self._reply(ask)
        for start in range(0, len(text), FRAGMENT):
            await asyncio.sleep(self._pause_s)
            yield text[start : start + FRAGMENT]
        if not text:
            raise ModelRubbish("the model answered nothing")

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        """The smallest value that fits the schema."""
        await self._fail(ask)
        if self._fault in ("empty", "rubbish"):
            raise ModelRubbish("not the JSON that was asked for")
        return smallest(schema)

    async def _fail(self, ask: Ask) -> None:
        if self._fault == "down":
            raise ModelUnavailable("the model's server cannot be reached; is it running?")
        if self._fault == "slow":
            await asyncio.sleep(ask.deadline)
            raise ModelTimeout(f"no whole answer within {ask.deadline:g} s")

    def _reply(self, ask: Ask) -> str:
        said = next((m.text for m in reversed(ask.messages) if m.role == "user"), "")
        return next((reply for rule, reply in self._rules if rule.search(said)), self._default)


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
