"""The people of the client cards sit in interviews: their language, their story, their manner."""

from collections import Counter
from pathlib import Path

from fireside.private import private_service
from kernel.events import Language
from sim.cards.shelf import shipped
from sim.interview.client import Client, seated
from sim.interview.profile import load_plan, profiles
from sim.interview.respondent import Respondent, load_phrases
from sim.interview.run import Order, interview_all, summary
from sim.interview.sheet import load_sheets

FOLDER = Path("bots/interview")
PLAN, SHEETS = load_plan(), load_sheets(FOLDER)
DRAWN = profiles(PLAN, SHEETS, 36, seed=1, languages=tuple(Language))
CARDS = {card.id: card for card in shipped()}


def test_everybody_gets_a_card_of_their_language_evenly() -> None:
    seats = seated(DRAWN, seed=1)
    assert seats == seated(DRAWN, seed=1) != seated(DRAWN, seed=2)
    for profile, card in ((seat.profile, seat.card) for seat in seats.values()):
        assert profile.language is card.language and profile.card == card.id
        assert profile.manner == card.style.value
    themes = Counter(seat.card.theme for seat in seats.values())
    assert len(themes) == 9 and max(themes.values()) - min(themes.values()) <= 2
    assert {n: seat.profile.truth for n, seat in seats.items()} == {
        profile.number: profile.truth for profile in DRAWN
    }


def test_an_answer_keeps_its_words_with_the_persons_own_around_them() -> None:
    profile = DRAWN[0]
    phrases = load_phrases(Language.EN)
    question = next(iter(profile.answers))
    dressed = set()
    for seed in range(40):
        bare = Respondent(profile, PLAN, phrases, seed=seed).answer(question)
        client = Client(
            Respondent(profile, PLAN, phrases, seed=seed),
            CARDS["en-love-oil_rig"],
            seed=seed,
        )
        said = client.answer(question)
        assert bare[1:] in said
        dressed.add(said != bare)
    assert dressed == {True, False}


async def test_an_interview_opens_with_the_cards_story_and_is_scored_by_manner() -> None:
    async with private_service("none") as url:
        order = Order(url=url, folder=FOLDER, count=2, seed=3, cards=True)
        held = await interview_all(order, lambda one: None)
    for one in held:
        first = next(e for e in one.sat.events if e["kind"] == "message_received")
        assert first["text"] == CARDS[one.sat.profile.card].opening
        opened = one.sat.events[0]
        assert opened["country"] == CARDS[one.sat.profile.card].country
        assert one.sat.ended and not one.seen.wrong
    found = summary(held)
    assert set(found["manners"]) == {CARDS[o.sat.profile.card].style.value for o in held}
