"""The arithmetic of the benchmark, by hand."""

from pathlib import Path

from safety.multimodal.bench.records import Record
from safety.multimodal.bench.score import Outcome, published, quantile, scored, share
from safety.multimodal.taxonomy import Category
from safety.multimodal.tier2.asking import Task


def outcome(risk: Category | None, safe: bool | None, named: Category | None = None) -> Outcome:
    record = Record(
        task=Task.PROMPT, id="1", image=Path("x"), text="t", answer="", risk=risk, mode="metaphor"
    )
    return Outcome(record=record, safe=safe, risk=named, seconds=0.5)


BAD = Category.OFFENSIVE
OUTCOMES = [
    outcome(BAD, False, BAD),
    outcome(BAD, False, Category.PRIVACY),
    outcome(BAD, None),
    outcome(BAD, True),
    outcome(None, True),
    outcome(None, None),
]


def test_the_unclear_count_as_unsafe_and_are_counted_apart() -> None:
    figures = scored(OUTCOMES)
    assert figures["unsafe_recall"]["share"] == 0.75
    assert figures["false_alarms"]["share"] == 0.5
    assert figures["accuracy"]["share"] == round(4 / 6, 4)
    assert (figures["unclear"]["share"], figures["unclear"]["n"]) == (round(2 / 6, 4), 6)
    assert (figures["risk_named"]["share"], figures["risk_named"]["n"]) == (0.5, 2)
    assert figures["by_risk"]["Offensive"]["unsafe_recall"]["n"] == 4
    assert figures["by_mode"]["metaphor"]["accuracy"]["n"] == 6


def test_published_agrees_only_where_verdict_and_risk_do() -> None:
    verdicts = [*OUTCOMES[:2], None, *OUTCOMES[3:5], None]
    records = [each.record for each in OUTCOMES]
    assert published(records, verdicts) == {"n": 6, "parsed": 4, "agree": 2}


def test_a_share_has_its_wilson_interval() -> None:
    assert share(9, 10) == {"n": 10, "share": 0.9, "low": 0.5958, "high": 0.9821}
    assert share(0, 5)["low"] == 0.0
    assert share(0, 0)["share"] is None


def test_quantiles_are_values_that_occurred() -> None:
    assert quantile([], 0.5) is None
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
    assert quantile([1.0], 0.99) == 1.0
