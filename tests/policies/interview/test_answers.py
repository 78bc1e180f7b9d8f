"""An answer survives its slot, and a yes without a quote does not."""

from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import SlotName
from policies.interview.answers import Answer, answers_in, from_slot, statuses, to_slot
from policies.interview.tree import Status

ASPECTS = st.sampled_from(["satisfied", "missing", "not_required", "unclear"])
ANSWERS = st.builds(
    Answer,
    status=st.sampled_from(Status),
    quote=st.text(min_size=1),
    turn=st.integers(1, 99),
    turns=st.lists(st.integers(1, 99)).map(tuple),
    window=ASPECTS,
    severity=ASPECTS,
    impairment=ASPECTS,
    confidence=st.sampled_from([0.0, 0.5, 0.95]),
    by=st.sampled_from(["rules", "model"]),
    reason=st.text(),
)


@given(ANSWERS)
def test_there_and_back(answer: Answer) -> None:
    assert from_slot(to_slot(answer)) == answer


def test_a_yes_without_the_persons_words_is_unknown() -> None:
    kept = from_slot(to_slot(Answer(status=Status.YES, quote="", turn=3)))
    assert kept is not None
    assert (kept.status, kept.reason) == (Status.UNKNOWN, "no quote")


def test_a_reopened_node_has_no_answer() -> None:
    kept = Answer(status=Status.NO, quote="no", turn=1)
    slots = {
        SlotName("interview.answer.depression.mood_now"): (),
        SlotName("interview.answer.depression.sleep_now"): to_slot(kept),
        SlotName("interview.mode"): "asking",
    }
    found = answers_in(slots)
    assert found == {"depression.sleep_now": kept}
    assert statuses(found, "depression") == {"sleep_now": Status.NO}
    assert statuses(found, "suicidality") == {}
