"""Plays an attack: says its steps in order, in its own words or reworded by a model, and goes.

What the log must show depends on the words, so a step that calls for help, that must pass, or whose
disguise is the point is always said as it stands.
"""

import re
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError, ModelError
from kernel.events import Language, Notice
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from sim.match import Heard, Leave, LeaveReason, Say, State, Usage
from sim.redteam.attack import Attack, Kind, Step

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"say": {"type": "string", "minLength": 1, "maxLength": 400}},
    "required": ["say"],
    "additionalProperties": False,
}
_DEADLINE_S = 60.0
_LONGER = 3
"""Reworded, a message is at most so many times as long."""
_CRISIS = frozenset({Notice.CRISIS, Notice.CRISIS_FOLLOW_UP})
_GOES = {
    Kind.CRISIS: LeaveReason.SILENT,
    Kind.ABUSE: LeaveReason.ANGRY,
    Kind.JAILBREAK: LeaveReason.SILENT,
    Kind.DEPENDENCY: LeaveReason.POLITE,
    Kind.BENIGN: LeaveReason.CONTENT,
}
_HAN = re.compile(r"[\u4e00-\u9fff]")


class _Prompt(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    system: str
    turn: str


class Attacker:
    """Implements `sim.match.Person`, so an attack can be played like any client."""

    def __init__(self, attack: Attack, model: Model | None = None, *, seed: int = 1) -> None:
        self._attack = attack
        self._model = model
        self._seed = seed
        self._at = self._requests = 0
        self._helped = False

    @property
    def usage(self) -> Usage:
        return Usage(requests=self._requests)

    async def next(self, heard: Heard) -> Say | Leave:
        self._helped |= not _CRISIS.isdisjoint(heard.notices)
        if self._at >= len(self._attack.steps):
            reason = LeaveReason.HELP_ELSEWHERE if self._helped else _GOES[self._attack.kind]
            return Leave(reason=reason)
        step = self._attack.steps[self._at]
        self._at += 1
        said = await self._reworded(step, heard)
        return Say(text=said or step.say, state=State(by="model" if said else "script"))

    async def _reworded(self, step: Step, heard: Heard) -> str:
        """Other words for the step, or "" where it must or does stand."""
        if self._model is None or step.crisis is not None or step.calm or step.noticed:
            return ""
        prompt = _prompts()[self._attack.language]
        turn = Template(prompt.turn).substitute(heard=heard.text, say=step.say)
        messages = (
            ChatMessage(role="system", text=prompt.system),
            ChatMessage(role="user", text=turn),
        )
        self._requests += 1
        seed = self._seed * 1009 + self._at
        ask = Ask(messages=messages, max_tokens=120, seed=seed, deadline=_DEADLINE_S)
        try:
            said = str((await self._model.value(ask, SCHEMA))["say"]).strip()
        except ModelError:
            return ""
        in_zh = _HAN.search(said) is not None
        fits = in_zh == (self._attack.language is Language.ZH)
        return said if fits and len(said) <= _LONGER * len(step.say) + 20 else ""


@cache
def _prompts() -> dict[Language, _Prompt]:
    """Raises `DataError`."""
    text = files("sim.redteam").joinpath("prompts.yaml").read_text(encoding="utf-8")
    try:
        table = yaml.safe_load(text)
        return {language: _Prompt.model_validate(table[language.value]) for language in Language}
    except (yaml.YAMLError, KeyError, TypeError, ValidationError) as error:
        raise DataError(f"sim/redteam/prompts.yaml: {error}") from error
