"""Scripted clients play their card: varied, repeatable, open only to whom they trust."""

from collections import Counter

import pytest

from kernel.events import Language, Notice, Side
from sim.cards.card import Card, Style
from sim.cards.shelf import shipped
from sim.match import Heard, LeaveReason, Stage, Transcript
from sim.npc.fidelity import faults
from sim.npc.scripted import ScriptedPerson
from tests.sim.npc.counsellors import LECTURING, RUDE, listening, match_of, scripted

CARDS = {card.id: card for card in shipped()}
MODERATE = [card for card in CARDS.values() if card.risk == "moderate"]


def own(transcript: Transcript) -> list[str]:
    return [turn.text for turn in transcript.turns if turn.side is Side.USER]


def told(transcript: Transcript) -> list[str]:
    return [id for turn in transcript.turns for id in turn.state.disclosed]


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_who_is_listened_to_opens_up_and_keeps_the_card(card: Card) -> None:
    held = scripted(card, listening(card.language))
    assert faults(held, card) == ()
    assert set(told(held)) == {fact.id for fact in card.hidden}
    assert held.left is LeaveReason.CONTENT
    texts = own(held)
    assert len(set(texts)) >= 0.85 * len(texts)
    moods = [turn.state.mood for turn in held.turns if turn.state.mood is not None]
    assert moods[-1].distress < moods[0].distress and moods[-1].trust > moods[0].trust


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_who_is_treated_badly_tells_nothing_and_goes(card: Card) -> None:
    rude, lectured = scripted(card, RUDE[card.language]), scripted(card, LECTURING[card.language])
    assert told(rude) == told(lectured) == []
    polite = card.style is Style.PLEASING
    assert rude.left is (LeaveReason.POLITE if polite else LeaveReason.ANGRY)
    assert lectured.left is LeaveReason.POLITE
    assert faults(rude, card) == faults(lectured, card) == ()


def test_the_same_seed_says_the_same_and_another_does_not() -> None:
    card = CARDS["en-love-oil_rig"]
    lines = listening(card.language)
    assert own(scripted(card, lines, seed=3)) == own(scripted(card, lines, seed=3))
    assert own(scripted(card, lines, seed=3)) != own(scripted(card, lines, seed=4))


def test_the_three_stages_come_in_order() -> None:
    for card in CARDS.values():
        held = scripted(card, listening(card.language))
        stages = [turn.state.stage for turn in held.turns if turn.state.stage is not None]
        assert stages == sorted(stages, key=list(Stage).index)
        assert set(stages) == set(Stage)


def test_a_hidden_fact_that_is_asked_for_too_early_is_held_back_and_told_later() -> None:
    card = CARDS["zh-career-laid_off"]
    lines = ("你老婆知道吗？", *listening(card.language), "你老婆知道吗？")
    held = scripted(card, lines)
    when = [turn.round for turn in held.turns if "wife" in turn.state.disclosed]
    sceptic = CARDS["en-marriage-on_the_plane"]
    first = scripted(sceptic, ("Tell me about your children, how is your daughter?",), rounds=2)
    assert told(first) == [] and when and when[0] >= 2


@pytest.mark.parametrize("card", MODERATE, ids=lambda card: card.id)
async def test_who_is_in_danger_turns_to_the_helplines(card: Card) -> None:
    match = match_of(card)
    person = ScriptedPerson(card, match)
    greeting = listening(card.language)[0]
    await person.next(Heard(round=0, said=(greeting,)))
    moves = [
        await person.next(Heard(round=number, said=(), notices=(Notice.CRISIS,)))
        for number in (1, 2)
    ]
    assert [move.kind for move in moves] == ["say", "leave"]
    assert moves[1].reason is LeaveReason.HELP_ELSEWHERE and moves[1].text  # type: ignore[union-attr]


def test_styles_sound_different() -> None:
    def length(style: Style, language: Language) -> float:
        texts = [
            text
            for card in CARDS.values()
            if (card.style, card.language) == (style, language)
            for text in own(scripted(card, listening(language)))
        ]
        return sum(map(len, texts)) / len(texts)

    for language in Language:
        mean = {style: length(style, language) for style in Style}
        order = Counter(mean).most_common()
        assert order[0][0] is Style.VERBOSE and order[-1][0] is Style.RESERVED, order
