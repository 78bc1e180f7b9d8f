"""Steps, rounds, channels and loops, as pure functions of a place."""

from dataclasses import replace

import pytest

from kernel.ids import NodeId
from kernel.moves import Goto
from policies.restructuring.course import (
    ANOTHER,
    NEXT,
    Walk,
    askable,
    continued,
    credited,
    ended_channel,
    fact_key,
    heard,
    open_targets,
    settled,
    unlabelled,
    weighed,
)
from policies.restructuring.evidence import remarks, stage_of
from policies.restructuring.judge import Finding, Judgement
from policies.restructuring.place import CONTINUATION, SUMMARY, Hop, Outcome, Place, moves_between
from policies.restructuring.requests import to_end, to_go_back, to_skip, to_take_back
from policies.restructuring.scene import Turn
from policies.restructuring.steps import Step
from tests.policies.restructuring.talking import BOOK, EN

FIRST = Place(step="automatic_thoughts")
TESTED = Place(
    step="verdict",
    channel=1,
    channels=("blaming", "comparing"),
    facts={"channel1.thought": "t", "channel1.before": 80, "channel2.thought": "u"},
)


def known(place: Place, **facts: str | int) -> Place:
    new = {f"channel{place.channel}.{name}": value for name, value in facts.items()}
    return replace(place, facts={**place.facts, **new})


def test_a_step_is_left_by_evidence_and_only_then_or_out_of_patience() -> None:
    assert settled(BOOK, FIRST).hops == ()
    asked = replace(FIRST, asked=("situation", "situation", "thought", "thought", "feeling"))
    assert settled(BOOK, asked).hops == (Hop("intermediate_beliefs", "left_open"),)
    facts = {"loop0.situation": "s", "loop0.thought": "t", "loop0.feeling": "f"}
    done = replace(FIRST, facts=facts)
    assert settled(BOOK, done).hops == (Hop("intermediate_beliefs", "evidence"),)
    late = replace(FIRST, step_turns=BOOK.step(FIRST.step).most)
    assert settled(BOOK, late).hops == (Hop("intermediate_beliefs", "turns.most"),)


def test_without_any_thought_there_is_nothing_to_test() -> None:
    bottom = Place(step="core_beliefs", asked=("core", "core"))
    assert settled(BOOK, bottom).hops == (Hop(SUMMARY, "nothing_to_test"),)


def test_a_talk_out_of_turns_is_summed_up() -> None:
    spent = replace(FIRST, turns=BOOK.plan.bounds.turns)
    assert settled(BOOK, spent).hops == (Hop(SUMMARY, "turns.most"),)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"after": 40, "balanced": "b"}, "restructured"),
        ({"after": 40}, "eased"),
        ({"after": 75, "balanced": "b"}, "unresolved"),
        ({"after": 95, "balanced": "b"}, "unresolved"),
        ({"balanced": "b"}, "unrated"),
        ({"before": 18, "after": 15, "balanced": "b"}, "restructured"),
        ({"before": 5, "after": 15, "balanced": "b"}, "unresolved"),
    ],
)
def test_verdicts(facts: dict[str, str | int], outcome: Outcome) -> None:
    assert weighed(BOOK, known(TESTED, **facts)) == outcome


def test_after_a_verdict_the_next_channel_or_another_thought_or_the_end() -> None:
    walk = ended_channel(BOOK, Walk(place=TESTED), "eased")
    assert (walk.place.step, walk.place.asking) == (CONTINUATION, NEXT)
    last = replace(TESTED, channel=2)
    walk = ended_channel(BOOK, Walk(place=last), "eased")
    assert (walk.place.step, walk.place.asking) == (CONTINUATION, ANOTHER)
    for spent in (
        replace(last, loop=BOOK.plan.bounds.loops),
        replace(last, channel=3, channels=("blaming", "comparing", "mind_reading")),
    ):
        walk = ended_channel(BOOK, Walk(place=spent), "eased")
        assert [hop.step for hop in walk.hops] == [CONTINUATION, SUMMARY]


def test_the_reentry_of_a_loop_is_the_plans() -> None:
    place = replace(TESTED, step=CONTINUATION, asking=ANOTHER, channel=2)
    walk = continued(BOOK, place, "it stays", Judgement(), declined=False)
    assert (walk.place.step, walk.place.loop) == ("core_beliefs", 1)
    assert walk.place.facts["loop1.thought"] == "it stays"
    plan = BOOK.plan.model_copy(update={"reentry": "automatic_thoughts"})
    other = BOOK.model_copy(update={"plan": plan})
    walk = continued(other, place, "it stays", Judgement(), declined=False)
    assert walk.place.step == "automatic_thoughts"
    assert [target.id for target in open_targets(other, walk.place)] == ["situation", "feeling"]
    assert continued(BOOK, place, "", Judgement(), declined=False).place.step == SUMMARY
    assert continued(BOOK, place, "it stays", Judgement(), declined=True).place.step == SUMMARY


