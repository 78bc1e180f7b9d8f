"""Moods move as they should: up with listening, down with lectures, and within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.events import Notice
from sim.cards.shelf import shipped
from sim.match import Mood, Stage
from sim.npc.ears import Act, Cues
from sim.npc.temper import first_mood, load_temper, moved, stage_at

TEMPER = load_temper()
CARDS = {card.id: card for card in shipped()}
CARD = CARDS["zh-career-laid_off"]
MID = Mood(trust=0.5, distress=0.5, anger=0.3)


def after(*acts: Act, stage: Stage = Stage.TRUST, card: str = CARD.id, **more: object) -> Mood:
    cues = Cues(acts=frozenset(acts))
    notices = more.get("notices", ())
    return moved(MID, CARDS[card], cues, stage, notices, TEMPER)  # type: ignore[arg-type]


def test_every_act_has_its_move() -> None:
    assert set(TEMPER.acts) == set(Act)


def test_listening_calms_and_harshness_hurts() -> None:
    heard, hurt = after(Act.REFLECT, Act.VALIDATE), after(Act.BLAME)
    assert heard.trust > MID.trust and heard.distress < MID.distress and heard.anger < MID.anger
    assert hurt.trust < MID.trust and hurt.distress > MID.distress and hurt.anger > MID.anger


def test_advice_is_welcome_only_in_its_time() -> None:
    assert after(Act.ADVISE).trust < MID.trust < after(Act.ADVISE, stage=Stage.SOLUTION).trust


def test_temperaments_differ() -> None:
    resistant, pleasing = "zh-career-up_or_out", "zh-career-more_work"
    assert after(Act.BLAME, card=resistant).trust < after(Act.BLAME, card=pleasing).trust


def test_a_crisis_notice_helps_who_is_in_danger_and_annoys_who_is_not() -> None:
    grave = after(card="zh-emotion-grey_week", notices=(Notice.CRISIS,))
    fine = after(card=CARD.id, notices=(Notice.CRISIS,))
    assert grave.trust > MID.trust > fine.trust


def test_anger_fades() -> None:
    assert after().anger == pytest.approx(MID.anger - TEMPER.fades)


@given(
    acts=st.frozensets(st.sampled_from(Act)),
    card=st.sampled_from(sorted(CARDS)),
    start=st.tuples(*[st.floats(0, 1)] * 3),
    notices=st.lists(st.sampled_from(Notice), max_size=3),
)
def test_a_mood_stays_within_bounds(
    acts: frozenset[Act], card: str, start: tuple[float, float, float], notices: list[Notice]
) -> None:
    mood = Mood(trust=start[0], distress=start[1], anger=start[2])
    cues = Cues(acts=acts, questions=4)
    new = moved(mood, CARDS[card], cues, Stage.DIAGNOSTIC, notices, TEMPER, told_hidden=True)
    assert all(0 <= value <= 1 for value in (new.trust, new.distress, new.anger))


def test_stages_go_forward_by_trust_and_by_time() -> None:
    low, high = Mood(trust=0.1, distress=1.0), Mood(trust=0.9, distress=0.2)
    assert stage_at(Stage.TRUST, high, 1, 25, TEMPER) is Stage.TRUST
    assert stage_at(Stage.TRUST, high, 5, 25, TEMPER) is Stage.DIAGNOSTIC
    assert stage_at(Stage.TRUST, low, 5, 25, TEMPER) is Stage.TRUST
    assert stage_at(Stage.TRUST, low, 11, 25, TEMPER) is Stage.DIAGNOSTIC
    assert stage_at(Stage.DIAGNOSTIC, low, 20, 25, TEMPER) is Stage.SOLUTION
    assert stage_at(Stage.SOLUTION, low, 25, 25, TEMPER) is Stage.SOLUTION


def test_first_moods_follow_the_card() -> None:
    sceptic = first_mood(CARDS["zh-career-up_or_out"], TEMPER)
    eager = first_mood(CARDS["zh-career-more_work"], TEMPER)
    assert sceptic.trust < eager.trust and eager.anger == 0
    assert eager.distress == CARDS["zh-career-more_work"].feeling.strain
