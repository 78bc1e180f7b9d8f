"""Every way in which a simulator can leave its card makes the dialogue invalid."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kernel.errors import DataError
from kernel.events import Side
from sim.cards.shelf import shipped
from sim.match import State, Transcript, Turn
from sim.npc.fidelity import REASONS, Checker, faults
from tests.sim.npc.counsellors import listening, scripted

CARD = next(card for card in shipped() if card.id == "en-career-the_library")
GOOD = scripted(CARD, listening(CARD.language))
SECRET = next(fact for fact in CARD.facts if fact.id == "rideshare")


def with_words(text: str, state: State | None = None) -> Transcript:
    """The good dialogue, with other words in the client's second turn."""
    turns = list(GOOD.turns)
    at = [n for n, turn in enumerate(turns) if turn.side is Side.USER][1]
    turns[at] = replace(turns[at], text=text, state=state or State())
    return replace(GOOD, turns=tuple(turns))


def repeated() -> Transcript:
    text = "I keep thinking about the same thing again and again."
    turns = tuple(replace(t, text=text) if t.side is Side.USER else t for t in GOOD.turns)
    return replace(GOOD, turns=turns)


BROKEN: dict[str, Callable[[], Transcript]] = {
    "language": lambda: with_words("我失业了。"),
    "counsellor": lambda: with_words("Thank you for sharing that with me."),
    "machine": lambda: with_words("As an AI I do not lose jobs."),
    "marks": lambda: with_words("I am tired. [END]"),
    "facts_age": lambda: with_words("I'm 30, and tired."),
    "early_disclosure": lambda: with_words(SECRET.say),
    "untold": lambda: with_words("I drive a bit.", State(disclosed=("rideshare",))),
    "repeats": repeated,
    "parrots": lambda: with_words(
        next(turn.text for turn in GOOD.turns if turn.side is Side.BOT and turn.round == 1)
    ),
    "silent": lambda: with_words("  "),
    "too_short": lambda: replace(GOOD, turns=GOOD.turns[:2]),
}


@pytest.mark.parametrize("reason", sorted(BROKEN))
def test_a_broken_dialogue_is_invalid(reason: str) -> None:
    found = faults(BROKEN[reason](), CARD)
    assert reason in {fault.reason for fault in found}
    assert {fault.reason for fault in found} <= set(REASONS)


async def test_a_good_one_is_valid_and_an_unknown_card_is_an_error() -> None:
    assert await Checker().check(GOOD) == ()
    with pytest.raises(DataError, match="there is no card"):
        await Checker(cards=()).check(GOOD)


def test_a_fact_may_come_again_after_it_was_told() -> None:
    told = next(n for n, t in enumerate(GOOD.turns) if "rideshare" in t.state.disclosed)
    later = Turn(round=26, side=Side.USER, text=SECRET.say)
    assert faults(replace(GOOD, turns=(*GOOD.turns[: told + 1], later)), CARD) == ()


def test_who_leaves_may_go_without_a_word() -> None:
    last = replace(GOOD.turns[-1], text="")
    assert faults(replace(GOOD, turns=(*GOOD.turns[:-1], last)), CARD) == ()
