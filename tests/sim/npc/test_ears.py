"""Clients hear what counsellors do: the bot's own book, and what any model may say."""

import pytest

from kernel.events import Language
from sim.cards.card import Topic
from sim.npc.ears import Act, Ears
from tests.policies.counselling.talking import BOOK

HEARD = {
    "feeling": Topic.FEELING, "hope": Topic.HOPE, "event": Topic.EVENT, "thought": Topic.THOUGHT,
    "effect": Topic.BODY, "course": Topic.COURSE, "tried": Topic.COPING, "step": Topic.STEP,
}  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("criterion", sorted(HEARD))
def test_the_first_question_of_each_criterion_is_heard(language: Language, criterion: str) -> None:
    found = [c for stage in BOOK.stages for c in stage.criteria if c.id == criterion]
    said = getattr(found[0].questions[0], language.value)
    assert HEARD[criterion] in Ears(language).hear(said, "").topics, said


@pytest.mark.parametrize(
    ("language", "said", "acts"),
    [
        (Language.EN, "It sounds like you feel alone, and that is a lot to carry.",
         {Act.REFLECT, Act.VALIDATE}),
        (Language.EN, "You should set a routine.", {Act.ADVISE}),
        (Language.EN, "Cheer up, it'll all be fine.", {Act.DISMISS}),
        (Language.EN, "You're being dramatic.", {Act.BLAME}),
        (Language.EN, "Why did you do that?", {Act.PROBE}),
        (Language.EN, "As an AI, I can't help with that.", {Act.MACHINE}),
        (Language.EN, "", {Act.EMPTY}),
        (Language.ZH, "听起来你很累，这真的不容易。", {Act.REFLECT, Act.VALIDATE}),
        (Language.ZH, "我建议你早点睡。", {Act.ADVISE}),
        (Language.ZH, "你想太多了。", {Act.DISMISS}),
        (Language.ZH, "你太敏感了，别这么想。", {Act.DISMISS, Act.BLAME}),
        (Language.ZH, "你可能是抑郁症。", {Act.LABEL}),
        (Language.ZH, "Hello, how are you?", {Act.EMPTY}),
        (Language.ZH, "这个放到你身上，合适吗？", {Act.CHECK}),
    ],
)  # fmt: skip
def test_acts(language: Language, said: str, acts: set[Act]) -> None:
    assert Ears(language).hear(said, "").acts == acts


@pytest.mark.parametrize(
    ("language", "own", "said"),
    [
        (Language.ZH, "我在图书馆坐到七点才回家。", "你在图书馆坐到七点，是这样吗？"),
        (Language.EN, "I sat in the library until seven.", "So you sat in the library each day."),
    ],
)
def test_the_clients_own_words_are_noticed(language: Language, own: str, said: str) -> None:
    assert Act.ECHO in Ears(language).hear(said, own).acts
    assert Act.ECHO not in Ears(language).hear(said, "").acts


def test_the_same_question_again_is_noticed() -> None:
    ears = Ears(Language.EN)
    assert Act.REPEAT not in ears.hear("I see. How long has it been?", "").acts
    assert Act.REPEAT in ears.hear("Right. How long has it been?", "").acts


def test_topics_are_heard_where_something_is_asked() -> None:
    ears = Ears(Language.EN)
    assert ears.hear("Your mother matters to you. How do you sleep?", "").topics == (Topic.BODY,)
    assert ears.hear("Tell me more about your family.", "").topics[0] is Topic.EVENT
    assert not ears.hear("Families are hard.", "").asks
