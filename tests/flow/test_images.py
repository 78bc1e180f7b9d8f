"""Pictures on their way through a turn: held until judged, in both directions."""

from collections.abc import Callable

from bots.host import Bot
from kernel.events import (
    BotSpoke,
    MessageReceived,
    Notice,
    Outcome,
    Screened,
    Side,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import ConversationId
from kernel.moves import Move, Say, Show
from kernel.pictures import Image, ImageId
from kernel.records import Content
from kernel.state import Conversation
from kernel.turn import GUARD_FAILURE
from kernel.verdicts import Allow, Block, Escalate, Risk, Verdict
from tests.conftest import Parts
from tests.fakes import ALLOW_ALL, GuardOf, PolicyOf, picture, said
from tests.flow.stage import bot, stage

Judge = Callable[[Side, Content], Verdict]


class Looker:
    """A guard from a function that sees the whole content."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.seen: list[Content] = []

    name = "images"

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        self.seen.append(content)
        return self._judge(side, content)


def show_it_again(talk: Conversation) -> list[Move]:
    (image,) = talk.utterances[-1].images or (None,)
    return [Show(image=image, text="look")] if image else []


def passing(side: Side, content: Content) -> Verdict:
    return Allow()


def seeing(judge: Judge = passing) -> tuple[Bot, Looker]:
    looker = Looker(judge)
    return bot(PolicyOf(show_it_again), (ALLOW_ALL,), eyes=looker), looker


async def sent(parts: Parts, id: ConversationId, alt: str = "a lamp") -> MessageReceived:
    image = await parts.images.put(id, picture())
    (kept,) = await parts.images.keep(id, [image])
    return said("", (Image(id=kept.id, width=kept.width, height=kept.height, alt=alt),))


async def test_a_picture_that_passed_reaches_the_policy_and_comes_back(parts: Parts) -> None:
    served, looker = seeing()
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        events = await talk.ended(word.message_id)
    (heard,) = [e for e in events if isinstance(e, UserSpoke)]
    (shown,) = [e for e in events if isinstance(e, BotSpoke) and e.notice is None]
    assert heard.images == shown.images == word.images
    assert shown.text == "look"
    judged = [(e.side, e.guard) for e in events if isinstance(e, Screened)]
    assert judged == [(side, guard) for side in Side for guard in ("allow_all", "images")]
    assert [c.pictures for c in looker.seen] == [(picture(alt="a lamp"),)] * 2


async def test_a_picture_that_was_stopped_reaches_nobody(parts: Parts) -> None:
    def stop(side: Side, content: Content) -> Verdict:
        return Block(labels=("insult",), reason="words in the picture")

    served, _ = seeing(stop)
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        events = await talk.ended(word.message_id)
        assert (await talk.state()).utterances[-1].images == ()
    assert not [e for e in events if isinstance(e, UserSpoke)]
    assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.BLOCKED]
    assert isinstance(events[-1], TurnEnded) and events[-1].outcome is Outcome.BLOCKED


async def test_a_bots_picture_is_not_seen_before_it_is_judged(parts: Parts) -> None:
    def stop_the_bot(side: Side, content: Content) -> Verdict:
        return Allow() if side is Side.USER else Block(labels=("x",), reason="no")

    served, _ = seeing(stop_the_bot)
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        events = await talk.ended(word.message_id)
    said_ = [e for e in events if isinstance(e, BotSpoke)]
    assert [(e.notice, e.images) for e in said_] == [(Notice.WITHHELD, ())]


async def test_a_crisis_in_a_picture_takes_the_turn(parts: Parts) -> None:
    def alarm(side: Side, content: Content) -> Verdict:
        return Escalate(risk=Risk.HIGH, labels=("plan",), reason="words in the picture")

    served, _ = seeing(alarm)
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        events = await talk.ended(word.message_id)
    assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.CRISIS]


async def test_a_picture_beside_words_of_danger_goes_no_further(parts: Parts) -> None:
    """The crisis guard comes first, and after it nobody looks: what nobody looked at is not kept
    for the bot, which could show it."""

    def unseen(side: Side, content: Content) -> Verdict:
        raise AssertionError("the crisis guard has spoken")

    alarmed = GuardOf(
        lambda side, text: Escalate(risk=Risk.HIGH, labels=("suicide",), reason="words"), "crisis"
    )
    served = bot(PolicyOf(show_it_again), (alarmed,), eyes=Looker(unseen))
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        events = await talk.ended(word.message_id)
        (heard,) = [e for e in events if isinstance(e, UserSpoke)]
        assert heard.images == ()
        assert not any(said.images for said in (await talk.state()).utterances)


async def test_a_bot_without_eyes_takes_no_picture(parts: Parts) -> None:
    """Its guards cannot judge it, so it fails closed, whatever let it in."""
    served = bot(PolicyOf(show_it_again))
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        events = await talk.ended(word.message_id)
    assert not [e for e in events if isinstance(e, UserSpoke | Screened)]
    assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.FAILED]


async def test_a_bot_without_eyes_shows_none(parts: Parts) -> None:
    served = bot(PolicyOf(lambda talk: [Show(image=picture())]))
    async with stage(parts, served) as talk:
        events = await talk.turn("show me")
    said_ = [e for e in events if isinstance(e, BotSpoke)]
    assert [(e.notice, e.images) for e in said_] == [(Notice.WITHHELD, ())]


async def test_a_bots_own_picture_is_kept_with_the_conversation(parts: Parts) -> None:
    looker = Looker(passing)
    policy = PolicyOf(lambda talk: [Show(image=picture(alt="breathe"), text="with me")])
    async with stage(parts, bot(policy, (ALLOW_ALL,), eyes=looker)) as talk:
        events = await talk.turn("show me")
        (shown,) = [e for e in events if isinstance(e, BotSpoke)]
        (image,) = shown.images
        assert (image.width, image.height, image.alt) == (64, 48, "breathe")
        assert await parts.images.picture(talk.id, image.id) == picture()


async def test_words_are_judged_with_the_picture_before_them(parts: Parts) -> None:
    served, looker = seeing()
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        await talk.ended(word.message_id)
        looker.seen.clear()
        await talk.turn("and now this")
        for n in range(4):
            await talk.turn(f"something else {n}")
        asked = len(looker.seen)
        await talk.turn("long after")
    assert looker.seen[0].pictures == ()
    assert looker.seen[0].earlier == (picture(alt="a lamp"), picture(alt="a lamp")), "both showings"
    assert len(looker.seen) == asked, "long ago: it is not even asked"
    assert all(content.earlier for content in looker.seen)


async def test_a_picture_that_is_lost_is_judged_as_nothing(parts: Parts) -> None:
    served, looker = seeing(
        lambda side, content: (
            Allow() if content.pictures[0].data else Block(labels=(), reason="lost")
        )
    )
    async with stage(parts, served) as talk:
        lost = Image(id=ImageId("0" * 26), width=9, height=9)
        word = said("", (lost,))
        await talk.send(word)
        await talk.ended(word.message_id)
        assert not [e for e in talk.events() if isinstance(e, UserSpoke)]
    assert looker.seen[0].pictures[0].data == b""


async def test_a_guard_that_fails_on_a_picture_blocks(parts: Parts) -> None:
    def fail(side: Side, content: Content) -> Verdict:
        raise MemoryError

    served, _ = seeing(fail)
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        events = await talk.ended(word.message_id)
    assert GUARD_FAILURE in [x for e in events if isinstance(e, Screened) for x in e.verdict.labels]
    assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.FAILED]


async def test_an_answer_is_judged_with_the_picture_that_it_answers(parts: Parts) -> None:
    """By the guard of pictures too; words long after it are not."""
    looker = Looker(passing)
    policy = PolicyOf(lambda talk: [Say(text="I see it.")])
    async with stage(parts, bot(policy, (ALLOW_ALL,), eyes=looker)) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        await talk.ended(word.message_id)
        assert [(c.text, c.earlier) for c in looker.seen] == [
            ("", ()),
            ("I see it.", (picture(alt="a lamp"),)),
        ]
