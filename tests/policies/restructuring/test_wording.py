"""Prompts fit the context, and of a model's words only labelled, fitting sentences are said."""

from dataclasses import replace

import pytest

from kernel.events import BotSpoke, Language, UserSpoke
from kernel.ids import MessageId
from policies.restructuring.asking import next_words, reopened_question
from policies.restructuring.closing import summary
from policies.restructuring.place import Place
from policies.restructuring.prompt import chat_messages, wording_messages
from policies.restructuring.sayings import Strategy
from policies.restructuring.scene import Scene, Sentence, Turn, sentences
from policies.restructuring.turn import plan_turn, scene_of, to_judge
from policies.restructuring.wording import Wording
from policies.words.fitting import tokens
from tests.policies.counselling.talking import FakeModel
from tests.policies.restructuring.talking import ANSWERS, BOOK, EN, ZH, Room

RESTATED = Sentence("You said so.", Strategy.RESTATEMENT)


def scene(language: Language = EN, text: str = "On Monday I lost the thread.") -> Scene:
    room = Room(language)
    room.happen(UserSpoke(message_id=MessageId("m"), text=text))
    made = scene_of(BOOK, room.talk)
    assert made is not None
    return made


def turn(at: Scene, *lead: Sentence) -> Turn:
    return replace(plan_turn(at), lead=lead or (RESTATED,))


def test_a_line_is_its_sentences_and_what_asks_is_a_question() -> None:
    assert sentences("好。你怎么看？", Strategy.NEGOTIATE) == (
        Sentence("好。", Strategy.NEGOTIATE),
        Sentence("你怎么看？", Strategy.QUESTION),
    )
    assert sentences("", Strategy.NEGOTIATE) == ()


async def test_of_a_models_sentences_only_labelled_statements_come_through() -> None:
    at = scene()
    value = {"sentences": [
        {"strategy": "restatement", "text": "You lost the thread on Monday"},
        {"strategy": "question", "text": "You could see them all."},
        {"strategy": "restatement", "text": "Was it bad?"},
        {"strategy": "restatement", "text": "Lost."},
        {"strategy": "restatement", "text": "When I was young I lost it too."},
    ]}  # fmt: skip
    said = await Wording(BOOK, FakeModel("", value), 0.0).lead(at, turn(at, RESTATED, RESTATED))
    assert said == (Sentence("You lost the thread on Monday.", Strategy.RESTATEMENT),)


async def test_what_is_hardly_reworded_keeps_the_strategy_of_the_draft() -> None:
    at = scene()
    drafted = Sentence("You lost the thread in the middle.", Strategy.RESTATEMENT)
    value = {"sentences": [
        {"strategy": "information", "text": "You lost the thread in the middle of it."},
        {"strategy": "information", "text": "Many people know that such a minute feels long."},
    ]}  # fmt: skip
    said = await Wording(BOOK, FakeModel("", value), 0.0).lead(at, turn(at, drafted, RESTATED))
    assert [one.strategy for one in said] == [Strategy.RESTATEMENT, Strategy.INFORMATION]


async def test_a_small_model_stays_close_to_the_draft() -> None:
    at = scene()
    value = {"sentences": [{"strategy": "restatement", "text": "A blue bicycle went by there."}]}
    assert await Wording(BOOK, FakeModel("", value), 0.7).lead(at, turn(at)) == (RESTATED,)
    assert (await Wording(BOOK, FakeModel("", value), 0.0).lead(at, turn(at))) != (RESTATED,)


