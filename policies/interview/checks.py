"""Looks at a tree as a graph: what is wrong in it, where, and what to do about it.

Checked: every name exists, no node is unreachable, every path ends, every gate can be computed,
every question asks one thing and holds the words that must be kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from kernel.events import Language
from policies.interview.tree import CountGate, End, Intro, Level, Question, Tree, targets

_MARKS = "?？"


@dataclass(frozen=True, slots=True)
class Problem:
    """`node` is the node, criterion or outcome; `todo` says how to mend it."""

    node: str
    wrong: str
    todo: str

    def __str__(self) -> str:
        return f"{self.node}: {self.wrong}; {self.todo}"


def problems(tree: Tree) -> tuple[Problem, ...]:
    """Everything that is wrong; empty for a sound tree."""
    named = (*_names(tree), *_edges(tree))
    if named:  # the graph cannot be looked at before all of its names exist
        return named
    graph = {node.id: tuple(targets(node).values()) for node in tree.nodes}
    shape = (*_unreachable(tree, graph), *_endless(graph))
    if shape:
        return shape
    return (*_gates(tree, graph), *_questions(tree), *_levels(tree), *_rules(tree))


def _names(tree: Tree) -> Iterator[Problem]:
    for group in (tree.nodes, tree.criteria, tree.outcomes):
        ids = [one.id for one in group]
        for id in sorted({id for id in ids if ids.count(id) > 1}):
            yield Problem(id, "the id is there twice", "give one of them another id")


def _edges(tree: Tree) -> Iterator[Problem]:
    ids = set(tree.by_id())
    if tree.start not in ids:
        yield Problem("start", f'there is no node "{tree.start}"', "name the first node")
    for node in tree.nodes:
        for edge, to in targets(node).items():
            if to not in ids:
                where = f"next.{edge}" if edge else "next"
                yield Problem(
                    node.id, f'{where} names no node: "{to}"', "add the node or mend the edge"
                )


def _unreachable(tree: Tree, graph: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    seen, todo = {tree.start}, [tree.start]
    while todo:
        for to in graph[todo.pop()]:
            if to not in seen:
                seen.add(to)
                todo.append(to)
    for node in tree.nodes:
        if node.id not in seen:
            yield Problem(node.id, "no path leads here", "lead an edge to it or delete it")


def _endless(graph: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        loop = tuple(reversed(error.args[1]))
        yield Problem(
            loop[0],
            f"the path never ends: {' -> '.join(loop)}",
            "lead one of these edges forward",
        )


def _gates(tree: Tree, graph: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    before = _ancestors(graph)
    for gate in tree.nodes:
        if not isinstance(gate, CountGate):
            continue
        if gate.at_least > len(gate.of):
            yield Problem(
                gate.id,
                f"at_least is {gate.at_least} but only {len(gate.of)} nodes are counted",
                "lower at_least or add nodes to of",
            )
        if len(set(gate.of)) < len(gate.of):
            yield Problem(gate.id, "of names a node twice", "a node counts once: name it once")
        for name in gate.of:
            node = tree.by_id().get(name)
            if not isinstance(node, Question | CountGate):
                what = "there is no such node" if node is None else f"it is a {node.kind}"
                yield Problem(
                    gate.id, f'"{name}" cannot be counted: {what}', "count questions and gates"
                )
            elif name not in before[gate.id]:
                yield Problem(
                    gate.id,
                    f'"{name}" is never asked before this gate',
                    "move the gate behind it or take it out of of",
                )


def _ancestors(graph: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    """For every node, the nodes that some path visits before it."""
    before: dict[str, set[str]] = {id: set() for id in graph}
    for id in reversed(tuple(TopologicalSorter(graph).static_order())):
        for to in graph[id]:
            before[to] |= before[id] | {id}
    return before


def _questions(tree: Tree) -> Iterator[Problem]:
    for node in tree.questions():
        if node.window not in tree.windows:
            yield Problem(node.id, f'there is no window "{node.window}"', "add it to windows")
        if (node.kind == "duration") != (node.lasting_days is not None):
            yield Problem(
                node.id,
                "lasting_days belongs to duration nodes, and every one of them has it",
                "add or delete lasting_days",
            )
        if node.kind == "risk" and node.risk is None:
            yield Problem(
                node.id, "a risk node without a risk", "say at which level a yes calls for help"
            )
        for language in Language:
            asked = node.ask.in_(language)
            if sum(asked.count(mark) for mark in _MARKS) != 1 or asked.rstrip()[-1] not in _MARKS:
                yield Problem(
                    node.id, f"ask ({language}) is not one question", "end it with its only ?"
                )
            for word in node.keep.in_(language):
                if word.lower() not in asked.lower():
                    yield Problem(
                        node.id,
                        f'keep ({language}) has "{word}", which ask does not hold',
                        "take the word from ask",
                    )


def _levels(tree: Tree) -> Iterator[Problem]:
    has_level = any(isinstance(node, Level) for node in tree.nodes)
    counts = any(node.points for node in tree.questions())
    if has_level != (tree.levels is not None):
        yield Problem("levels", "levels and a level node belong together", "add the other one")
    if counts and tree.levels is None:
        yield Problem("levels", "answers have points but there are no levels", "add levels")
    if tree.levels and not tree.levels.low < tree.levels.moderate < tree.levels.high:
        yield Problem("levels", "they do not rise", "low < moderate < high")


def _rules(tree: Tree) -> Iterator[Problem]:
    nodes, criteria = tree.by_id(), {one.id for one in tree.criteria}
    for criterion in tree.criteria:
        for name in criterion.of:
            if isinstance(nodes.get(name), Intro | End | Level | None):
                yield Problem(
                    criterion.id, f'"{name}" gives no answer', "name questions and gates in of"
                )
        if criterion.at_least > len(criterion.of):
            yield Problem(criterion.id, "at_least is more than there are nodes", "lower at_least")
    for outcome in tree.outcomes:
        for name in (*(name for way in outcome.when for name in way), *outcome.cautions):
            if name not in criteria:
                yield Problem(outcome.id, f'there is no criterion "{name}"', "add it to criteria")
    if not tree.outcomes and tree.levels is None:
        yield Problem(tree.id, "the module can find nothing", "add outcomes or levels")
