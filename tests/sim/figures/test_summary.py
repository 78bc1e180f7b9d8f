"""The documents of a run: their keys, and that what is invalid counts nowhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sim.arena.account import Session
from sim.arena.order import draw
from sim.figures.breakdown import by_item, by_stage, by_theme
from sim.figures.scored import results
from sim.figures.summary import analysis, summary
from sim.judging.scales import Scale
from sim.match import Fault, Stage, Theme, Usage
from tests.sim.arena.played import CARDS, order, record, sheet
from tests.sim.figures.made import counted, run


def test_the_summary_has_the_keys_it_promises(tmp_path: Path) -> None:
    found = counted(tmp_path, lambda bot, *_: 5 if bot == "one" else 2)
    usage = {"people": Usage(), "counsellors": Usage(tokens_out=3), "judges": Usage()}
    sessions = [
        Session(start_ms=1, share=0, seconds=30, usage=usage, matches=10),
        Session(start_ms=1, share=1, seconds=28, usage=usage, matches=10),
        Session(start_ms=2, share=0, seconds=30, usage=usage, matches=4, model_s=0.36),
    ]
    told = summary(found, sessions)
    assert [*told] == [
        "matches", "valid", "invalid_reasons", "turns", "dialogues_per_minute",
        "overhead_ms_per_turn", "pass", "ratings", "tokens",
    ]  # fmt: skip
    assert (told["matches"], told["valid"], told["turns"]) == (24, 24, 72)
    assert told["dialogues_per_minute"] == 24.0, "shares of one start go on side by side"
    assert told["overhead_ms_per_turn"] == 5.0, "10 ms a turn, half of them the model's"
    assert told["pass"]["one"] == dict.fromkeys(
        ("client", "counsellor", "supervisor", "all", "total"), 1.0
    )
    assert told["pass"]["two"]["total"] == 0
    assert {*told["ratings"]["one"]} == {"rating", "low", "high"}
    assert told["ratings"]["one"]["rating"] > 1000
    assert told["tokens"]["counsellors"]["tokens_out"] == 9
    json.dumps(told)


def test_what_is_invalid_unplayed_or_unjudged_counts_nowhere(tmp_path: Path) -> None:
    folder = run(tmp_path, lambda *_: 2)
    matches = draw(order(), CARDS)
    folder.keep_record(replace(record(matches[0]), faults=(Fault(reason="left_role"),)))
    (tmp_path / "matches" / f"{matches[2].id}.json").unlink()
    (tmp_path / "scores" / f"{matches[4].id}.0.0.json").unlink()
    found = results(folder, CARDS)
    told = summary(found, [])
    assert told["matches"] == 24 and told["valid"] == 21
    assert told["invalid_reasons"] == {"left_role": 1, "not_played": 1, "unjudged": 1}
    assert told["dialogues_per_minute"] is None
    assert len(found.of("one")) == 9 and len(found.of("two")) == 12
    (difference,) = analysis(found)["differences"]
    assert difference["n"] == 9


def test_a_run_without_judges_has_matches_and_no_scores(tmp_path: Path) -> None:
    found = counted(tmp_path, lambda *_: 2, judges=["none"])
    told = summary(found, [])
    assert told["valid"] == 24 and set(told["pass"]["one"].values()) == {None}
    assert told["ratings"]["one"]["rating"] == 1000
    assert analysis(found)["bots"]["one"]["overall"] is None


def test_figures_by_item_theme_and_stage(tmp_path: Path) -> None:
    found = counted(tmp_path, lambda bot, *_: {"trust": 4, "hope": 0})
    items = by_item(found, "one")
    assert items[Scale.CLIENT]["trust"].value == 4 and items[Scale.CLIENT]["hope"].value == 0
    assert items[Scale.SUPERVISOR]["session_structure"].value == 2
    themes = by_theme(found, "one")
    assert {*themes} == {Theme.FAMILY, Theme.CAREER, Theme.EMOTION}
    assert all(told.n == 4 and told.value == pytest.approx(2.0) for told in themes.values())
    stages = by_stage(found, "one")
    assert {s: told.rounds for s, told in stages.items()} == dict.fromkeys(Stage, 12)
    assert stages[Stage.TRUST].trust == pytest.approx(0.1)
    assert stages[Stage.TRUST].share is not None and stages[Stage.DIAGNOSTIC].share is None


def test_human_sheets_are_held_against_the_judges(tmp_path: Path) -> None:
    def points(bot: str, person: int, *_: int) -> dict[str, int]:
        return {"trust": person % 5, "empathy": person % 4}

    found = counted(tmp_path, points)
    human = [
        sheet(one.record.transcript.match, {"trust": n % 5, "empathy": n % 4}, "human:ann")
        for n, one in enumerate(found.of("one")[:6])
    ]
    told = analysis(found, human)["human_agreement"]
    assert {(one["a"], one["b"], one["matches"]) for one in told} == {("human:ann", "rules", 6)}
    assert told[0]["kappa"] == 1
