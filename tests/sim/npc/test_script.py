"""When a line may be told."""

from sim.cards.shelf import shipped
from sim.match import Mood, Stage
from sim.npc.script import STEP, Line, Script

CARDS = {card.id: card for card in shipped()}
LINE = Line(id="a", about=(), say="x", trust=0.5, stage=Stage.DIAGNOSTIC, after="b", hidden=True)


def mood(trust: float) -> Mood:
    return Mood(trust=trust, distress=0.5)


def test_trust_stage_and_order_must_all_hold() -> None:
    assert LINE.may(mood(0.5), Stage.DIAGNOSTIC, {"b"})
    assert not LINE.may(mood(0.49), Stage.DIAGNOSTIC, {"b"})
    assert not LINE.may(mood(0.5), Stage.TRUST, {"b"})
    assert not LINE.may(mood(0.5), Stage.SOLUTION, set())
    assert not LINE.may(mood(0.55), Stage.SOLUTION, {"b"}, unasked=True)
    assert LINE.may(mood(0.62), Stage.SOLUTION, {"b"}, unasked=True)


def test_at_first_nothing_hidden_is_open_and_in_the_end_everything() -> None:
    for card in CARDS.values():
        script = Script(card)
        first = script.open(mood(0.0), Stage.TRUST, frozenset())
        assert first and not any(line.hidden for line in first)
        last = script.open(mood(1.0), Stage.SOLUTION, frozenset())
        assert set(last) == set(script.lines) and script.of(STEP).say == card.step
        assert script.locked(mood(1.0), Stage.SOLUTION, frozenset()) == ()
        told = frozenset(line.id for line in script.lines)
        assert script.open(mood(1.0), Stage.SOLUTION, told) == ()


def test_a_card_without_a_cognitive_model_can_be_played() -> None:
    card = CARDS["en-family-two_rooms"].model_copy(update={"mind": None, "step": ""})
    assert [line.id for line in Script(card).lines] == [fact.id for fact in card.facts]