@pytest.mark.parametrize(
    ("text", "language", "strategy"),
    [
        ("What was it like?", EN, "question"),
        ("You tell me that he left.", EN, "restatement"),
        ("You feel so ashamed of it.", EN, "reflection_of_feelings"),
        ("I am a program.", EN, "self_disclosure"),
        ("You could begin with one of them.", EN, "providing_suggestions"),
        ("That takes courage.", EN, "affirmation_and_reassurance"),
        ("It is up to you how far we go.", EN, "negotiate"),
        ("Thoughts come fast.", EN, "information"),
        ("你觉得呢？", ZH, "question"),
        ("你刚才说，他走了。", ZH, "restatement"),
        ("这真的不容易。", ZH, "affirmation_and_reassurance"),
        ("不妨先写下来。", ZH, "providing_suggestions"),
        ("看到哪儿由你来定。", ZH, "negotiate"),
    ],
)
def test_the_shape_of_a_sentence_shows_its_strategy(
    text: str, language: Language, strategy: str
) -> None:
    assert Wording(BOOK, FakeModel(), 0.0).strategy_of(text, language) == strategy


async def test_labels_of_a_chat_model_are_read_and_not_said() -> None:
    at = scene()
    words = "[Restatement] You lost the thread. <Question> What came next?"
    said = [one async for one in Wording(BOOK, FakeModel(words), 0.0).chat(at, turn(at))]
    assert said == [
        Sentence("You lost the thread.", Strategy.RESTATEMENT),
        Sentence("What came next?", Strategy.QUESTION),
    ]
    broken = FakeModel("You lost the thread. And so it g", fails_after=25)
    said = [one async for one in Wording(BOOK, broken, 0.0).chat(at, turn(at))]
    assert [one.text for one in said] == ["You lost the thread."]


@pytest.mark.parametrize("language", [EN, ZH])
def test_prompts_hold_the_draft_with_labels_and_fit_the_smallest_context(
    language: Language,
) -> None:
    room = Room(language)
    for n in range(30):
        room.happen(
            UserSpoke(message_id=MessageId(f"m{n}"), text="窗外下着雨" * 99),
            BotSpoke(message_id=MessageId(f"b{n}"), text="it rains " * 99),
        )
    room.happen(UserSpoke(message_id=MessageId("m"), text="雨" * 4000))
    at = scene_of(BOOK, room.talk)
    assert at is not None
    model = BOOK.plan.model
    for messages, most in (
        (wording_messages(at, turn(at), "defense", [Strategy.NEGOTIATE]), model.wording.max_tokens),
        (chat_messages(at), model.chat.max_tokens),
    ):
        assert sum(tokens(message.text) for message in messages) + most <= model.context_tokens
        assert [m.role for m in messages[1:]] == ["user", "assistant"] * (
            len(messages) // 2 - 1
        ) + ["user"]
    drafted = wording_messages(at, turn(at), "defense", [Strategy.NEGOTIATE])
    assert "[restatement] You said so." in drafted[-1].text
    assert BOOK.strategy(Strategy.NEGOTIATE).do.in_(at.language) in drafted[0].text


def test_the_question_of_a_step_rotates_and_is_asked_again_without_counting() -> None:
    at = scene()
    place = Place(step="automatic_thoughts", asking="thought", asked=("thought",))
    fixed, after = reopened_question(at, place)
    assert after.asked == place.asked and fixed[-1].strategy is Strategy.QUESTION
    fixed, after = next_words(at, place)
    assert after.asked == ("thought", "situation") and after.asking == "situation"


def test_i_do_not_know_is_looked_at_for_numbers_only() -> None:
    assert to_judge(scene(text="I don't know")) == ()
    assert [t.id for t in to_judge(scene(text="It was on a Monday"))][:1] == ["situation"]


@pytest.mark.parametrize("language", [EN, ZH])
def test_a_summary_tells_what_is_known_and_nothing_else(language: Language) -> None:
    at = scene(language, ANSWERS[language]["situation"][0])
    place = Place(step="summary", channel=1, channels=("blaming",), facts={
        "channel1.thought": "THOUGHT", "channel1.before": 80, "channel1.after": 30,
        "channel1.outcome": "eased",
    })  # fmt: skip
    told = "".join(one.text for one in summary(at, place))
    assert "THOUGHT" in told and "80" in told and "30" in told and "$" not in told
    nothing = summary(at, Place(step="summary"))
    assert nothing[0].text.startswith(BOOK.closing.nothing.in_(language)[:8])
