"""The interview's trees, read and walked without the interview's own code: the oracle's eyes.

Only what the ground truth needs is read; whether a tree is sound is checked elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kernel.errors import DataError
from kernel.events import Language

Statuses = Mapping[str, str]
"""Node -> "yes", "no" or "unknown"."""
LEVELS = ("none", "low", "moderate", "high")
_EDGES = {"yes": "passed", "no": "failed", "unknown": "unknown"}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Node(_Part):
    id: str
    kind: str
    ask: dict[str, str] = Field(default_factory=dict)
    next: str | dict[str, str] = ""
    of: tuple[str, ...] = ()
    at_least: int = 1
    risk: str = ""
    points: int = 0

    @field_validator("next", mode="before")
    @classmethod
    def _named(cls, raw: Any) -> Any:
        """YAML reads bare yes and no as truth values."""
        names = {True: "yes", False: "no"}
        return {names.get(k, k): v for k, v in raw.items()} if isinstance(raw, dict) else raw

    def after(self, status: str) -> str:
        if isinstance(self.next, str):
            return self.next
        return self.next.get(status) or self.next[_EDGES[status]]


class _Criterion(_Part):
    id: str
    of: tuple[str, ...]
    at_least: int = 1
    status: str = Field(alias="is")


class _Outcome(_Part):
    id: str
    when: tuple[tuple[str, ...], ...]


class Sheet(_Part):
    """One module."""

    id: str
    start: str
    nodes: tuple[Node, ...]
    criteria: tuple[_Criterion, ...]
    outcomes: tuple[_Outcome, ...] = ()
    levels: dict[str, int] = Field(default_factory=dict)

    @property
    def questions(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.ask)


@dataclass(frozen=True, slots=True)
class Way:
    """The questions that these statuses lead to, in order; `open` is the first without one."""

    path: tuple[str, ...]
    open: str | None


def load_sheets(folder: Path) -> tuple[Sheet, ...]:
    """The modules of the interview in this bot's folder, in their order. Raises `DataError`."""
    try:
        plan = yaml.safe_load((folder / "interview.yaml").read_text(encoding="utf-8"))
        return tuple(
            Sheet.model_validate(yaml.safe_load((folder / name).read_text(encoding="utf-8")))
            for name in plan["trees"]
        )
    except (OSError, yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
        raise DataError(f"{folder}: the interview's trees cannot be read: {error}") from error


def walk(sheet: Sheet, statuses: Statuses) -> Way:
    """From the start as far as the statuses reach."""
    nodes = {node.id: node for node in sheet.nodes}
    path: list[str] = []
    counted: dict[str, str] = {}
    at = sheet.start
    while (node := nodes[at]).kind != "end":
        status = "yes"
        if node.ask:
            path.append(at)
            if at not in statuses:
                return Way(tuple(path), at)
            status = counted[at] = statuses[at]
        elif node.of:
            status = counted[at] = _count(counted, node.of, node.at_least, "yes")
        at = node.after(status)
    return Way(tuple(path), None)


def truth(sheet: Sheet, statuses: Statuses) -> dict[str, str]:
    """What somebody who knows every answer finds: outcome -> "yes" or "no", and the level."""
    met = {
        c.id: sum(statuses.get(n, "no") == c.status for n in c.of) >= c.at_least
        for c in sheet.criteria
    }
    found = {
        outcome.id: "yes" if any(all(met[c] for c in way) for way in outcome.when) else "no"
        for outcome in sheet.outcomes
    }
    if sheet.levels:
        found["level"] = _level(sheet, statuses)
    return found


def canonical(sheets: tuple[Sheet, ...], said: str, language: Language) -> str:
    """The question that these words ask, as `<module>.<node>`, if it is asked as it is written."""
    best = ""
    longest = 0
    for sheet in sheets:
        for node in sheet.questions:
            ask = node.ask.get(language.value, "")
            if len(ask) > longest and ask in said:
                best, longest = f"{sheet.id}.{node.id}", len(ask)
    return best


def _count(statuses: Statuses, of: tuple[str, ...], at_least: int, wanted: str) -> str:
    sure = sum(statuses.get(name) == wanted for name in of)
    maybe = sum(statuses.get(name) == "unknown" for name in of)
    if sure >= at_least:
        return "yes"
    return "unknown" if sure + maybe >= at_least else "no"


def _level(sheet: Sheet, statuses: Statuses) -> str:
    """By points of what would be asked, and by what a single yes already shows."""
    asked = walk(sheet, {node.id: statuses.get(node.id, "no") for node in sheet.questions}).path
    yes = [n for n in sheet.questions if n.id in asked and statuses.get(n.id) == "yes"]
    points = sum(node.points for node in yes)
    by_points = [name for name, least in sheet.levels.items() if points >= least]
    return max(("none", *by_points, *(n.risk for n in yes if n.risk)), key=LEVELS.index)
