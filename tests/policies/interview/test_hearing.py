"""What people say to a question is written once by topic, and given to every question about it."""

import shutil
from pathlib import Path

import pytest

from kernel.errors import DataError
from policies.interview.hearing import Topic, given
from policies.interview.shelf import load_book, load_tree
from policies.interview.tree import Cues
from policies.words.texts import Patterns
from tests.policies.interview.talking import BOOK, FOLDER

NONE = Patterns(zh=(), en=())


def topic(of: str, present: str) -> Topic:
    return Topic(of=(of,), about=NONE, present=Patterns(zh=(present,), en=()), absent=NONE)


def test_questions_about_the_same_hear_the_same() -> None:
    now, past = (BOOK.tree("depression").question(f"sleep_{when}") for when in ("now", "past"))
    assert now.cues is not None and now.cues == past.cues
    assert BOOK.tree("generalised_anxiety").question("sleep").cues == now.cues


def test_every_question_is_heard_but_those_that_ask_how_long() -> None:
    for tree in BOOK.trees:
        for question in tree.questions():
            assert (question.cues is None) == (question.kind == "duration"), question.id


def test_a_trees_own_cues_come_first() -> None:
    tree = load_tree(FOLDER / "trees" / "suicidality.yaml")
    own = Cues(about=NONE, present=Patterns(zh=("甲",), en=()), absent=NONE)
    nodes = tuple(
        node.model_copy(update={"cues": own}) if node.id == "wish" else node for node in tree.nodes
    )
    (heard,) = given(
        (tree.model_copy(update={"nodes": nodes}),), {"wish": topic("suicidality.wish", "乙")}
    )
    cues = heard.question("wish").cues
    assert cues is not None and cues.present.zh == ("甲", "乙")


def test_a_module_that_is_left_out_needs_no_cues() -> None:
    trees = BOOK.trees[:1]
    assert given(trees, {"plan": topic("suicidality.plan", "甲")}) == trees


def test_a_question_that_is_not_there_is_named(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "mine")
    file = tmp_path / "mine" / "cues.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("suicidality.plan", "suicidality.plot"), encoding="utf-8")
    with pytest.raises(DataError, match="suicidality has no question plot"):
        load_book(tmp_path / "mine")
