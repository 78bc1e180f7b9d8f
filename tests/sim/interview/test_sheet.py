"""Trees as the oracle reads them, on a tree small enough to be walked by hand."""

from pathlib import Path

import pytest

from kernel.errors import DataError
from kernel.events import Language
from sim.interview.sheet import Sheet, canonical, load_sheets, truth, walk

TREE = Sheet.model_validate(
    {
        "id": "small",
        "start": "gate",
        "nodes": [
            {
                "id": "gate",
                "kind": "screen",
                "ask": {"en": "Gate?"},
                "next": {True: "a", False: "end", "unknown": "a"},
            },
            {"id": "a", "kind": "symptom", "ask": {"en": "A?"}, "next": "b"},
            {"id": "b", "kind": "symptom", "ask": {"en": "A? And B?"}, "next": "both"},
            {
                "id": "both",
                "kind": "count_gate",
                "of": ["a", "b"],
                "at_least": 2,
                "next": {"passed": "c", "failed": "end", "unknown": "c"},
            },
            {
                "id": "c",
                "kind": "risk",
                "ask": {"en": "C?"},
                "next": "end",
                "points": 3,
                "risk": "high",
            },
            {"id": "end", "kind": "end"},
        ],
        "criteria": [
            {"id": "two", "of": ["a", "b"], "at_least": 2, "is": "yes"},
            {"id": "clean", "of": ["c"], "is": "no"},
        ],
        "outcomes": [{"id": "it", "when": [["two", "clean"]]}],
        "levels": {"low": 1, "high": 4},
    }
)


@pytest.mark.parametrize(
    ("statuses", "path", "open_at"),
    [
        ({}, ("gate",), "gate"),
        ({"gate": "no"}, ("gate",), None),
        ({"gate": "unknown"}, ("gate", "a"), "a"),
        ({"gate": "yes", "a": "yes", "b": "no"}, ("gate", "a", "b"), None),
        ({"gate": "yes", "a": "yes", "b": "unknown"}, ("gate", "a", "b", "c"), "c"),
        ({"gate": "yes", "a": "yes", "b": "yes", "c": "no"}, ("gate", "a", "b", "c"), None),
    ],
)
def test_the_way(statuses: dict[str, str], path: tuple[str, ...], open_at: str | None) -> None:
    way = walk(TREE, statuses)
    assert (way.path, way.open) == (path, open_at)


def test_the_truth_knows_every_answer() -> None:
    both = {"gate": "yes", "a": "yes", "b": "yes"}
    assert truth(TREE, both | {"c": "no"}) == {"it": "yes", "level": "none"}
    assert truth(TREE, both | {"c": "yes"}) == {"it": "no", "level": "high"}
    assert truth(TREE, {"a": "yes"})["it"] == "no"


def test_the_longest_question_is_the_one_that_is_asked() -> None:
    assert canonical((TREE,), "Thank you. A? And B?", Language.EN) == "small.b"
    assert canonical((TREE,), "A?", Language.EN) == "small.a"
    assert canonical((TREE,), "Anything else?", Language.EN) == ""


def test_a_folder_without_trees(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        load_sheets(tmp_path)
