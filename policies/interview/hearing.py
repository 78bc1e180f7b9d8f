"""How answers are recognised, topic by topic: the cues of `cues.yaml`, given to the questions.

A tree says what is asked; what people say to it stands here, once for all questions about the
same thing. Cues that a tree brings itself come before these.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from policies.interview.tree import Cues, Question, Tree
from policies.words.texts import Id, Part, Patterns

Key = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]


class Topic(Cues):
    """`of`: the questions about it, as `<module>.<node>`."""

    of: Annotated[tuple[Key, ...], Field(min_length=1)]


class Hearing(Part):
    """`cues.yaml`."""

    topics: dict[Id, Topic]


def given(trees: tuple[Tree, ...], topics: Mapping[str, Topic]) -> tuple[Tree, ...]:
    """The trees with the cues of their topics. A module that is not there needs none.

    Raises `ValueError` if a topic names a question that its module does not have.
    """
    by_key: dict[str, list[Topic]] = {}
    for topic in topics.values():
        for key in topic.of:
            by_key.setdefault(key, []).append(topic)
    for key in by_key:
        module, _, node = key.partition(".")
        tree = next((tree for tree in trees if tree.id == module), None)
        if tree is not None and node not in {question.id for question in tree.questions()}:
            raise ValueError(f"cues.yaml: {module} has no question {node}")
    return tuple(_with_cues(tree, by_key) for tree in trees)


def _with_cues(tree: Tree, by_key: Mapping[str, Sequence[Topic]]) -> Tree:
    nodes = tuple(
        node.model_copy(update={"cues": _joined(node.cues, topics)})
        if isinstance(node, Question) and (topics := by_key.get(f"{tree.id}.{node.id}"))
        else node
        for node in tree.nodes
    )
    return tree.model_copy(update={"nodes": nodes})


def _joined(own: Cues | None, topics: Sequence[Topic]) -> Cues:
    every = (*((own,) if own is not None else ()), *topics)
    return Cues(
        about=_all_of([one.about for one in every]),
        present=_all_of([one.present for one in every]),
        absent=_all_of([one.absent for one in every]),
    )


def _all_of(parts: Sequence[Patterns]) -> Patterns:
    return Patterns(
        zh=tuple(pattern for one in parts for pattern in one.zh),
        en=tuple(pattern for one in parts for pattern in one.en),
    )
