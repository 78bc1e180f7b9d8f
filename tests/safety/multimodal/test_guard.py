"""The guard of pictures with the real engines and the bot's real guards."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from kernel.errors import ModelTimeout
from kernel.events import Language, Side
from kernel.ids import ConversationId
from kernel.pictures import Picture
from kernel.ports import Ask, Guard
from kernel.records import Content, Utterance
from kernel.state import Conversation
from kernel.turn import ABOUT_PICTURE, GUARD_FAILURE, HELD_PICTURE
from kernel.verdicts import Allow, Block, Escalate, Risk, Verdict
from safety.chain import screen
from safety.chinese.guarding.guard import ToxicityGuard
from safety.crisis.guard import CrisisGuard
from safety.multimodal.guard import ImageGuard
from safety.multimodal.policy import Policy, load_policy
from safety.multimodal.tier1.eyes import Eyes
from safety.multimodal.tier1.sight import Sight
from safety.multimodal.tier2.judge import PairJudge
from tests.fakes import ALLOW_ALL
from tests.safety.multimodal.drawing import kept, lettered

pytestmark = pytest.mark.asyncio(loop_scope="module")

TALK = Conversation(id=ConversationId("c"), language=Language.ZH)
GUARDS: tuple[Guard, ...] = (CrisisGuard.load(), ToxicityGuard.load("strict"))
CARE, STRICT = load_policy("care"), load_policy("strict")
BLANK = Picture(data=b"pixels", width=64, height=64)


class Seeing:
    """Sees what it is told to see, for what is not about seeing."""

    def __init__(self, *lines: str, nudity: float = 0.01) -> None:
        self._sight = Sight(lines=lines, nudity=nudity)

    async def look(self, pictures: Sequence[Picture]) -> Sequence[Sight]:
        return [self._sight] * len(pictures)


class Model:
    """Writes one answer, or fails with one."""

    name = "judge"

    def __init__(self, answer: str | Exception) -> None:
        self.answer = answer
        self.asks: list[Ask] = []

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        self.asks.append(ask)
        if isinstance(self.answer, Exception):
            raise self.answer
        yield self.answer

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        raise AssertionError("a judge writes text")


def guard(
    looker: Any,
    policy: Policy = CARE,
    model: Model | None = None,
    readers: Sequence[Guard] = GUARDS,
) -> ImageGuard:
    return ImageGuard(readers, looker, policy, PairJudge.load(model) if model else None)


def content(*pictures: Picture, text: str = "", earlier: Sequence[Picture] = ()) -> Content:
    return Content(text=text, pictures=pictures, earlier=tuple(earlier))


async def judged(
    made: ImageGuard, what: Content, side: Side = Side.USER, talk: Conversation = TALK
) -> Verdict:
    return await made.review(side, what, talk)


# ---- with the real engines


async def test_a_kind_drawing_passes(eyes: Eyes) -> None:
    shown = content(kept(lettered("妈妈，今天辛苦了")), text="这是我女儿画的")
    verdict = await judged(guard(eyes), shown)
    assert isinstance(verdict, Allow)
    assert verdict.labels == ()


@pytest.mark.parametrize("words", ["你这个傻 逼", "草泥马，滚", "你就是个沙比"])
async def test_a_disguised_insult_on_a_picture_is_stopped(eyes: Eyes, words: str) -> None:
    verdict = await judged(guard(eyes), content(kept(lettered(words))))
    assert isinstance(verdict, Block)
    assert verdict.labels[0] == ABOUT_PICTURE
    assert "toxic" in verdict.labels


@pytest.mark.parametrize(
    "words", ["我今晚就去跳楼，遗书写好了", "I am going to kill myself tonight"]
)
async def test_danger_on_a_picture_raises_the_crisis(eyes: Eyes, words: str) -> None:
    verdict = await judged(guard(eyes), content(kept(lettered(words, size=32))))
    assert isinstance(verdict, Escalate)
    assert verdict.risk in (Risk.MODERATE, Risk.HIGH)
    assert "suicide" in verdict.labels


async def test_an_insult_over_two_pictures_worth_of_lines(eyes: Eyes) -> None:
    verdict = await judged(guard(eyes), content(kept(lettered("傻", "逼", size=90))))
    assert isinstance(verdict, Block)


async def test_what_is_no_picture_blocks_through_the_chain(eyes: Eyes) -> None:
    rulings = await screen([guard(eyes)], Side.USER, content(BLANK), TALK, patience=20)
    ((_, verdict),) = rulings
    assert isinstance(verdict, Block)
    assert verdict.labels == (GUARD_FAILURE,)


# ---- words around the picture


async def test_words_alone_cost_nothing() -> None:
    assert await judged(guard(None), content(text="你好")) == Allow()


async def test_half_an_insult_beside_the_picture() -> None:
    verdict = await judged(guard(Seeing("逼")), content(BLANK, text="你就是个傻"))
    assert isinstance(verdict, Block)


async def test_half_an_insult_in_the_message_after_the_picture() -> None:
    verdict = await judged(guard(Seeing("你这个傻")), content(text="逼", earlier=[BLANK]))
    assert isinstance(verdict, Block)
    assert await judged(guard(Seeing("你好")), content(text="逼真", earlier=[BLANK])) == Allow(
        score=0.0
    )


async def test_what_the_sender_says_it_shows_is_read_too() -> None:
    picture = Picture(data=b"pixels", width=64, height=64, alt="你这个傻逼")
    assert isinstance(await judged(guard(Seeing()), content(picture)), Block)


async def test_a_crisis_is_not_raised_again_by_the_picture_before() -> None:
    """Else nobody could ever say that they are safe: the picture stays in the conversation."""
    verdict = await judged(guard(Seeing("我不想活了")), content(text="谢谢你", earlier=[BLANK]))
    assert isinstance(verdict, Allow)


async def test_a_bots_picture_is_held_to_the_same(eyes: Eyes) -> None:
    shown = content(kept(lettered("你就应该去死")))
    assert isinstance(await judged(guard(eyes), shown, Side.BOT), Block)


# ---- nakedness, lost pixels, no second look


@pytest.mark.parametrize(
    ("policy", "nudity", "stopped"), [(CARE, 0.6, False), (STRICT, 0.6, True), (CARE, 0.9, True)]
)
async def test_nakedness_by_the_policys_number(
    policy: Policy, nudity: float, stopped: bool
) -> None:
    model = Model("[Answer]safe\n[Risk Type]none")
    verdict = await judged(guard(Seeing(nudity=nudity), policy, model), content(BLANK))
    assert isinstance(verdict, Block) is stopped
    assert not stopped or verdict.score == nudity


async def test_lost_pixels_do_not_pass() -> None:
    verdict = await judged(guard(Seeing()), content(Picture(data=b"", width=9, height=9)))
    assert isinstance(verdict, Block)


async def test_a_person_stands_in_for_the_second_look_and_for_no_other() -> None:
    held = CARE.model_copy(update={"without_tier2": "hold"})
    looked_at = replace(content(BLANK), looked_at=True)
    assert await judged(guard(Seeing(), held), looked_at) == Allow(score=0.01)
    for looker in (Seeing("你这个傻逼"), Seeing(nudity=0.95)):
        assert isinstance(await judged(guard(looker, held), looked_at), Block)
    model = Model("[Answer]unsafe\n[Risk Type]Offensive")
    assert isinstance(await judged(guard(Seeing(), held, model), looked_at), Block)


@pytest.mark.parametrize(
    ("choice", "labels"),
    [
        ("tier1", None),
        ("deny", (ABOUT_PICTURE, "no_second_look")),
        ("hold", (HELD_PICTURE,)),
    ],
)
async def test_without_a_second_look_the_policy_decides(
    choice: str, labels: tuple[str, ...] | None
) -> None:
    policy = CARE.model_copy(update={"without_tier2": choice})
    verdict = await judged(guard(Seeing(), policy), content(BLANK))
    assert isinstance(verdict, Allow) if labels is None else verdict.labels == labels


async def test_danger_is_heard_even_where_pictures_are_denied() -> None:
    verdict = await judged(guard(Seeing("我今晚就去跳楼"), STRICT), content(BLANK))
    assert isinstance(verdict, Escalate)


# ---- the second look


@pytest.mark.parametrize(
    ("answer", "kind", "label"),
    [
        ("[Answer]safe\n[Risk Type]none", Allow, None),
        ("[Answer]unsafe\n[Risk Type]Offensive", Block, "offensive"),
        ("[Answer]unsafe\n[Risk Type]Misinformation", Allow, "misinformation"),
        ("[Answer]unsafe\n[Risk Type]Physical Harm", Escalate, "physical_harm"),
        ("[Answer]unsafe\n[Risk Type]none", Block, "unsafe_together"),
    ],
)
async def test_words_and_picture_together(answer: str, kind: type, label: str | None) -> None:
    verdict = await judged(guard(Seeing(), CARE, Model(answer)), content(BLANK, text="看"))
    assert isinstance(verdict, kind)
    assert label is None or label in verdict.labels


@pytest.mark.parametrize("answer", ["I would say it is safe.", "", ModelTimeout("late")], ids=str)
async def test_a_judge_that_fails_blocks(answer: str | Exception) -> None:
    made = guard(Seeing(), CARE, Model(answer))
    rulings = await screen([made], Side.USER, content(BLANK), TALK, patience=5)
    assert rulings[0][1].labels == (GUARD_FAILURE,)


async def test_the_picture_is_judged_with_the_words_of_the_next_message() -> None:
    model = Model("[Answer]unsafe\n[Risk Type]Offensive")
    talk = Conversation(
        id=TALK.id, language=Language.EN, utterances=(Utterance(Side.USER, "look at him"),)
    )
    made = guard(Seeing(), CARE, model, [ALLOW_ALL])
    verdict = await judged(made, content(text="like my neighbours", earlier=[BLANK]), talk=talk)
    assert isinstance(verdict, Block)
    asked = model.asks[0].messages[-1]
    assert asked.pictures == (BLANK,)
    assert "A: look at him" in asked.text
    assert "like my neighbours" in asked.text


@pytest.mark.parametrize(("policy", "asked"), [(CARE, 0), (STRICT, 1)], ids=["pass", "judge"])
async def test_a_bots_answer_to_a_picture(policy: Policy, asked: int) -> None:
    model = Model("[Answer]unsafe\n[Risk Type]Physical_Harm")
    made = guard(Seeing(), policy, model, [ALLOW_ALL])
    answer = Content(text="Mix them.", before="Sure. ", earlier=(BLANK,))
    talk = Conversation(id=TALK.id, utterances=(Utterance(Side.USER, "what with these?"),))
    verdict = await judged(made, answer, Side.BOT, talk)
    assert len(model.asks) == asked
    assert isinstance(verdict, Block) is bool(asked)
    if asked:
        assert "A: what with these?\nB: Sure. Mix them." in model.asks[0].messages[-1].text
