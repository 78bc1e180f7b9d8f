"""Pictures that are held until a person lets them go on: decided once, and never half."""

from collections.abc import Sequence
from dataclasses import replace

from channels.console.holding import held
from kernel.events import (
    BotSpoke,
    MessageReceived,
    Notice,
    Outcome,
    PicturesReviewed,
    Side,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import MessageId, answer_id, review_id
from kernel.moves import Move, Say, Show
from kernel.pictures import Image
from kernel.records import Content, Recorded
from kernel.state import Conversation
from kernel.turn import ABOUT_PICTURE, HELD_PICTURE
from kernel.verdicts import Allow, Block, Escalate, Risk, Verdict
from tests.conftest import Parts
from tests.fakes import ALLOW_ALL, GuardOf, PolicyOf, picture
from tests.flow.stage import Stage, bot, stage, talking, working
from tests.flow.test_images import Looker, sent

DANGER_WORD = GuardOf(
    lambda side, text: (
        Escalate(risk=Risk.HIGH, labels=("suicide",), reason="words")
        if text == "danger"
        else Allow()
    ),
    "crisis",
)


def holding(side: Side, content: Content) -> Verdict:
    if not content.pictures or content.looked_at:
        return Allow()
    return Block(labels=(HELD_PICTURE,), reason="kept back for a person to look at")


def look_again(talk: Conversation) -> list[Move]:
    shown = [image for said in talk.utterances if said.side is Side.USER for image in said.images]
    return [Show(image=shown[-1], text="look")] if shown else [Say(text="Go on.")]


async def held_back(parts: Parts, talk: Stage) -> MessageId:
    word = await sent(parts, talk.id)
    await talk.send(word)
    await talk.ended(word.message_id)
    return word.message_id


def reviewed(held: MessageId, n: int = 1, *, passed: bool = True) -> PicturesReviewed:
    return PicturesReviewed(message_id=review_id(held, n), held=held, passed=passed)


async def test_a_held_picture_goes_on_when_a_person_lets_it(parts: Parts) -> None:
    served = bot(PolicyOf(look_again), (ALLOW_ALL,), eyes=Looker(holding))
    async with stage(parts, served) as talk:
        word = await sent(parts, talk.id)
        await talk.send(word)
        events = await talk.ended(word.message_id)
        assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.HELD_IMAGE]
        await talk.turn("meanwhile")
        review = review_id(word.message_id)
        passed = PicturesReviewed(message_id=review, held=word.message_id, passed=True)
        await talk.send(passed)
        events = await talk.ended(review)
        # Who comes second changes nothing, whatever they chose.
        again = await parts.log.receive(talk.id, replace(passed, passed=False))
        assert again.duplicate
    (heard,) = [e for e in events if isinstance(e, UserSpoke)]
    assert heard.images == word.images
    spoken = [(e.notice, e.images) for e in events if isinstance(e, BotSpoke)]
    assert spoken == [(Notice.RELEASED_IMAGE, ()), (None, word.images)]
    assert events[-1] == TurnEnded(message_id=review, outcome=Outcome.ANSWERED)


async def test_a_bots_own_picture_is_held_and_goes_nowhere(parts: Parts) -> None:
    policy = PolicyOf(lambda talk: [Show(image=picture(alt="breathe"), text="with me")])
    async with stage(parts, bot(policy, (ALLOW_ALL,), eyes=Looker(holding))) as talk:
        events = await talk.turn("show me")
    spoken = [(e.notice, e.images) for e in events if isinstance(e, BotSpoke)]
    assert spoken == [(Notice.WITHHELD, ())]


async def test_a_held_picture_that_a_person_refuses_reaches_nobody(parts: Parts) -> None:
    served = bot(PolicyOf(look_again), (ALLOW_ALL,), eyes=Looker(holding))
    async with stage(parts, served) as talk:
        review = reviewed(await held_back(parts, talk), passed=False)
        await talk.send(review)
        events = await talk.ended(review.message_id)
        assert not [e for e in talk.events() if isinstance(e, UserSpoke)]
    assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.REFUSED_IMAGE]
    assert events[-1] == TurnEnded(message_id=review.message_id, outcome=Outcome.BLOCKED)


