"""The closed loop: what is weak, other instructions, a comparison on fresh people, keep or drop.

A revision is kept only if it scores better than what it would replace on people that neither has
met, with the lower end of the 95 percent interval above nought. People of the last comparison have
been met in no round. Every step is a file, so a loop that was stopped goes on where it was.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from fireside.fleets import NONE, Place, cards, model_settings
from fireside.models import open_model
from kernel.errors import SettingsError
from kernel.events import Language
from sim.arena.folder import Folder, write
from sim.arena.order import Contestant, Order
from sim.improve.revision import changes, instructions, revise
from sim.improve.school import load_schools, matching
from sim.improve.writer import Proposal, propose
from sim.judging.scales import Rubric

WEAK, SCHOOLS = 5, 3
"""Items that a revision is for, and schools that it may learn from."""
Play = Callable[[Folder, Place, str], None]
"""Carries out what is left of a run; the text is the title of its bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    out: Path
    base: Path
    """Folder of the bot."""
    order: Order
    """Of a round; its bots and its first person are set by the loop."""
    rounds: int
    held_out: int
    """People of the last comparison."""
    writer: str
    """A model, or `none`: then the lines are those of rubric and schools."""
    at_once: int = 8

    @property
    def languages(self) -> tuple[Language, ...]:
        return self.order.languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One revision and what became of it. `difference` is its overall score less the other's."""

    revision: str
    against: str
    accepted: bool
    why: str
    difference: dict[str, Any] | None
    weak: tuple[str, ...]
    schools: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    diff: str


def improve(plan: Plan, play: Play, told: Callable[[Step], None]) -> dict[str, Any]:
    """The document of `optimize.json`. Raises what a run raises."""
    (plan.out / "bots").mkdir(parents=True, exist_ok=True)
    (plan.out / "revisions").mkdir(exist_ok=True)
    base = plan.base.name
    results = _run(plan, play, "diagnosis", [base], first=0, clients=plan.order.clients)
    current, lines = base, dict[Language, tuple[str, ...]]()
    steps: list[Step] = []
    for number in range(1, plan.rounds + 1):
        step, results, lines = _round(plan, play, number, current, lines, results)
        current = step.revision if step.accepted else current
        steps.append(step)
        told(step)
    last = current if current != base or not steps else steps[-1].revision
    first = (plan.rounds + 1) * plan.order.clients
    held = _run(plan, play, "held-out", [last, base], first=first, clients=plan.held_out)
    found = {
        "bot": base,
        "before": base,
        "after": last,
        "accepted": current != base,
        "held_out": _difference(held),
        "pass": _passes(held, (base, last)),
        "steps": [asdict(step) for step in steps],
    }
    text = json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n"
    write(plan.out / "optimize.json", text.encode())
    return found


def _round(
    plan: Plan,
    play: Play,
    number: int,
    current: str,
    lines: dict[Language, tuple[str, ...]],
    results: Any,
) -> tuple[Step, Any, dict[Language, tuple[str, ...]]]:
    base = plan.base.name
    name = f"{base}-r{number}"
    weak = import_module("sim.improve.weak").weaknesses(results, current, WEAK)
    schools = matching(
        load_schools(results.rubric), [(one.scale, one.item.id) for one in weak], SCHOOLS
    )
    at = plan.base if current == base else plan.out / "bots" / current
    proposals = asyncio.run(_propose(plan, at, weak, schools, lines, number))
    wanted = {p.language: (*lines.get(p.language, ()), *p.lines) for p in proposals}
    into = revise(plan.base, plan.out / "bots" / name, wanted)
    compared = _run(
        plan,
        play,
        f"round-{number}",
        [name, current],
        first=number * plan.order.clients,
        clients=plan.order.clients,
    )
    difference = _difference(compared)
    accepted = difference is not None and difference["low"] > 0
    step = Step(
        revision=name,
        against=current,
        accepted=accepted,
        why=_why(difference, accepted),
        difference=difference,
        weak=tuple(f"{one.scale}.{one.item.id}" for one in weak),
        schools=tuple(school.id for school in schools),
        proposals=proposals,
        diff=changes(at, into),
    )
    write(plan.out / "revisions" / f"{name}.diff", step.diff.encode())
    document = json.dumps(asdict(step), ensure_ascii=False, indent=1, default=str) + "\n"
    write(plan.out / "revisions" / f"{name}.json", document.encode())
    return step, compared, wanted if accepted else lines


async def _propose(
    plan: Plan,
    at: Path,
    weak: Sequence[Any],
    schools: Sequence[Any],
    lines: dict[Language, tuple[str, ...]],
    number: int,
) -> tuple[Proposal, ...]:
    async with open_model(model_settings(plan.writer)) as model:
        return tuple(
            [
                await propose(
                    model,
                    language,
                    instructions(at, language),
                    weak,
                    schools,
                    seed=plan.order.seed + number,
                    known=_tried(plan, language, number),
                )
                for language in plan.languages
            ]
        )


def _tried(plan: Plan, language: Language, number: int) -> tuple[str, ...]:
    """Lines of every revision before, kept or dropped: none is tried twice."""
    tried: list[str] = []
    for n in range(1, number):
        file = plan.out / "revisions" / f"{plan.base.name}-r{n}.json"
        for proposal in json.loads(file.read_text(encoding="utf-8"))["proposals"]:
            if proposal["language"] == language.value:
                tried += proposal["lines"]
    return tuple(tried)


def _run(
    plan: Plan, play: Play, name: str, bots: Sequence[str], *, first: int, clients: int
) -> Any:
    """The results of a run of its own, which goes on if it was begun before."""
    named = tuple(Contestant(name=bot, target=bot) for bot in bots)
    order = plan.order.model_copy(update={"bots": named, "first": first, "clients": clients})
    path = plan.out / "runs" / name
    folder = Folder(path) if (path / "order.json").exists() else Folder.begin(path, order)
    if folder.order() != order:
        raise SettingsError(f"{path} was ordered otherwise; take another --out")
    play(folder, Place(bots_dir=plan.out / "bots", at_once=plan.at_once), name)
    return import_module("sim.figures.scored").results(folder, cards(order))


def _passes(results: Any, bots: Sequence[str]) -> dict[str, Any]:
    counted = import_module("sim.figures.summary")
    return {bot: counted.passes(results, bot) for bot in bots}


def _difference(results: Any) -> dict[str, Any] | None:
    found = import_module("sim.figures.summary").differences(results)
    return asdict(found[0]) if found else None


def _why(difference: dict[str, Any] | None, accepted: bool) -> str:
    if difference is None:
        return "no person was met by both, so nothing can be said"
    told = f"{difference['value']:+.3f} [{difference['low']:+.3f}, {difference['high']:+.3f}]"
    verb = "is" if accepted else "is not"
    return f"overall {told} on {difference['n']} people: the interval {verb} above nought"


def check(plan: Plan, rubric: Rubric) -> None:
    """Raises `SettingsError`, `DataError` for what could never work, before anything is played."""
    if plan.order.model == NONE:
        raise SettingsError(
            "without a model a bot does not read its instructions, so nothing could change: "
            "give --model"
        )
    if set(plan.order.judges) <= {NONE}:
        raise SettingsError("a loop needs a judge: give --judge")
    for language in plan.languages:
        instructions(plan.base, language)
    load_schools(rubric)
