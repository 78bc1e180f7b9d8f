"""The shipped trees are sound, whole in both languages, and the shipped schema is theirs."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from kernel.errors import DataError
from kernel.events import Language
from policies.interview.shelf import load_tree, load_yaml
from policies.interview.tree import Status, Tree, targets
from policies.words.hearing import is_han
from tests.policies.interview.oracle import FOLDER, TREES

SCHEMA = FOLDER.parents[1] / "policies" / "interview" / "tree.schema.json"
FILES = [FOLDER / "trees" / f"{name}.yaml" for name in TREES]


def test_the_shipped_schema_is_the_one_of_the_models() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == Tree.model_json_schema()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_tree_is_sound_and_fits_the_schema(file: Path) -> None:
    assert load_tree(file).id == file.stem
    jsonschema.validate(load_yaml(file), json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_a_person_reads_is_in_the_language_it_claims(file: Path) -> None:
    for question in load_tree(file).questions():
        for both in (question.ask, question.explain, question.topic, *question.clarify):
            assert any(map(is_han, both.zh)), question.id
            assert not any(map(is_han, both.en)), question.id
            assert not re.search(r"[,?!;:]\s*$|[,?!;]", both.zh), f"{question.id}: {both.zh}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_two_questions_are_the_same(file: Path) -> None:
    for language in Language:
        asked = [question.ask.in_(language) for question in load_tree(file).questions()]
        assert len(set(asked)) == len(asked)


def test_no_copyrighted_instrument_is_named() -> None:
    names = re.compile(r"\bM\.?I\.?N\.?I\.?\b|\bSPIN\b|\bLSAS\b|\bC-?SSRS\b|\bBDI\b")
    for file in FOLDER.rglob("*"):
        if file.is_file():
            assert not names.search(file.read_text(encoding="utf-8")), file


def test_yes_and_no_are_words_in_a_tree(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("next: {yes: a, no: b}\nright: true\n", encoding="utf-8")
    assert load_yaml(file) == {"next": {"yes": "a", "no": "b"}, "right": True}


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.yaml"):
        load_tree(tmp_path / "gone.yaml")
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: [", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.yaml"):
        load_tree(broken)
    broken.write_text("id: depression\n", encoding="utf-8")
    with pytest.raises(DataError, match="version: Field required"):
        load_tree(broken)


def test_edges_have_names() -> None:
    tree = load_tree(FILES[2])
    assert targets(tree.node("worry")) == {"yes": "days", "no": "end", "unknown": "end"}
    assert set(targets(tree.node("three_of_six"))) == {"passed", "failed", "unknown"}
    assert tree.question("worry").after(Status.NO) == "end"
    with pytest.raises(KeyError):
        tree.question("three_of_six")
