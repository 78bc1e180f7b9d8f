"""The closed loop: what is kept, what is dropped, and that it goes on where it was stopped.

Matches are not played here: a double of `play` fills every run with sheets of chosen scores.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fireside.commands.arena import app
from fireside.commands.arena_optimize import EXAMPLES
from fireside.fleets import Place, cards
from fireside.improving import Plan, Step, check, improve
from kernel.errors import DataError, SettingsError
from kernel.events import Language
from sim.arena.folder import Folder
from sim.arena.order import Order, draw
from sim.improve.revision import instructions
from sim.judging.scales import load_rubric
from tests.sim.arena.played import record, sheet

Points = Callable[[str, int], int]


def plan(out: Path, **more: Any) -> Plan:
    base = Path(str(files("bots").joinpath("counsellor")))
    order = Order.model_validate(
        {"bots": [{"name": "counsellor", "target": "counsellor"}], "clients": 6}
        | {"rounds": 3, "model": "scripted"}
    )
    made = Plan(out=out, base=base, order=order, rounds=3, held_out=8, writer="none")
    return replace(made, **more)


class Playing:
    """Gives every item the points that a bot gets from a person."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self.met: dict[str, set[str]] = {}
        self.bots: dict[str, tuple[str, ...]] = {}

    def __call__(self, folder: Folder, place: Place, title: str) -> None:
        assert place.bots_dir is not None
        order = folder.order()
        matches = draw(order, cards(order))
        self.met[title] = {match.card.id for match in matches}
        self.bots[title] = tuple(bot.name for bot in order.bots)
        for at, match in enumerate(matches):
            folder.keep_record(record(match))
            points = self._points(match.counsellor, at // len(order.bots))
            folder.keep_sheet(sheet(match, points), 0)


def looped(out: Path, points: Points) -> tuple[dict[str, Any], Playing]:
    playing, told = Playing(points), list[Step]()
    found = improve(plan(out), playing, told.append)
    assert [step["revision"] for step in found["steps"]] == [step.revision for step in told]
    return found, playing


def better_second(bot: str, person: int) -> int:
    """The second revision is better than the bot, the others are not."""
    return (3 if bot.endswith("r2") else 2) - (person % 2)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], Playing]:
    out = tmp_path_factory.mktemp("second")
    return out, *looped(out, better_second)


Second = tuple[Path, dict[str, Any], Playing]


def test_only_what_is_better_for_certain_is_kept(second: Second) -> None:
    out, found, playing = second
    assert [step["accepted"] for step in found["steps"]] == [False, True, False]
    assert [step["against"] for step in found["steps"]] == ["counsellor"] * 2 + ["counsellor-r2"]
    assert playing.bots["round-3"] == ("counsellor-r3", "counsellor-r2")
    assert (found["before"], found["after"]) == ("counsellor", "counsellor-r2")
    assert found["accepted"] and found["held_out"]["value"] == pytest.approx(1)
    assert found["held_out"]["low"] > 0 and found["held_out"]["n"] == 8
    assert {*found["pass"]} == {"counsellor", "counsellor-r2"}
    assert json.loads((out / "optimize.json").read_text())["after"] == "counsellor-r2"


def test_no_person_of_one_comparison_is_met_in_another(second: Second) -> None:
    _, _, playing = second
    assert {*playing.met} == {"diagnosis", "round-1", "round-2", "round-3", "held-out"}
    everybody = [person for met in playing.met.values() for person in met]
    assert len(everybody) == len({*everybody}) == 4 * 6 + 8


def test_a_difference_that_may_be_chance_keeps_nothing(tmp_path: Path) -> None:
    def by_chance(bot: str, person: int) -> int:
        return 3 if (person % 2 == 0) == bot.startswith("counsellor-r") else 2

    found, _ = looped(tmp_path, by_chance)
    assert not found["accepted"] and not any(step["accepted"] for step in found["steps"])
    assert found["after"] == "counsellor-r3", "the last that was tried is compared all the same"
    assert "is not above nought" in found["steps"][0]["why"]


def test_lines_that_were_kept_stay_and_none_is_tried_twice(second: Second) -> None:
    out, found, _ = second
    lines = [step["proposals"][1]["lines"] for step in found["steps"]]
    assert len({line for group in lines for line in group}) == 9
    kept = instructions(out / "bots" / "counsellor-r3", Language.EN)
    assert all(line in kept for line in lines[1] + lines[2])
    assert not any(line in kept for line in lines[0]), "what was dropped is gone"
    for n, step in enumerate(found["steps"], start=1):
        diff = (out / "revisions" / f"counsellor-r{n}.diff").read_text()
        assert f"+- {lines[n - 1][0]}" in diff and diff == step["diff"]


def test_a_loop_that_was_stopped_goes_on_to_the_same_end(second: Second, tmp_path: Path) -> None:
    _, whole, _ = second
    playing = Playing(better_second)

    def breaking(folder: Folder, place: Place, title: str) -> None:
        if title == "round-2":
            raise KeyboardInterrupt
        playing(folder, place, title)

    with pytest.raises(KeyboardInterrupt):
        improve(plan(tmp_path / "again"), breaking, lambda _: None)
    again, _ = looped(tmp_path / "again", better_second)
    assert again == whole
    with pytest.raises(SettingsError, match="ordered otherwise"):
        changed = plan(tmp_path / "again").order.model_copy(update={"seed": 9})
        improve(plan(tmp_path / "again", order=changed), playing, lambda _: None)


def test_what_could_never_work_is_said_first(tmp_path: Path) -> None:
    good, rubric = plan(tmp_path), load_rubric()
    check(good, rubric)
    for change, words in (({"model": "none"}, "give --model"), ({"judges": ("none",)}, "judge")):
        with pytest.raises(SettingsError, match=words):
            check(replace(good, order=good.order.model_copy(update=change)), rubric)
    with pytest.raises(DataError, match="only a bot with instructions"):
        check(replace(good, base=good.base.parent / "echo"), rubric)
    ran = CliRunner().invoke(app, ["optimize", "--bot", "nobody", "--out", str(tmp_path / "x")])
    assert "no bot is named nobody" in str(ran.exception)
    assert EXAMPLES.split()[1] in CliRunner().invoke(app, ["optimize", "--help"]).output
