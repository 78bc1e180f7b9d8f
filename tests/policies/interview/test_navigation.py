"""The whole interview: order of modules, danger first, every move explained."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.interview.navigation import Decision, Position, position, transition
from policies.interview.tree import Status
from tests.policies.interview import oracle
from tests.policies.interview.strategies import RAW, SHIPPED, all_statuses

YES, NO, UNKNOWN = Status.YES, Status.NO, Status.UNKNOWN
RISK = "suicidality"
DANGER = {
    (name, node["id"]) for name, tree in RAW.items() for node in tree["nodes"] if "risk" in node
}


def goes(answers: dict[str, Status], came_from: str | None = None) -> tuple[Decision, str, str]:
    at = Position(*came_from.split(".")) if came_from else None
    move = transition(SHIPPED, answers, RISK, at)
    return move.decision, move.to.key if move.to else "", move.why


def expected(answers: dict[str, Status]) -> str | None:
    """The open question by the oracle."""
    order, ways = [tree.id for tree in SHIPPED], {}
    for name in order:
        own = {k.split(".")[1]: str(s) for k, s in answers.items() if k.startswith(f"{name}.")}
        ways[name] = oracle.path(RAW[name], own)
    danger = any(
        answers[f"{name}.{asked}"] is YES and (name, asked) in DANGER
        for name in order
        for asked in ways[name][0]
    )
    for name in [RISK, *order] if danger else order:
        if ways[name][1]:
            return f"{name}.{ways[name][1]}"
    return None


@given(all_statuses())
def test_the_open_question_is_the_oracles(answers: dict[str, Status]) -> None:
    at = position(SHIPPED, answers, RISK)
    assert (at.key if at else None) == expected(answers)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_every_interview_ends_and_every_move_is_explained(data: st.DataObject) -> None:
    answers: dict[str, Status] = {}
    came_from: Position | None = None
    for _ in range(70):
        move = transition(SHIPPED, answers, RISK, came_from)
        assert move.why
        if move.to is None:
            assert move.decision is Decision.END
            return
        answers[move.to.key] = data.draw(st.sampled_from([YES, YES, NO, UNKNOWN]))
        came_from = move.to
    raise AssertionError("it never ended")


def test_it_begins_with_the_first_question_and_its_introduction() -> None:
    move = transition(SHIPPED, {}, RISK, None)
    assert (move.decision, move.to) == (Decision.ASK_NODE, Position("depression", "mood_now"))
    assert move.intros == ("intro",)


def test_a_failed_gate_is_named_with_its_count() -> None:
    answers = {"depression.mood_now": NO, "depression.interest_now": NO}
    decision, to, why = goes(answers, "depression.interest_now")
    assert (decision, to) == (Decision.ASK_NODE, "depression.mood_past")
    assert "core_now failed (0 of 2 yes, 0 unknown, at least 1 needed): to intro_past" in why


def test_a_module_that_ends_at_its_screen_is_skipped_aloud() -> None:
    answers = {f"depression.{n}": NO for n in ("mood_now", "interest_now", "mood_past")}
    answers["depression.interest_past"] = NO
    decision, to, why = goes(answers, "depression.interest_past")
    assert (decision, to) == (Decision.SKIP_MODULE, "suicidality.wish")
    assert "the rest of depression is not asked" in why


def test_danger_brings_the_risk_module_forward_and_then_goes_back() -> None:
    now = [q.id for q in SHIPPED[0].questions() if q.id.endswith("_now")]
    answers = {f"depression.{node}": YES for node in now[: now.index("death_now") + 1]}
    decision, to, why = goes(answers, "depression.death_now")
    assert (decision, to) == (Decision.SWITCH_MODULE, "suicidality.wish")
    assert "danger was named" in why
    answers |= {"suicidality.wish": YES, "suicidality.thoughts": NO, "suicidality.plan": YES}
    decision, to, _ = goes(answers, "suicidality.plan")
    assert to == "depression.impairment_now"


def test_danger_outside_of_the_answers_counts_too() -> None:
    assert position(SHIPPED, {}, RISK, risk=True) == Position(RISK, "wish")


def test_answers_off_the_way_count_for_nothing() -> None:
    answers = {"suicidality.wish": NO, "suicidality.thoughts": NO, "suicidality.plan": YES}
    at = position(SHIPPED, answers, RISK)
    assert at == Position("depression", "mood_now")
