"""Counts, thresholds, exclusions and levels: by cases, and by an oracle that counts by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.interview.answers import Answer
from policies.interview.diagnosis import Grade, Met, ModuleResult, Screen, diagnose_module
from policies.interview.tree import Status
from tests.policies.interview import oracle
from tests.policies.interview.strategies import RAW, SHIPPED, statuses

YES, NO, UNKNOWN = Status.YES, Status.NO, Status.UNKNOWN
TREES = {tree.id: tree for tree in SHIPPED}
NOW = [
    *("mood_now", "interest_now", "appetite_now", "sleep_now", "restless_now"),
    *("energy_now", "guilt_now", "focus_now", "death_now"),
]


def found(module: str, yes: list[str], unknown: tuple[str, ...] = ()) -> ModuleResult:
    """The result of a module in which everything else was answered with no."""
    answers = {}
    for n, question in enumerate(TREES[module].questions(), 1):
        status = YES if question.id in yes else UNKNOWN if question.id in unknown else NO
        answers[f"{module}.{question.id}"] = Answer(
            status=status, quote=f"word {n}", turn=n, turns=(n,), confidence=0.9
        )
    return diagnose_module(TREES[module], answers)


def screens(result: ModuleResult) -> dict[str, Screen]:
    return {one.outcome.id: one.screen for one in result.results}


def test_five_symptoms_with_impairment_are_a_current_episode() -> None:
    result = found("depression", [*NOW[:5], "impairment_now"])
    assert result.complete
    assert screens(result) == {
        "current_episode": Screen.POSITIVE,
        "past_episode": Screen.NEGATIVE,
        "recurrent": Screen.NEGATIVE,
    }
    five = next(f for f in result.findings if f.criterion.id == "five_now")
    assert five.met is Met.MET
    assert five.sum.startswith("5 of 9 yes")
    assert [(e.node, e.quote, e.turns) for e in five.evidence[:2]] == [
        ("mood_now", "word 1", (1,)),
        ("interest_now", "word 2", (2,)),
    ]


@pytest.mark.parametrize(
    ("yes", "because"),
    [
        ([*NOW[:4], "impairment_now"], "five_now"),  # one symptom short
        ([*NOW[2:8], "impairment_now"], "core_now"),  # no core symptom
        (NOW[:5], "impairment_now"),
        ([*NOW[:5], "impairment_now", "medical_now"], "cause_now"),
        ([*NOW[:5], "impairment_now", "substance_now"], "cause_now"),
    ],
)
def test_one_thing_missing_is_no_current_episode(yes: list[str], because: str) -> None:
    (current, *_) = found("depression", yes).results
    assert current.screen is Screen.NEGATIVE
    assert because in current.missing


def test_past_and_recurrent_episodes() -> None:
    past = [node.replace("_now", "_past") for node in NOW[:6]]
    whole = [*past, "together_past", "impairment_past"]
    assert screens(found("depression", whole))["past_episode"] is Screen.POSITIVE
    assert screens(found("depression", whole))["recurrent"] is Screen.NEGATIVE
    assert screens(found("depression", [*whole, "gap_past"]))["recurrent"] is Screen.POSITIVE
    both = [*NOW[:5], "impairment_now", *whole]
    assert screens(found("depression", [*both, "gap_now"]))["recurrent"] is Screen.POSITIVE
    assert screens(found("depression", both))["recurrent"] is Screen.NEGATIVE


def test_a_high_mood_is_a_caution_not_a_verdict() -> None:
    (current, *_) = found("depression", [*NOW[:5], "impairment_now", "high_ever"]).results
    assert (current.screen, current.cautions) == (Screen.POSITIVE, ("high_ever",))


def test_an_unclear_answer_that_could_tip_the_count_leaves_it_undetermined() -> None:
    (current, *_) = found("depression", [*NOW[:4], "impairment_now"], (NOW[4],)).results
    assert (current.screen, current.open) == (Screen.UNDETERMINED, ("five_now",))
    assert current.confidence == 0.0


def test_generalised_anxiety_needs_three_of_six() -> None:
    whole = ["worry", "days", "how_long", "control", "restless", "tired", "impairment"]
    assert screens(found("generalised_anxiety", whole))["current"] is Screen.NEGATIVE
    assert screens(found("generalised_anxiety", [*whole, "sleep"]))["current"] is Screen.POSITIVE
    with_one_thing = [*whole, "sleep", "only_one"]
    assert screens(found("generalised_anxiety", with_one_thing))["current"] is Screen.NEGATIVE


def test_social_anxiety_and_its_specifier() -> None:
    whole = ["fear", "judged", "always", "avoid", "excess", "how_long", "impairment"]
    assert screens(found("social_anxiety", whole)) == {
        "current": Screen.POSITIVE,
        "performance_only": Screen.NEGATIVE,
    }
    only = found("social_anxiety", [*whole, "performance"])
    assert screens(only)["performance_only"] is Screen.POSITIVE


@pytest.mark.parametrize(
    ("yes", "points", "grade"),
    [
        ([], 0, Grade.NONE),
        (["wish"], 1, Grade.LOW),
        (["attempt_ever"], 4, Grade.LOW),
        (["wish", "thoughts"], 7, Grade.MODERATE),
        (["self_harm"], 0, Grade.MODERATE),
        (["thoughts", "attempt_ever"], 10, Grade.MODERATE),
        (["wish", "plan"], 9, Grade.HIGH),
        (["thoughts", "intent"], 14, Grade.HIGH),
        (["ahead"], 13, Grade.HIGH),
        (["plan", "means"], 0, Grade.NONE),  # never asked: there was no wish and no thought
    ],
)
def test_levels(yes: list[str], points: int, grade: Grade) -> None:
    result = found("suicidality", yes)
    assert (result.points, result.grade) == (points, grade)


def test_nothing_answered_is_undetermined_not_negative() -> None:
    result = diagnose_module(TREES["depression"], {})
    assert not result.complete
    assert set(screens(result).values()) == {Screen.UNDETERMINED}


@given(st.data(), st.sampled_from(["depression", "generalised_anxiety", "social_anxiety"]))
def test_a_positive_screen_holds_up_to_the_oracles_count(data: st.DataObject, module: str) -> None:
    tree = TREES[module]
    given_ = data.draw(statuses(tree))
    answers = {
        f"{module}.{node}": Answer(status=s, quote="q", turn=1, confidence=0.9)
        for node, s in given_.items()
    }
    raw = RAW[module]
    asked, _ = oracle.path(raw, {node: str(s) for node, s in given_.items()})
    on_way = {node: str(given_[node]) for node in asked}

    def met(name: str) -> bool:
        (criterion,) = [one for one in raw["criteria"] if one["id"] == name]
        have = [on_way.get(node) for node in criterion["of"]].count(criterion["is"])
        return bool(have >= criterion.get("at_least", 1))

    for result in diagnose_module(tree, answers).results:
        ways = next(o["when"] for o in raw["outcomes"] if o["id"] == result.outcome.id)
        positive = any(all(met(name) for name in way) for way in ways)
        assert (result.screen is Screen.POSITIVE) == positive
