"""Pictures that wait for a person: seen on demand, decided once, and written down before."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

import pytest

from channels.console.holding import held
from channels.console.pictures import Pictures
from channels.console.summary import Summary, told
from kernel.events import (
    ConversationClosed,
    Language,
    MessageReceived,
    Notice,
    Outcome,
    PicturesReviewed,
    Screened,
    Side,
    TurnEnded,
)
from kernel.ids import ConversationId, MessageId, review_id
from kernel.pictures import Image, ImageId
from kernel.records import Recorded
from kernel.turn import HELD_PICTURE
from kernel.verdicts import Block
from tests.channels.console.stage import Desk, desk
from tests.channels.transcript.restructuring import restructuring
from tests.channels.transcript.stories import Story
from tests.fakes import picture

LAMP = Image(id=ImageId("01JDC0000000000000000000P1"), width=64, height=48, alt="my lamp")
KEPT_BACK = Block(labels=(HELD_PICTURE,), reason="kept back for a person to look at")


def story(*images: Image) -> Story:
    """Somebody shows pictures, which are held."""
    made = Story("interview", Language.EN)
    made.opens("I am a program.", "Hello.")
    made.hears("Look at this", KEPT_BACK)
    made.entries[:] = [_with(images, entry) for entry in made.entries]
    made.notice(Notice.HELD_IMAGE, "It is kept back.")
    made.ends(Outcome.BLOCKED)
    return made


def _with(images: tuple[Image, ...], entry: Recorded) -> Recorded:
    if not isinstance(entry.event, MessageReceived):
        return entry
    return replace(entry, event=replace(entry.event, images=images))


def test_what_waits_and_what_does_not_any_more() -> None:
    made = story(LAMP)
    (waiting,) = held(made.entries)
    assert (waiting.text, waiting.images) == ("Look at this", (LAMP,))
    decided = PicturesReviewed(
        message_id=review_id(waiting.message_id), held=waiting.message_id, passed=False
    )
    for end in (decided, ConversationClosed(reason="person")):
        after = story(LAMP)
        after.add(end)
        assert held(after.entries) == ()
        assert summed(after.entries[:-1]).held == (waiting.message_id,)
        assert summed(after.entries).held == ()
    other = story(LAMP)
    for side, id in ((Side.USER, "?"), (Side.BOT, f"{waiting.message_id}.1")):
        kept = Screened(side=side, message_id=MessageId(id), guard="images", verdict=KEPT_BACK)
        other.add(kept)
    assert len(held(other.entries)) == 1, "no message that is not there, and no bot's picture"
    assert summed(other.entries).held[0] == waiting.message_id


def test_a_decision_that_failed_is_to_be_made_again() -> None:
    made = story(LAMP)
    (first,) = held(made.entries)
    for n, outcome in ((1, Outcome.FAILED), (2, Outcome.ANSWERED)):
        (waiting,) = held(made.entries)
        assert waiting.review == review_id(first.message_id, n)
        made.add(
            PicturesReviewed(message_id=waiting.review, held=first.message_id, passed=True),
            TurnEnded(message_id=waiting.review, outcome=outcome),
        )
    assert held(made.entries) == summed(made.entries).held == ()


def summed(entries: Sequence[Recorded]) -> Summary:
    return reduce(told, entries, Summary(id=ConversationId("c")))


@dataclass
class Waiting:
    here: Desk
    id: ConversationId
    image: str
    message: str

    @property
    def page(self) -> str:
        return f"/console/conversations/{self.id}"

    async def look(self) -> int:
        async with self.here.http.get(
            f"{self.here.url}{self.page}/pictures/{self.image}"
        ) as answer:
            return answer.status

    async def decide(self, decision: str, **more: str) -> tuple[int, str]:
        fields = {"message": self.message, "decision": decision, **more}
        return await self.here.post(f"{self.page}/review?lang=en", **fields)

    async def reviews(self) -> list[bool]:
        entries = await self.here.log.read(self.id)
        return [e.event.passed for e in entries if isinstance(e.event, PicturesReviewed)]


async def shown(here: Desk) -> Waiting:
    """A conversation in the store whose picture waits, and an operator who is signed in."""
    # The picture needs its conversation: it is put there under the id that the log will name.
    id = await here.holds(story().entries[:2])
    (kept,) = await here.images.keep(id, [await here.images.put(id, picture())])
    made = story(Image(id=kept.id, width=kept.width, height=kept.height, alt="my lamp"))
    await here.adds(id, made.entries[2:])
    (waiting,) = held(made.entries)
    await here.sign_in()
    return Waiting(here, id, kept.id, waiting.message_id)


async def test_an_operator_looks_and_lets_it_pass(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        it = await shown(here)
        assert "1 with pictures to look at" in (await here.get("/console?lang=en"))[1]
        _, page, headers = await here.get(f"{it.page}?lang=en")
        assert "Pictures that wait for you" in page
        assert "my lamp" in page
        assert "<img" not in page, "nobody sees it who has not asked for it"
        _, page, _ = await here.get(f"{it.page}?lang=en&show={it.message}")
        assert f"/pictures/{it.image}" in page
        assert "img-src data: 'self'" in headers["content-security-policy"]
        async with here.http.get(f"{here.url}{it.page}/pictures/{it.image}") as answer:
            assert await answer.read() == picture().data
            assert answer.headers["content-type"] == "image/jpeg"
            assert answer.headers["cache-control"] == "no-store"
        assert (await it.decide("pass"))[0] == 303
        assert await it.reviews() == [True]
        assert "Pictures that wait" not in (await here.get(f"{it.page}?lang=en"))[1]
        assert "to look at" not in (await here.get("/console?lang=en"))[1]
        told = [act for act in here.acts() if "about" in act]
        assert told == [
            {"deed": "saw_picture", "operator": "ada", "conversation": it.id, "about": it.image},
            {
                "deed": "passed_pictures",
                "operator": "ada",
                "conversation": it.id,
                "about": it.message,
            },
        ]


async def test_the_first_decision_stands(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        it = await shown(here)
        assert (await it.decide("refuse"))[0] == 303, "what one need not see to refuse"
        status, page = await it.decide("pass")
        assert status == 409
        assert "decided about these pictures" in page
        assert await it.reviews() == [False]


async def test_of_two_at_once_one_is_told_that_it_was_not_done(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        it = await shown(here)
        assert await it.look() == 200
        async with asyncio.TaskGroup() as group:
            tries = [group.create_task(it.decide(each)) for each in ("pass", "refuse") * 4]
        assert sorted(task.result()[0] for task in tries) == [303] + [409] * 7
        assert len(await it.reviews()) == 1
        deeds = [act["deed"] for act in here.acts() if act.get("about") == it.message]
        assert deeds.count("not_done") == len(deeds) - deeds.count("not_done") - 1


async def test_only_who_has_looked_lets_pass(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        it = await shown(here)
        status, page = await it.decide("pass")
        assert status == 409
        assert "Look at it first" in page
        assert await it.look() == 200
        await here.sign_in("lin")
        assert (await it.decide("pass"))[0] == 409, "another operator has to look too"
        await here.sign_in("ada")
        assert (await it.decide("pass"))[0] == 303
        assert await it.look() == 404, "it waits no more"
        assert await it.reviews() == [True]


async def test_only_a_form_of_ours_and_a_message_that_waits(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        it = await shown(here)
        assert (await it.decide("pass", origin="https://evil.example"))[0] == 403
        assert (await it.decide("perhaps"))[0] == 403
        assert (await it.decide("pass", message="01JZ0000000000000000000001"))[0] == 409
        await here.post("/console/sign-out")
        status, _ = await it.decide("pass")
        assert status == 303, "to the door"
        status, page, _ = await here.get(f"{it.page}/pictures/{it.image}")
        assert 'name="token"' in page, "nobody sees a picture who is not signed in"
        assert await it.reviews() == []


async def test_without_a_record_nothing_is_decided(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        it = await shown(here)
        assert await it.look() == 200
        here.audit.unlink()
        here.audit.mkdir()
        assert (await it.decide("pass"))[0] == 503
        assert (await here.get(f"{it.page}/pictures/{it.image}"))[0] == 503
        assert await it.reviews() == []


async def test_who_is_forgotten_looks_again(
    valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{Pictures.__module__}.REMEMBERED", 0)
    async with desk(valkey, tmp_path) as here:
        it = await shown(here)
        assert await it.look() == 200
        assert (await it.decide("pass"))[0] == 409
        assert (await it.decide("refuse"))[0] == 303


async def test_a_picture_that_does_not_wait_here(valkey: str, tmp_path: Path) -> None:
    """Not one of another conversation, and none of one that is erased."""
    async with desk(valkey, tmp_path) as here:
        other = await here.holds(restructuring())
        it = await shown(here)
        strange = ("01JZ0000000000000000000001", "%2e%2e", "%00")
        for page, image in (
            *((it.page, each) for each in strange),
            (f"/console/conversations/{other}", it.image),
        ):
            status, _, headers = await here.get(f"{page}/pictures/{image}?lang=en")
            assert status == 404, (page, image)
            assert headers["content-type"].startswith("text/html")
        await here.elsewhere.erase(it.id)
        assert await it.look() == 404
