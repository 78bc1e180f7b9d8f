"""An evaluation that was stopped goes on: the same people, scored from what was kept."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from kernel.errors import DataError
from kernel.events import Language
from sim.interview.keeping import Keeping
from sim.interview.oracle import look
from sim.interview.profile import load_plan, profiles
from sim.interview.score import Judged, judged
from sim.interview.sheet import load_sheets
from sim.interview.sitting import Sat

PLAN = load_plan()
SHEETS = load_sheets(Path(str(files("bots"))) / "interview")
DRAWN = profiles(PLAN, SHEETS, 3, seed=1, languages=tuple(Language))
TERMS = {"seed": 1, "model": "none"}
EVENTS = (
    {"kind": "user_spoke", "text": "有过"},
    {"kind": "crisis_raised", "risk": "low", "labels": ["suicide"]},
)


def person(number: int) -> Judged:
    sat = Sat(profile=DRAWN[number], events=EVENTS, messages=7, ended=True)
    return judged(PLAN, sat, look(SHEETS, sat.events))


def test_who_was_kept_is_there_again_and_nobody_else(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path, TERMS)
    keeping.begin()
    for number in (2, 0):
        keeping.keep(person(number))
    keeping.put_in_order()
    rows = (tmp_path / "people.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["number"] for row in rows] == [0, 2]
    again = Keeping(tmp_path, TERMS).go_on(PLAN, SHEETS, DRAWN)
    assert again == [person(0), person(2)]
    assert again[0].seen.crises == ["low"]


def test_other_terms_are_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path, TERMS)
    keeping.begin()
    keeping.keep(person(1))
    with pytest.raises(DataError, match="other terms"):
        Keeping(tmp_path, {**TERMS, "seed": 2}).go_on(PLAN, SHEETS, DRAWN)
    assert len(keeping.go_on(PLAN, SHEETS, DRAWN)) == 1


def test_an_empty_folder_holds_nothing_to_go_on_with(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no evaluation"):
        Keeping(tmp_path, TERMS).go_on(PLAN, SHEETS, DRAWN)
