"""A model gives a client's words, and decides nothing: whatever it says, the card is kept."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapters.models.scripted import ScriptedModel
from kernel.events import Language, Side
from kernel.ports import Model
from sim.cards.card import Card
from sim.cards.shelf import shipped
from sim.match import Transcript
from sim.npc.casts import model_cast
from sim.npc.fidelity import faults
from sim.npc.voiced import VoicedPerson, content
from tests.sim.npc.counsellors import listening, match_of, scripted, talk
from tests.sim.npc.models import Saying

CARDS = {card.id: card for card in shipped()}
ZH, EN = CARDS["zh-career-laid_off"], CARDS["en-career-the_library"]


def voiced(card: Card, model: Model, rounds: int = 25) -> Transcript:
    match = match_of(card, rounds=rounds)
    return talk(VoicedPerson(card, match, model), match, listening(card.language))


def own(transcript: Transcript) -> list[str]:
    return [turn.text for turn in transcript.turns if turn.side is Side.USER]


def by(transcript: Transcript) -> list[str]:
    return [turn.state.by for turn in transcript.turns if turn.side is Side.USER]


class Repeating(Saying):
    """Says what it is told to say, with a little more around it: a model that does well."""

    def __init__(self, before: str, marker: str) -> None:
        super().__init__("")
        self._before, self._marker = before, marker

    async def value(self, ask, schema):  # type: ignore[no-untyped-def]
        self.asked.append(ask)
        turn = next(m.text for m in reversed(ask.messages) if self._marker in m.text)
        draft = turn.split(self._marker, 1)[1].split("\n", 1)[0].strip()
        return {"say": f"{self._before}{draft}"}


GOOD: Sequence[tuple[Card, Repeating]] = (
    (ZH, Repeating("唉，", "你现在要说的意思：")),
    (EN, Repeating("Look, ", "What you want to say:")),
)


@pytest.mark.parametrize("fault", ["down", "rubbish", "empty"])
def test_with_a_rubbish_model_the_talk_is_that_of_none(fault: str) -> None:
    model = ScriptedModel.load(fault=fault)  # type: ignore[arg-type]
    for card in (ZH, EN):
        held = voiced(card, model)
        assert own(held) == own(scripted(card, listening(card.language)))
        assert set(by(held)) == {"script"} and faults(held, card) == ()


@pytest.mark.parametrize(("card", "model"), GOOD, ids=["zh", "en"])
def test_a_good_models_words_are_said_and_the_same_things_disclosed(
    card: Card, model: Repeating
) -> None:
    held = voiced(card, model)
    assert by(held).count("model") >= 0.7 * len(by(held))
    assert faults(held, card) == ()
    told = {id for turn in held.turns for id in turn.state.disclosed}
    assert told == {fact.id for fact in card.hidden}


@pytest.mark.parametrize(
    "said",
    [
        "Thank you for sharing that with me. How does that make you feel?",
        "As an AI language model I have no library.",
        "我失业了，在图书馆。",
        "*sighs* I lost my job.",
        "I went skiing in Norway with an old colonel and seven huskies.",
        "It sounds like you are carrying a lot of weight on your shoulders every day.",
        "I signed up to deliver food. I've done twelve orders.",
        "x" * 500,
    ],
)
def test_what_is_out_of_role_is_asked_for_again_and_then_not_said(said: str) -> None:
    model = Saying(said)
    held = voiced(EN, model, rounds=4)
    assert said not in own(held) and set(by(held)) == {"script"}
    assert len(model.asked) == 2 * 3  # the opening is always the card's own
    assert "not right" in model.asked[1].messages[-1].text


def test_the_second_answer_may_be_better() -> None:
    card = EN.model_copy(update={"mind": None})
    model = Saying("As an AI I cannot.", card.facts[0].say.replace("so ", "and that is "))
    held = voiced(card, model, rounds=2)
    assert by(held)[1] in ("model", "script") and len(model.asked) == 2


@pytest.mark.parametrize(("card", "model"), GOOD, ids=["zh", "en"])
def test_a_model_is_never_told_what_is_hidden_before_it_is_told(
    card: Card, model: Repeating
) -> None:
    model.asked.clear()
    held = voiced(card, model, rounds=3)
    known = {id for turn in held.turns for id in turn.state.disclosed}
    texts = " ".join(m.text for ask in model.asked for m in ask.messages)
    for fact in card.hidden:
        if fact.id not in known:
            assert fact.say not in texts


def test_content_is_what_carries_meaning() -> None:
    assert content("I sat in the library.", Language.EN) == {"library"}
    assert content("图书馆里", Language.ZH) == {"图书", "书馆", "馆里"}


def test_the_cast_names_its_model_and_counts_requests() -> None:
    cast = model_cast(Saying("x"), cards=[EN])
    match = match_of(EN, rounds=3)
    person = cast.person(match)
    talk(person, match, listening(Language.EN))
    assert cast.name == "model:saying" and person.usage.requests > 0
    assert [ref.id for ref in cast.cards()] == [EN.id]
    assert replace(person.usage, requests=0).tokens_in == 0
