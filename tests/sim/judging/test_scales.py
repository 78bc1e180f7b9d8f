"""The rubric has the published shape, and what a sheet comes to is what was published."""

from importlib.resources import files
from pathlib import Path

import pytest

from kernel.errors import DataError
from sim.judging.scales import Scale, load_rubric
from sim.judging.sheet import QUOTE, from_json, quote, to_json, together
from tests.sim.arena.played import match, sheet, transcript


def test_the_shape_is_that_of_the_paper() -> None:
    rubric = load_rubric()
    shape = {s: (len(f.items), f.max, f.most, f.pass_above) for s, f in rubric.scales.items()}
    assert shape == {
        Scale.CLIENT: (16, 4, 64, 42),
        Scale.SUPERVISOR: (8, 4, 32, 24),
        Scale.COUNSELLOR: (9, 5, 45, 35),
    }
    assert rubric.pass_total == 101
    published = {s: sum(item.published for item in f.items) for s, f in rubric.scales.items()}
    assert published == {Scale.CLIENT: 8, Scale.SUPERVISOR: 6, Scale.COUNSELLOR: 4}


def test_every_version_that_ships_loads() -> None:
    folders = Path(str(files("sim.judging").joinpath("rubric")))
    versions = [folder.name for folder in folders.iterdir() if folder.is_dir()]
    assert versions and all(load_rubric(version).version == version for version in versions)
    with pytest.raises(DataError, match="no-such"):
        load_rubric("no-such")


def test_the_overall_score_is_the_mean_of_three_means() -> None:
    rubric = load_rubric()
    best = together(rubric, [sheet(match(), 5)])
    assert best.overall == pytest.approx((4 + 4 + 5) / 3)
    assert best.passed_all and best.passed_total and best.totals[Scale.COUNSELLOR] == 45
    mixed = together(rubric, [sheet(match(), 4), sheet(match(), 2, "other")])
    assert mixed.items[Scale.CLIENT, "trust"] == 3
    assert mixed.totals == {Scale.CLIENT: 48, Scale.SUPERVISOR: 24, Scale.COUNSELLOR: 27}
    assert mixed.passed == {Scale.CLIENT: True, Scale.SUPERVISOR: False, Scale.COUNSELLOR: False}
    assert not mixed.passed_all and not mixed.passed_total


def test_the_sum_may_pass_where_a_scale_does_not() -> None:
    """As in the published table, whose overall rates exceed the smallest of the three."""
    high = {item.id: 4 for item in load_rubric().scales[Scale.CLIENT].items}
    high |= {item.id: 4 for item in load_rubric().scales[Scale.COUNSELLOR].items}
    verdict = together(load_rubric(), [sheet(match(), high | {"therapeutic_techniques": 0})])
    assert verdict.passed_total and not verdict.passed_all


def test_evidence_is_copied_from_the_talk() -> None:
    told = transcript(match(), [("x", "Long " * 100), ("y", "Two\nlines.")])
    assert quote(told, 2) == "Two lines." and quote(told, 9) == ""
    assert len(quote(told, 1)) == QUOTE and quote(told, 1).endswith("…")


def test_a_sheet_comes_back_as_it_was() -> None:
    given = sheet(match(), 3, "judge", 1)
    assert from_json(to_json(given), "x") == given
    with pytest.raises(DataError, match="judges it again"):
        from_json(b"{}", "x")
