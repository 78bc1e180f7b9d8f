"""Where an interview stands and where it goes next: a pure function of trees and answers.

Rule 1: modules come in their order, but after a sign of danger the risk module comes first.
Rule 2: a module is left early only where its tree says so.
Rule 3: every move names its decision and the rule that led to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policies.interview.tree import CountGate, Question, Status, Tree
from policies.interview.walk import Step, Walk, walk

Statuses = Mapping[str, Status]
"""By `<module>.<node>`."""


class Decision(StrEnum):
    ASK_NODE = "ASK_NODE"
    CLARIFY = "CLARIFY"
    SKIP_MODULE = "SKIP_MODULE"
    """The rest of the module is not asked, because its tree ends there; on to the next."""
    SWITCH_MODULE = "SWITCH_MODULE"
    CRISIS_PROTOCOL = "CRISIS_PROTOCOL"
    RESUME = "RESUME"
    REOPEN = "REOPEN"
    END = "END"


@dataclass(frozen=True, slots=True)
class Position:
    """The question that is open; `key` is `<module>.<node>`."""

    module: str
    node: str

    @property
    def key(self) -> str:
        return f"{self.module}.{self.node}"


@dataclass(frozen=True, slots=True)
class Transition:
    """`to` is none at the end of the interview. `why` is for the log."""

    decision: Decision
    to: Position | None
    why: str
    intros: tuple[str, ...] = ()
    """Intro nodes (of the module of `to`) that were passed right before it."""


def of_module(statuses: Statuses, module: str) -> dict[str, Status]:
    prefix = f"{module}."
    return {k.removeprefix(prefix): s for k, s in statuses.items() if k.startswith(prefix)}


def walks(trees: Sequence[Tree], statuses: Statuses) -> dict[str, Walk]:
    """The way through every module, by its id."""
    return {tree.id: walk(tree, of_module(statuses, tree.id)) for tree in trees}


def at_risk(trees: Sequence[Tree], statuses: Statuses) -> bool:
    """Whether an answer on the way says yes to a question about danger."""
    return any(
        step.status is Status.YES
        and isinstance(node := tree.node(step.node), Question)
        and node.risk
        for tree in trees
        for step in walk(tree, of_module(statuses, tree.id)).steps
    )


def position(
    trees: Sequence[Tree], statuses: Statuses, risk_module: str, *, risk: bool = False
) -> Position | None:
    """The first open question; none once every module has ended.

    `risk` says that danger showed outside of the answers (a crisis of the guard's, say).
    """
    ways = walks(trees, statuses)
    order = [tree.id for tree in trees]
    if risk_module in ways and (risk or at_risk(trees, statuses)):
        order.remove(risk_module)
        order.insert(0, risk_module)
    for module in order:
        if (at := ways[module].at) is not None:
            return Position(module, at)
    return None


def transition(
    trees: Sequence[Tree],
    statuses: Statuses,
    risk_module: str,
    came_from: Position | None,
    *,
    risk: bool = False,
) -> Transition:
    """The move from a question that was just settled (none: the beginning) to the next one."""
    to = position(trees, statuses, risk_module, risk=risk)
    ways = walks(trees, statuses)
    by_id = {tree.id: tree for tree in trees}
    reasons: list[str] = []
    decision = Decision.ASK_NODE if to is not None else Decision.END
    if came_from is not None:
        way = ways[came_from.module]
        reasons.extend(_reasons(by_id[came_from.module], way, came_from.node))
        if way.at is None and _left_early(by_id[came_from.module], way):
            decision = Decision.SKIP_MODULE if to is not None else decision
            reasons.append(f"the rest of {came_from.module} is not asked")
        elif to is not None and to.module != came_from.module:
            decision = Decision.SWITCH_MODULE
    if to is None:
        return Transition(decision, None, "; ".join([*reasons, "every module has ended"]))
    if to.module == risk_module and (risk or at_risk(trees, statuses)):
        reasons.append("danger was named: the risk module comes first")
    intros = _intros(by_id[to.module], ways[to.module])
    return Transition(decision, to, "; ".join(reasons) or "the beginning", intros)


def _reasons(tree: Tree, way: Walk, node: str) -> list[str]:
    """The step at this node and the gates right behind it, in words."""
    told: list[str] = []
    at = next((n for n, step in enumerate(way.steps) if step.node == node), None)
    if at is None:
        return told
    for step in way.steps[at:]:
        gate = isinstance(tree.node(step.node), CountGate)
        if step.node != node and not gate:
            if step.status is not None:
                break
            continue
        told.append(_told(step, gate=gate))
    return told


def _told(step: Step, *, gate: bool) -> str:
    if not gate:
        return f"{step.why}: to {step.to}"
    came_to = {Status.YES: "passed", Status.NO: "failed", Status.UNKNOWN: "open"}
    return f"{step.node} {came_to[step.status or Status.UNKNOWN]} ({step.why}): to {step.to}"


def _left_early(tree: Tree, way: Walk) -> bool:
    """Whether questions of the tree were left out at its end (not merely on another branch)."""
    asked = {step.node for step in way.steps}
    last = next((step for step in reversed(way.steps) if step.status is not None), None)
    if last is None:
        return False
    order = [node.id for node in tree.nodes]
    behind = order[order.index(last.node) + 1 :]
    return any(isinstance(tree.node(id), Question) and id not in asked for id in behind)


def _intros(tree: Tree, way: Walk) -> tuple[str, ...]:
    """Intros between the last answered question and the open one."""
    passed: list[str] = []
    for step in reversed(way.steps):
        if isinstance(tree.node(step.node), Question):
            break
        if step.status is None:
            passed.insert(0, step.node)
    return tuple(passed)
