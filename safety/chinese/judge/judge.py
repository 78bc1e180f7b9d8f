"""Asks a language model whether a sentence attacks anybody; prompts and examples are data.

The model's answer is one JSON value, so it costs a handful of tokens. It is an opinion: it settles
only cases that the small model is unsure about, and a model that fails leaves them blocked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from kernel.errors import DataError, ModelRubbish
from kernel.events import Language
from kernel.ports import Ask, Model
from kernel.records import ChatMessage

TOKENS = 24
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"toxic": {"type": "boolean"}},
    "required": ["toxic"],
    "additionalProperties": False,
}


class Shot(BaseModel):
    """An example that stands in the prompt."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    toxic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Build with `load`. `deadline` in seconds for one answer."""

    model: Model
    instruction: str
    shots: Sequence[Shot]
    deadline: float

    @classmethod
    def load(
        cls, model: Model, language: Language, *, shots: bool = False, deadline: float = 60.0
    ) -> "Judge":
        """Raises `DataError` if a prompt or an example is missing or malformed."""
        return cls(
            model=model,
            instruction=prompt(language),
            shots=load_shots() if shots else (),
            deadline=deadline,
        )

    async def toxic(self, text: str) -> bool:
        """Raises `ModelError`."""
        turns = [ChatMessage(role="system", text=self.instruction)]
        for shot in self.shots:
            turns.append(ChatMessage(role="user", text=shot.text))
            turns.append(ChatMessage(role="assistant", text=json.dumps({"toxic": shot.toxic})))
        turns.append(ChatMessage(role="user", text=text))
        ask = Ask(
            messages=turns, max_tokens=TOKENS, temperature=0.0, seed=1, deadline=self.deadline
        )
        value = await self.model.value(ask, SCHEMA)
        if not isinstance(value, dict) or not isinstance(value.get("toxic"), bool):
            raise ModelRubbish("the judge did not answer with true or false")
        return bool(value["toxic"])


def load_shots() -> tuple[Shot, ...]:
    text = files("safety.chinese.judge").joinpath("examples.yaml").read_text(encoding="utf-8")
    try:
        return TypeAdapter(tuple[Shot, ...]).validate_python(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"safety/chinese/judge/examples.yaml: {error}") from error


def prompt(language: Language) -> str:
    """What the judge is told."""
    file = files("safety.chinese.judge").joinpath("prompts", language, "verdict.md")
    return file.read_text(encoding="utf-8").strip()
