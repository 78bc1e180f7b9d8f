"""Reads a log and walks the trees beside it: was what had to be asked asked, and nothing else?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.interview.sheet import LEVELS, Sheet, walk

ANSWER, DANGER = "interview.answer.", "interview.risk"
RISK_MODULE = "suicidality"
_DYING = frozenset({"suicide", "self_harm"})


@dataclass(slots=True)
class Seen:
    """What a log says. `wrong` explains every step that the trees do not allow."""

    asked: list[str] = field(default_factory=list)
    clarified: int = 0
    crises: list[str] = field(default_factory=list)
    """Levels at which the crisis protocol was called."""
    found: dict[str, str] = field(default_factory=dict)
    """`<module>.<outcome>` -> positive, negative, undetermined, or a level."""
    complete: bool = False
    wrong: list[str] = field(default_factory=list)

    @property
    def gravest(self) -> str:
        return max(self.crises, key=LEVELS.index, default="none")


def look(sheets: tuple[Sheet, ...], events: Iterable[Mapping[str, Any]]) -> Seen:
    seen = Seen()
    ends: list[bool] = []
    statuses: dict[str, str] = {}
    danger = False
    for event in events:
        match event["kind"]:
            case "slot_filled" if event["slot"].startswith(ANSWER):
                key, value = event["slot"].removeprefix(ANSWER), event["value"]
                if value:
                    statuses[key] = value[0]
                else:  # taken back
                    statuses.pop(key, None)
            case "slot_filled" if event["slot"] == DANGER:
                danger = bool(event["value"])
            case "crisis_raised":
                seen.crises.append(event["risk"])
                danger |= bool(_DYING & set(event["labels"]))
            case "node_entered" if "." in event["node"]:
                _check(sheets, seen, statuses, event["node"], event["why"], danger=danger)
            case "remarked" if event["topic"] == "transition":
                seen.clarified += event["data"]["decision"] == "CLARIFY"
            case "remarked" if event["topic"] == "outcome":
                data = event["data"]
                found = str(data.get("screen", data.get("level")))
                if data["complete"] or found != "undetermined":  # else it was not reached
                    seen.found[f"{data['module']}.{data['outcome']}"] = found
                ends.append(bool(data["complete"]))
    seen.complete = bool(ends) and all(ends)
    if seen.complete:
        _check_whole(sheets, seen, statuses)
    return seen


def expected(sheets: tuple[Sheet, ...], statuses: Mapping[str, str], *, danger: bool) -> str | None:
    """The question that has to be open; none once every module has ended."""
    order = sorted(sheets, key=lambda sheet: sheet.id != RISK_MODULE) if danger else sheets
    for sheet in order:
        if (node := walk(sheet, _own(statuses, sheet.id)).open) is not None:
            return f"{sheet.id}.{node}"
    return None


def _check(
    sheets: tuple[Sheet, ...],
    seen: Seen,
    statuses: Mapping[str, str],
    node: str,
    why: str,
    *,
    danger: bool,
) -> None:
    seen.asked.append(node)
    grave = danger or any(
        statuses.get(f"{sheet.id}.{one.id}") == "yes"
        for sheet in sheets
        for one in sheet.questions
        if one.risk and one.id in walk(sheet, _own(statuses, sheet.id)).path
    )
    due = expected(sheets, statuses, danger=grave)
    if node != due:
        seen.wrong.append(f"asked {node} where {due} was due ({why})")


def _check_whole(sheets: tuple[Sheet, ...], seen: Seen, statuses: Mapping[str, str]) -> None:
    if (due := expected(sheets, statuses, danger=False)) is not None:
        seen.wrong.append(f"ended with {due} open")


def _own(statuses: Mapping[str, str], module: str) -> dict[str, str]:
    prefix = f"{module}."
    return {k.removeprefix(prefix): s for k, s in statuses.items() if k.startswith(prefix)}
