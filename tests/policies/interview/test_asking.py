"""What follows an answer: the lines between the questions, and the trace at the end."""

import pytest

from kernel.events import Language
from policies.interview.answers import Answer
from policies.interview.asking import given_up, kept
from policies.interview.chart import Chart
from policies.interview.diagnosis import diagnose
from policies.interview.reading.marks import Mark, Reading
from policies.interview.trace import OUTCOME, PSYCOT, remarks
from policies.interview.tree import Status
from tests.policies.interview.talking import BOOK, Room, say_all


def test_what_is_kept_of_an_answer() -> None:
    reading = Reading(
        mark=Mark.YES, quote="yes", confidence=0.85, reason="head", window="satisfied"
    )
    answer = kept(reading, Chart(turns=("3", "4")), 4)
    assert answer == Answer(
        status=Status.YES,
        quote="yes",
        turn=4,
        turns=(3, 4),
        window="satisfied",
        confidence=0.85,
        reason="head",
    )
    assert given_up("declined", Chart(turns=("3", "4"))).status is Status.UNKNOWN


@pytest.mark.parametrize("language", list(Language))
async def test_it_does_not_sound_like_a_form(language: Language) -> None:
    room = Room(language)
    await room.say("好" if language is Language.ZH else "ok")
    leads: list[str] = []
    for _ in range(6):
        at = room.node.split(".")[1]
        ask = BOOK.tree("depression").question(at).ask.in_(language)
        leads.append(room.answers[-1].removesuffix(ask))
        await room.say("没有" if language is Language.ZH else "No.")
        if room.node == "suicidality.wish":
            break
    assert len(set(leads)) == len(leads)


async def test_a_question_and_an_answer_in_one_message_get_both() -> None:
    room = Room()
    answer = await say_all(room, "ok", "No. Why do you ask?")
    assert room.kept["depression.mood_now"].status is Status.NO
    assert "clinician" in answer
    assert answer.endswith(BOOK.tree("depression").question("interest_now").ask.en)


def test_the_trace_has_every_criterion_that_was_asked_and_every_outcome() -> None:
    answers = {"depression.mood_now": Answer(status=Status.NO, quote="no", turn=1, turns=(1,))}
    made = list(remarks(diagnose(BOOK.trees, answers), Language.ZH, BOOK.words.count))
    outcomes = [(r.data["module"], r.data["outcome"]) for r in made if r.topic == OUTCOME]
    assert ("suicidality", "level") in outcomes
    assert ("depression", "recurrent") in outcomes
    (mood,) = [r for r in made if r.topic == PSYCOT and r.data["criterion"] == "mood_now"]
    assert mood.data["status"] == "not_met"
    assert mood.data["turns"] == ("1",)
    assert (mood.data["module_text"], mood.data["nodes_text"]) == ("抑郁发作", ("情绪低落",))
    assert mood.data["criterion_text"] == "情绪低落，大部分时间、几乎每天"
    assert mood.data["sum_text"] == "1 项里 0 项符合，0 项不明，至少需 1 项"
    (now,) = [r for r in made if r.data.get("outcome") == "current_episode"]
    assert now.data["outcome_text"] == "抑郁发作（目前）"
    for name in ("met", "not_met", "open", "cautions"):
        ids, texts = now.data[name], now.data[f"{name}_text"]
        assert isinstance(ids, tuple) and isinstance(texts, tuple) and len(ids) == len(texts)
