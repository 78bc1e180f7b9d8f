"""When clients have had enough, and why they go."""

import pytest

from kernel.events import Notice
from sim.cards.shelf import shipped
from sim.match import Heard, LeaveReason
from sim.npc.ears import Act, Cues
from sim.npc.heart import Heart
from sim.npc.temper import load_temper

CARDS = {card.id: card for card in shipped()}


def heart(card: str = "en-career-the_library") -> Heart:
    return Heart(CARDS[card], load_temper(), 25)


def feels(one: Heart, count: int, *acts: Act, notices: tuple[Notice, ...] = ()) -> None:
    said = () if notices else ("Some words.",)
    for number in range(1, count + 1):
        heard = Heard(round=number, said=said, notices=notices)
        one.feel(heard, Cues(acts=frozenset(acts)), opened_up=False)


@pytest.mark.parametrize(
    ("card", "count", "acts", "notices", "reason"),
    [
        ("en-career-the_library", 5, (Act.BLAME,), (), LeaveReason.ANGRY),
        ("en-emotion-flatline", 2, (), (Notice.CRISIS,), LeaveReason.HELP_ELSEWHERE),
        ("en-emotion-flatline", 1, (), (Notice.CRISIS,), None),
        ("en-career-the_library", 5, (), (Notice.CRISIS,), LeaveReason.POLITE),
        ("en-career-the_library", 2, (Act.FAREWELL, Act.VALIDATE), (), LeaveReason.CONTENT),
        ("en-career-the_library", 2, (Act.FAREWELL, Act.LABEL), (), LeaveReason.POLITE),
        ("en-career-the_library", 12, (Act.ADVISE,), (), None),
    ],
)
def test_reasons(
    card: str,
    count: int,
    acts: tuple[Act, ...],
    notices: tuple[Notice, ...],
    reason: LeaveReason | None,
) -> None:
    one = heart(card)
    feels(one, count, *acts, notices=notices)
    assert one.leaves(count, has_step=False) is reason


def test_who_has_a_step_goes_content_only_near_the_end() -> None:
    assert heart().leaves(15, has_step=True) is None
    assert heart().leaves(22, has_step=True) is LeaveReason.CONTENT
    assert heart().leaves(22, has_step=False) is None


def test_the_platforms_words_are_not_the_counsellors_silence() -> None:
    one, other = heart("en-emotion-flatline"), heart("en-emotion-flatline")
    feels(one, 1, Act.EMPTY, notices=(Notice.CRISIS,))
    feels(other, 1, Act.EMPTY)
    assert one.mood.trust > other.mood.trust
