"""Answers of every kind, for the trees that ship."""

from hypothesis import strategies as st

from policies.interview.shelf import load_tree
from policies.interview.tree import Status, Tree
from tests.policies.interview.oracle import FOLDER, TREES, raw

SHIPPED: tuple[Tree, ...] = tuple(load_tree(FOLDER / "trees" / f"{name}.yaml") for name in TREES)
RAW = {name: raw(name) for name in TREES}


def statuses(tree: Tree) -> st.SearchStrategy[dict[str, Status]]:
    """Any answers to some of the questions of a tree; yes is common, so that gates pass."""
    status = st.sampled_from([Status.YES, Status.YES, Status.NO, Status.UNKNOWN])
    return st.dictionaries(st.sampled_from([q.id for q in tree.questions()]), status)


def all_statuses() -> st.SearchStrategy[dict[str, Status]]:
    """Answers to some of the questions of all trees, by `<module>.<node>`."""
    keys = [f"{tree.id}.{q.id}" for tree in SHIPPED for q in tree.questions()]
    status = st.sampled_from([Status.YES, Status.YES, Status.NO, Status.UNKNOWN])
    return st.dictionaries(st.sampled_from(keys), status)
