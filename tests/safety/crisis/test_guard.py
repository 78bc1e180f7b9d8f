"""The guard: levels, context, the bot's side, hostile text."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events import Side
from kernel.ids import ConversationId
from kernel.records import Content, Utterance
from kernel.state import Conversation, Crisis
from kernel.verdicts import ASKED_RISK, Allow, Block, Escalate, Rewrite, Risk, Verdict
from safety.crisis.guard import CrisisGuard

GUARD = CrisisGuard.load()


async def verdict(
    text: str, *said: str, side: Side = Side.USER, crisis: Crisis | None = None
) -> Verdict:
    """On `text` after the bot said these things."""
    talk = Conversation(
        id=ConversationId("c"),
        utterances=tuple(Utterance(Side.BOT, line) for line in said),
        crisis=crisis,
    )
    return await GUARD.review(side, Content(text=text), talk)


@pytest.mark.parametrize(
    ("text", "risk", "label"),
    [
        ("I wish I could fall asleep and never wake up", Risk.LOW, "suicide"),
        ("I want to kill myself", Risk.MODERATE, "suicide"),
        ("I took all my pills", Risk.HIGH, "suicide"),
        ("I tried to kill myself two years ago", Risk.LOW, "past"),
        ("I tried to kill myself two years ago and I'm thinking of it again", Risk.HIGH, "suicide"),
        ("My friend wants to kill herself", Risk.MODERATE, "third_person"),
        ("I cut myself again", Risk.MODERATE, "self_harm"),
        ("I'm going to kill him", Risk.MODERATE, "harm_to_others"),
        ("我想从楼上跳下去", Risk.HIGH, "suicide"),
        ("三年前我自杀过一次", Risk.LOW, "past"),
        ("我朋友说她想自杀", Risk.MODERATE, "third_person"),
        ("我怕我会掐死宝宝", Risk.HIGH, "harm_to_others"),
    ],
)
async def test_the_level_and_the_label(text: str, risk: Risk, label: str) -> None:
    found = await verdict(text)
    assert isinstance(found, Escalate)
    assert found.risk is risk
    assert label in found.labels


@pytest.mark.parametrize(
    "text",
    ["I can't stop thinking about killing myself", "我忍不住想死", "不是开玩笑，我想自杀"],
)
async def test_a_negation_of_something_else_takes_nothing_back(text: str) -> None:
    assert isinstance(await verdict(text), Escalate)


@pytest.mark.parametrize(
    ("text", "escalates"),
    [
        ("I have never once considered suicide", False),
        ("There's no way I'd do something like an overdose", False),
        ("Killing myself isn't something I'd ever do", False),
        ("Do I want to die? No.", False),
        ("我不会为一个男生跳楼", False),
        ("自杀这两个字没进过我脑子", False),
        ("I can't go a day without thinking about killing myself", True),
        ("i dont sleep i dont eat i want to die", True),
        ("I'm not going to kill myself but I think about it", True),
        ("I haven't cut myself since yesterday", True),
        ("没钱没家没理由不去死", True),
        ("我没胆子自杀，可我真的想死", True),
        ("自杀的念头没停过", True),
    ],
)
async def test_a_denial_reaches_what_it_denies_and_no_further(text: str, escalates: bool) -> None:
    assert isinstance(await verdict(text), Escalate) is escalates


@pytest.mark.parametrize(
    ("asked", "answer", "escalates"),
    [
        ("Are you thinking about killing yourself?", "yes", True),
        ("Are you thinking about killing yourself?", "sometimes, at night", True),
        ("Are you thinking about killing yourself?", "no", False),
        ("你有没有想过自杀？", "有时候会", True),
        ("你有没有想过自杀？", "没有", False),
        ("Did you sleep?", "yes", False),
        ("你睡得好吗？", "嗯", False),
    ],
)
async def test_a_yes_counts_only_after_the_question(
    asked: str, answer: str, escalates: bool
) -> None:
    assert isinstance(await verdict(answer, asked), Escalate) is escalates


async def test_means_count_only_once_the_talk_is_about_dying() -> None:
    crisis = Crisis(Risk.LOW, ("suicide",), replies=2)
    assert isinstance(await verdict("the pills are on the table"), Allow)
    assert isinstance(await verdict("the pills are on the table", crisis=crisis), Escalate)
    assert isinstance(await verdict("药就在桌上"), Allow)
    assert isinstance(await verdict("药就在桌上", crisis=crisis), Escalate)


@pytest.mark.parametrize(
    ("text", "escalates"),
    [
        ("the pills are on the table", True),
        ("药就在桌上", True),
        ("Just a few days in half a year.", False),
        ("没吃药没喝酒也没病，不可能是因为那个", False),
        ("今天差点没来，路上太堵了，我喜欢在人前讲话", False),
    ],
)
async def test_means_still_count_when_the_crisis_was_called_over(
    text: str, escalates: bool
) -> None:
    talk = Conversation(id=ConversationId("c"), labels=frozenset({"suicide"}))
    found = await GUARD.review(Side.USER, Content(text=text), talk)
    assert isinstance(found, Escalate) is escalates


@pytest.mark.parametrize(
    ("before", "text", "escalates"),
    [
        ("I'm writing a play about a fisherman", "In the last act he jumps off the bridge", False),
        ("I'm writing a play about a fisherman", "Like him I want to jump off a bridge", True),
        ("There's a wasp nest in our loft", "I'll kill them all, I've bought the poison", False),
        ("我明天要去蹦极", "眼一闭就跳下去了", False),
        ("我不想活了，明天去蹦极", "眼一闭就跳下去了", True),
    ],
)
async def test_what_the_talk_is_about_says_what_is_meant(
    before: str, text: str, escalates: bool
) -> None:
    said = (Utterance(Side.USER, before), Utterance(Side.BOT, "Tell me more."))
    talk = Conversation(id=ConversationId("c"), utterances=said)
    found = await GUARD.review(Side.USER, Content(text=text), talk)
    assert isinstance(found, Escalate) is escalates


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("You should just kill yourself.", True),
        ("你还是去死吧。", True),
        ("The easiest way to die is simple.", True),
        ("Are you thinking about killing yourself?", False),
        ("你有没有想过自杀？", False),
        ("If you think about suicide, please call 988.", False),
        ("如果想到自杀，请拨打12356。", False),
    ],
)
async def test_a_bot_may_ask_but_never_urge(text: str, blocks: bool) -> None:
    assert isinstance(await verdict(text, side=Side.BOT), Block) is blocks


async def test_a_bots_urging_is_found_across_sentences() -> None:
    content = Content(text="kill yourself.", before="You should just ")
    talk = Conversation(id=ConversationId("c"))
    assert isinstance(await GUARD.review(Side.BOT, content, talk), Block)


async def test_the_reason_names_the_cue_and_not_the_whole_message() -> None:
    found = await verdict("My name is Ada Lovelace and I want to kill myself")
    assert isinstance(found, Escalate)
    assert "en.kill_self" in found.reason
    assert "Lovelace" not in found.reason


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(Side))
async def test_any_text_has_a_verdict(text: str, side: Side) -> None:
    assert isinstance(await verdict(text, side=side), Allow | Rewrite | Block | Escalate)


@pytest.mark.parametrize("unit", ["想死", "kill myself ", "not kill myself ", "直接", "我 . "])
async def test_the_time_for_a_text_grows_with_its_length_and_no_faster(unit: str) -> None:
    """Ten times the text takes about ten times the time; a hundred times would be quadratic."""

    async def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        took = []
        for _ in range(3):
            start = process_time()
            await verdict(text)
            took.append(process_time() - start)
        return min(took)

    assert await seconds(200_000) < 50 * await seconds(20_000)


@pytest.mark.parametrize(
    ("named", "text", "risk"),
    [
        ("high", "yes", Risk.HIGH),
        ("low", "yes", Risk.MODERATE),
        ("", "yes", Risk.MODERATE),
        ("high", "yes, I keep having thoughts of dying", Risk.HIGH),
    ],
)
async def test_a_bot_may_name_how_grave_a_yes_to_its_question_is(
    named: str, text: str, risk: Risk
) -> None:
    asked = Utterance(Side.BOT, "Have you tried to end your life?")
    talk = Conversation(id=ConversationId("t"), utterances=(asked,), slots={ASKED_RISK: named})
    verdict = await GUARD.review(Side.USER, Content(text=text), talk)
    assert isinstance(verdict, Escalate)
    assert verdict.risk is risk
    calm = await GUARD.review(Side.USER, Content(text="no"), talk)
    assert isinstance(calm, Allow)


@pytest.mark.parametrize(
    ("said", "text", "escalates"),
    [
        ("Then let us leave it here for today.", "Thank you for everything, bye", False),
        ("那今天就到这儿。", "谢谢你陪我，再见", False),
        ("Then let us leave it here for today.", "Goodbye cruel world", True),
        (
            "Then let us leave it here for today.",
            "Thank you for everything, goodbye everyone",
            True,
        ),
        ("那今天就到这儿。", "谢谢你陪我，永别了", True),
        ("What happened then?", "Thank you for everything, bye", True),
    ],
)
async def test_a_polite_goodbye_is_one_where_the_bot_has_said_it(
    said: str, text: str, escalates: bool
) -> None:
    assert isinstance(await verdict(text, said), Escalate) is escalates


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        ((), ("suicide",)),
        (("suicide",), ("suicide",)),
        (("threatened", "toxic"), ("threatened",)),
        (("suicide", "third_person"), ("suicide", "third_person")),
        (("suicide", "threatened"), ("suicide",)),
    ],
)
async def test_not_being_safe_is_about_what_the_talk_was_about(
    labels: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    said = (Utterance(Side.BOT, "Are you safe right now?"),)
    talk = Conversation(id=ConversationId("c"), utterances=said, labels=frozenset(labels))
    found = await GUARD.review(Side.USER, Content(text="no"), talk)
    assert isinstance(found, Escalate)
    assert found.labels == kept


@pytest.mark.parametrize(
    ("labels", "escalates"),
    [
        (("suicide",), True),
        (("suicide", "third_person"), True),
        (("suicide", "third_person", "bereaved"), False),
        (("threatened",), False),
    ],
)
async def test_who_mourns_or_was_beaten_has_made_no_plan(
    labels: tuple[str, ...], escalates: bool
) -> None:
    crisis = Crisis(Risk.LOW, labels)
    found = await verdict("我今晚就喝到断片", "这会儿你最需要的是什么？", crisis=crisis)
    assert isinstance(found, Escalate) is escalates


async def test_the_end_of_a_talk_is_over_when_the_bot_asks_on() -> None:
    said = ("Then let us leave it here for today.", "What happened then?")
    assert isinstance(await verdict("Thank you for everything, bye", *said), Escalate)


@pytest.mark.parametrize("text", ["my husband rapes me", "他强奸我"])
async def test_who_attacks_is_not_the_one_in_danger(text: str) -> None:
    found = await verdict(text)
    assert isinstance(found, Escalate)
    assert found.labels == ("threatened",)
