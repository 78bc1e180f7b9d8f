"""What is done about toxic words, by side, kind and certainty: a file an operator may edit."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Side

Action = Literal["allow", "warn", "rewrite", "block"]
Kind = Literal["threat", "slur", "sexual", "insult", "unnamed"]
"""Kinds of offence of the lexicon; `unnamed` where the model finds one without any of its words."""


class Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    above: float = Field(gt=0, lt=1)
    """A false-positive rate that the model knows its threshold for."""
    kinds: tuple[Kind, ...] = Field(min_length=1)
    action: Action


class SideRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    excused: Literal["allow", "warn"]
    """For words that are told, quoted or meant for oneself (`stances.yaml`)."""
    rules: tuple[Rule, ...] = Field(min_length=1)


class Policy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    user: SideRules
    bot: SideRules

    def of(self, side: Side) -> SideRules:
        return self.user if side is Side.USER else self.bot


def load_policy(name: str) -> Policy:
    """One that ships: `strict` or `care`."""
    return read_policy(files("safety.chinese.guarding").joinpath("policies", f"{name}.yaml"))


def read_policy(file: Traversable) -> Policy:
    """Raises `DataError` that names the place."""
    try:
        return Policy.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{file}: {where}: {first['msg']}") from error


def action_for(
    rules: SideRules, thresholds: Mapping[str, float], probability: float, kinds: Iterable[Kind]
) -> Action:
    """Of the first rule that fits. Raises `DataError` if the model lacks a rule's threshold."""
    present = set(kinds)
    for rule in rules.rules:
        key = f"{rule.above:g}"
        if key not in thresholds:
            raise DataError(f"the model has no threshold for a false-positive rate of {key}")
        if probability > thresholds[key] and present & set(rule.kinds):
            return rule.action
    return "allow"