async def test_what_a_person_let_pass_is_still_judged_by_every_guard(parts: Parts) -> None:
    def stricter_now(side: Side, content: Content) -> Verdict:
        if content.looked_at:
            return Block(labels=(ABOUT_PICTURE, "nudity"), reason="nakedness on the picture")
        return holding(side, content)

    served = bot(PolicyOf(look_again), (ALLOW_ALL,), eyes=Looker(stricter_now))
    async with stage(parts, served) as talk:
        review = reviewed(await held_back(parts, talk))
        await talk.send(review)
        events = await talk.ended(review.message_id)
    assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.BLOCKED_IMAGE]


async def test_a_decision_that_could_not_be_carried_out_can_be_made_again(parts: Parts) -> None:
    broken = True

    def breaking(side: Side, content: Content) -> Verdict:
        if content.looked_at and broken:
            raise MemoryError
        return holding(side, content)

    served = bot(PolicyOf(look_again), (ALLOW_ALL,), eyes=Looker(breaking))
    async with stage(parts, served) as talk:
        held_id = await held_back(parts, talk)
        await talk.send(reviewed(held_id))
        events = await talk.ended(review_id(held_id))
        assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.FAILED]
        (waiting,) = held(await parts.log.read(talk.id))
        assert waiting.review == review_id(held_id, 2)
        broken = False
        await talk.send(reviewed(held_id, 2))
        events = await talk.ended(review_id(held_id, 2))
        assert Notice.RELEASED_IMAGE in [e.notice for e in events if isinstance(e, BotSpoke)]
        assert held(await parts.log.read(talk.id)) == ()


async def test_a_review_takes_no_turn_of_the_crisis_protocol(parts: Parts) -> None:
    """The follow-up is for the person's next words, not for an operator's click."""
    served = bot(PolicyOf(look_again), (DANGER_WORD,), eyes=Looker(holding))
    async with stage(parts, served) as talk:
        held_id = await held_back(parts, talk)
        await talk.turn("danger")
        await talk.send(reviewed(held_id))
        events = await talk.ended(review_id(held_id))
        assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.RELEASED_IMAGE]
        events = await talk.turn("hello")
        assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.CRISIS_FOLLOW_UP]


async def test_a_review_whose_worker_was_lost_says_it_once(parts: Parts) -> None:
    served = bot(PolicyOf(look_again), (ALLOW_ALL,), eyes=Looker(holding))
    async with talking(parts) as talk:
        async with working(parts, {"echo": served}):
            held_id = await held_back(parts, talk)
        before = await parts.log.read(talk.id)
        review = reviewed(held_id)
        await talk.send(review)
        (token,) = await parts.queue.take(1, 1)
        dead = await parts.queue.begin(token, 0)
        assert dead is not None
        notice = BotSpoke(
            message_id=answer_id(review.message_id, 1), text="passed", notice=Notice.RELEASED_IMAGE
        )
        heard = UserSpoke(message_id=review.message_id, text="", images=_images(before))
        await parts.queue.commit(dead.lease, len(before) + 1, (heard, notice), release=False)
        async with working(parts, {"echo": served}):
            events = await talk.ended(review.message_id)
    spoken = [(e.message_id, e.notice) for e in events if isinstance(e, BotSpoke)]
    assert spoken == [
        (answer_id(review.message_id, 1), Notice.RELEASED_IMAGE),
        (answer_id(review.message_id, 2), None),
    ]


def _images(entries: Sequence[Recorded]) -> tuple[Image, ...]:
    (sent_,) = [e.event for e in entries if isinstance(e.event, MessageReceived)]
    return sent_.images


async def test_a_review_of_nothing_fails_and_harms_nobody(parts: Parts) -> None:
    served = bot(PolicyOf(look_again), (ALLOW_ALL,), eyes=Looker(holding))
    async with stage(parts, served) as talk:
        review = reviewed(MessageId("01JDC0000000000000000000M9"))
        await talk.send(review)
        events = await talk.ended(review.message_id)
        assert [e.notice for e in events if isinstance(e, BotSpoke)] == [Notice.FAILED]
        await talk.turn("still here")
