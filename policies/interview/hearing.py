"""How answers are recognised, topic by topic: the cues of `cues.yaml`, given to the questions.

A tree says what is asked; what people say to it stands here, once for all questions about the
same thing. Cues that a tree brings itself come before these.
"""

from collections.abc import Mapping
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
    by_key = {key: topic for topic in topics.values() for key in topic.of}
    for key in by_key:
        module, _, node = key.partition(".")
        tree = next((tree for tree in trees if tree.id == module), None)
        if tree is not None and node not in {question.id for question in tree.questions()}:
            raise ValueError(f"cues.yaml: {module} has no question {node}")
    return tuple(_with_cues(tree, by_key) for tree in trees)


def _with_cues(tree: Tree, by_key: Mapping[str, Topic]) -> Tree:
    nodes = tuple(
        node.model_copy(update={"cues": _joined(node.cues, topic)})
        if isinstance(node, Question) and (topic := by_key.get(f"{tree.id}.{node.id}"))
        else node
        for node in tree.nodes
    )
    return tree.model_copy(update={"nodes": nodes})


def _joined(own: Cues | None, topic: Topic) -> Cues:
    if own is None:
        return topic
    return Cues(
        about=_both(own.about, topic.about),
        present=_both(own.present, topic.present),
        absent=_both(own.absent, topic.absent),
    )


def _both(first: Patterns, then: Patterns) -> Patterns:
    return Patterns(zh=(*first.zh, *then.zh), en=(*first.en, *then.en))
