"""Every kind of fault in a tree is found, at its node, with what to do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.errors import DataError
from policies.interview.shelf import load_tree, load_yaml
from tests.policies.interview.oracle import FOLDER

Raw = dict[str, Any]


def node(raw: Raw, id: str) -> Raw:
    (found,) = [one for one in raw["nodes"] if one["id"] == id]
    assert isinstance(found, dict)
    return found


def lead(id: str, to: Any) -> Callable[[Raw], None]:
    return lambda raw: node(raw, id).update(next=to)


def change(id: str, **fields: Any) -> Callable[[Raw], None]:
    return lambda raw: node(raw, id).update(fields)


FAULTS = {
    "edge to nowhere": (lead("tired", "moon"), 'tired: next names no node: "moon"'),
    "named edge to nowhere": (
        lead("worry", {"yes": "moon", "no": "end", "unknown": "end"}),
        "worry: next.yes names no node",
    ),
    "start": (lambda raw: raw.update(start="moon"), 'start: there is no node "moon"'),
    "unreachable": (lead("restless", "focus"), "tired: no path leads here; lead an edge"),
    "endless": (lead("tense", "restless"), "the path never ends: .*tense"),
    "twice": (
        lambda raw: raw["nodes"].append(dict(node(raw, "end"))),
        "end: the id is there twice",
    ),
    "gate of nothing": (
        change("three_of_six", of=["moon", "tired", "focus"]),
        'three_of_six: "moon" cannot be counted: there is no such node',
    ),
    "gate of an intro": (
        change("three_of_six", of=["intro", "tired", "focus"]),
        'three_of_six: "intro" cannot be counted: it is a intro',
    ),
    "gate of what comes later": (
        change("three_of_six", of=["impairment", "tired", "focus"]),
        'three_of_six: "impairment" is never asked before this gate; move the gate',
    ),
    "gate out of reach": (
        change("three_of_six", at_least=7),
        "three_of_six: at_least is 7 but only 6",
    ),
    "gate counts twice": (
        change("three_of_six", of=["tired", "tired", "focus"]),
        "three_of_six: of names a node twice",
    ),
    "window": (change("tired", window="moon"), 'tired: there is no window "moon"'),
    "duration without a length": (change("how_long", lasting_days=None), "how_long: lasting_days"),
    "length without a duration": (change("tired", lasting_days=3), "tired: lasting_days"),
    "risk without a level": (change("tired", kind="risk"), "tired: a risk node without a risk"),
    "two questions": (
        change("tired", ask={"zh": "累吗？疼吗？", "en": "Tired?"}),
        r"tired: ask \(zh\) is not one question",
    ),
    "keep": (
        change("tired", keep={"zh": ["月亮"], "en": []}),
        r'tired: keep \(zh\) has "月亮", which ask does not hold',
    ),
    "points without levels": (change("tired", points=3), "levels: answers have points"),
    "levels without a node": (
        lambda raw: raw.update(levels={"low": 1, "moderate": 2, "high": 3}),
        "levels: levels and a level node belong together",
    ),
    "criterion of nothing": (
        lambda raw: raw["criteria"][0].update(of=["moon"]),
        'worry: "moon" gives no answer',
    ),
    "criterion out of reach": (
        lambda raw: raw["criteria"][0].update(at_least=2),
        "worry: at_least is more than",
    ),
    "outcome of nothing": (
        lambda raw: raw["outcomes"][0].update(when=[["moon"]]),
        'current: there is no criterion "moon"',
    ),
    "no outcome": (lambda raw: raw.update(outcomes=[]), "generalised_anxiety: the module can find"),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_is_found_at_its_node(fault: str, tmp_path: Path) -> None:
    spoil, said = FAULTS[fault]
    raw = load_yaml(FOLDER / "trees" / "generalised_anxiety.yaml")
    spoil(raw)
    file = tmp_path / "tree.yaml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        load_tree(file)


def test_levels_must_rise(tmp_path: Path) -> None:
    raw = load_yaml(FOLDER / "trees" / "suicidality.yaml")
    raw["levels"] = {"low": 9, "moderate": 9, "high": 17}
    file = tmp_path / "tree.yaml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError, match="levels: they do not rise"):
        load_tree(file)