def test_a_further_round_asks_again_but_not_for_the_first_number() -> None:
    again = replace(TESTED, step="defense", round=2)
    assert [target.id for target in open_targets(BOOK, again)] == ["for"]
    target = BOOK.step("defense").targets[1]
    assert fact_key(BOOK, again, target) == "channel1.for.2"


def test_what_was_heard_is_credited_to_open_targets_only() -> None:
    finding = Finding(target="for", value="v", quote="v")
    place = replace(TESTED, step="defense")
    after = credited(BOOK, heard(place), Judgement(findings=(finding,)))
    assert after.facts["channel1.for"] == "v" and after.latest == ("channel1.for",)
    assert credited(BOOK, after, Judgement(findings=(finding,))).latest == ()
    verdict = credited(BOOK, TESTED, Judgement(findings=(finding,)))
    assert verdict.facts == TESTED.facts


def test_optional_things_are_asked_once() -> None:
    place = Place(step="prosecution", channel=1, facts={"channel1.against": "a"})
    assert [target.id for target in askable(BOOK, place)] == ["view"]
    assert askable(BOOK, replace(place, asked=("view",))) == ()


def test_going_back_opens_the_step_before_and_drops_thoughts_chosen_from_it() -> None:
    facts = {**TESTED.facts, "channel1.against": "a"}
    walk = to_go_back(BOOK, replace(TESTED, facts=facts))
    assert walk.hops == (Hop("prosecution", "asked:back"),)
    assert walk.place.facts["channel1.against"] == ""
    bottom = to_go_back(BOOK, replace(TESTED, step="defense")).place
    assert (bottom.step, bottom.channels, bottom.channel) == ("core_beliefs", (), 0)
    assert not bottom.knows("channel2.thought")
    assert to_go_back(BOOK, FIRST).hops == ()
    assert to_go_back(BOOK, replace(TESTED, turns=BOOK.plan.bounds.turns)).hops == ()


def test_taking_back_forgets_what_the_latest_words_brought() -> None:
    place = replace(TESTED, step="prosecution", facts={**TESTED.facts, "channel1.for": "f"})
    walk = to_take_back(BOOK, place, ("channel1.for",), "defense")
    assert walk.place.step == "defense" and not walk.place.knows("channel1.for")
    assert to_take_back(BOOK, place, (), "defense").place == place
    chosen = to_take_back(BOOK, replace(TESTED, step="defense"), ("loop0.core",), "core_beliefs")
    assert chosen.place.channels == ()
    again = replace(TESTED, step="defense", round=2)
    assert to_take_back(BOOK, again, ("channel1.after",), "verdict").place.round == 1


def test_skipping_leaves_a_thought_or_spends_a_question() -> None:
    assert to_skip(BOOK, TESTED).outcome == "set_aside"
    spent = to_skip(BOOK, replace(FIRST, asking="situation")).place
    assert "situation" not in [target.id for target in askable(BOOK, spent)]
    assert to_end(TESTED).hops == (Hop(SUMMARY, "asked:end"),)


def test_a_refused_name_goes_and_the_thought_stays() -> None:
    assert unlabelled(TESTED).channels == ("unnamed", "comparing")


def test_moves_name_every_hop_and_only_what_changed() -> None:
    walk = Walk(place=heard(replace(FIRST, begun=False)))
    moves = moves_between(replace(FIRST, begun=False), walk.place, walk.hops)
    assert moves[0] == Goto(node=NodeId("automatic_thoughts"), why="start")
    assert moves_between(FIRST, FIRST, ()) == ()


def test_remarks_tell_place_findings_and_verdict() -> None:
    finding = Finding(target="after", value=40, quote="40")
    before = known(TESTED, balanced="b")
    place = known(replace(before, step=CONTINUATION, asking=NEXT), after=40)
    turn = Turn(language=EN, text="40", before=before, place=place, outcome="restructured",
                findings=(finding,))  # fmt: skip
    told = list(remarks(BOOK, turn))
    assert [remark.topic for remark in told] == ["judgement", "channel", "step"]
    assert told[0].data["quote"] == "40" and told[0].data["stage"] == "restructuring"
    assert told[1].data == {
        "channel": 1, "distortion": "blaming", "loop": 0, "round": 1, "outcome": "restructured",
        "thought": "t", "before": 80, "after": 40,
    }  # fmt: skip
    assert told[2].data["asking"] == NEXT
    assert [stage_of(BOOK, step) for step in ("core_beliefs", CONTINUATION, SUMMARY)] == [
        "identification", "restructuring", "closing",
    ]  # fmt: skip


def test_a_step_names_every_strategy_that_its_sentences_have() -> None:
    step = Step.model_validate(BOOK.step("defense").model_dump())
    assert {"question", "information", "restatement"} <= step.strategies
    assert step.target("for") is not None and step.target("nothing") is None
