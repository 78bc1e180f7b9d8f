"""The walk asks what the tree asks, in its order, and always ends: checked by an oracle."""

from hypothesis import given
from hypothesis import strategies as st

from policies.interview.tree import Status, Tree
from policies.interview.walk import count, walk
from tests.policies.interview import oracle
from tests.policies.interview.strategies import RAW, SHIPPED, statuses


@given(st.data(), st.sampled_from(SHIPPED))
def test_the_way_is_the_oracles(data: st.DataObject, tree: Tree) -> None:
    answers = data.draw(statuses(tree))
    way = walk(tree, answers)
    asked, at = oracle.path(RAW[tree.id], {node: str(s) for node, s in answers.items()})
    questions = {q.id for q in tree.questions()}
    assert [step.node for step in way.steps if step.node in questions] == asked
    assert way.at == at


@given(st.data(), st.sampled_from(SHIPPED))
def test_whatever_is_answered_every_module_ends(data: st.DataObject, tree: Tree) -> None:
    answers: dict[str, Status] = {}
    for _ in tree.questions():
        if (at := walk(tree, answers).at) is None:
            return
        assert at not in answers
        answers[at] = data.draw(st.sampled_from(list(Status)))
    assert walk(tree, answers).at is None


def test_unknown_answers_leave_a_count_open_only_while_they_could_tip_it() -> None:
    yes, no, unknown = Status.YES, Status.NO, Status.UNKNOWN
    of = ("a", "b", "c")
    assert count({"a": yes, "b": yes, "c": no}, of, 2, yes)[0] is yes
    assert count({"a": yes, "b": unknown, "c": no}, of, 2, yes)[0] is unknown
    assert count({"a": yes, "b": no, "c": no}, of, 2, yes)[0] is no
    assert count({"a": no, "b": no}, of, 2, no)[0] is yes
    assert count({"a": yes}, of, 2, yes) == (no, "1 of 3 yes, 0 unknown, at least 2 needed")
