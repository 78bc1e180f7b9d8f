"""Prompts fit the context, alternate strictly and carry the person's words."""

from dataclasses import replace

import pytest

from kernel.events import Language, Side
from kernel.records import Utterance
from policies.counselling.progress import Place
from policies.counselling.prompt import Brief, judge_messages, reply_messages
from policies.words.fitting import tokens
from tests.policies.counselling.talking import BOOK

PLACE = Place(stage="trust_building", quotes={"topic": "my boss shouts"})
BRIEF = Brief(
    language=Language.EN, words="the latest words", draft="A draft. Is it?", do="Do this", care=""
)


def person(text: str) -> Utterance:
    return Utterance(Side.USER, text)


def bot(text: str, *, notice: bool = False) -> Utterance:
    return Utterance(Side.BOT, text, notice=notice)


def test_the_last_message_has_the_words_and_the_draft_and_the_first_the_quotes() -> None:
    messages = reply_messages(BOOK, PLACE, [person("the latest words")], BRIEF)
    assert [message.role for message in messages] == ["system", "user"]
    assert "“my boss shouts”" in messages[0].text
    assert "Building trust" in messages[0].text
    for part in ("the latest words", "A draft. Is it?", "Do this"):
        assert part in messages[1].text


def test_roles_alternate_and_begin_with_the_person() -> None:
    said = [bot("hello"), person("a"), person("b"), bot("c"), bot("d"), person("the latest words")]
    messages = reply_messages(BOOK, PLACE, said, BRIEF)
    assert [message.role for message in messages[1:]] == ["user", "assistant", "user"]
    assert messages[1].text == "a\nb"
    assert messages[2].text == "c\nd"


def test_words_of_the_platform_are_not_part_of_the_talk() -> None:
    said = [person("a"), bot("CRISIS", notice=True), person("now"), bot("LATER", notice=True)]
    messages = reply_messages(BOOK, PLACE, said, BRIEF)
    assert not any("CRISIS" in message.text or "LATER" in message.text for message in messages)
    assert messages[1].text.startswith("a\n")


@pytest.mark.parametrize("word", ["窗外下着雨", "and it rains "])
def test_the_longest_talk_fits_the_smallest_context(word: str) -> None:
    language = Language.ZH if "窗" in word else Language.EN
    said = [speaker(word * 400) for _ in range(20) for speaker in (person, bot)]
    brief = replace(BRIEF, language=language, words=word * 400)
    messages = reply_messages(BOOK, PLACE, [*said, person(word * 400)], brief)
    model = BOOK.plan.model
    used = sum(tokens(message.text) for message in messages)
    assert used + model.reply.max_tokens <= model.context_tokens


def test_what_the_talk_began_with_is_kept_when_it_no_longer_fits() -> None:
    said = [person("My dog ran away from home")]
    said += [speaker("more") for _ in range(10) for speaker in (bot, person)]
    system = reply_messages(BOOK, PLACE, said, BRIEF)[0].text
    assert "They began with: “My dog ran away from home”" in system
    assert "They began with" not in reply_messages(BOOK, PLACE, said[:3], BRIEF)[0].text


def test_a_hint_makes_the_model_ask() -> None:
    place = replace(PLACE, hint="end")
    last = reply_messages(BOOK, place, [person("x")], BRIEF)[-1].text
    assert "ask whether to leave it here" in last


def test_the_judge_sees_the_open_criteria_the_question_and_the_words() -> None:
    criteria = BOOK.stage("trust_building").criteria[1:]
    system, words = judge_messages(BOOK, criteria, "x" * 900 + "为什么来？", "因为", Language.ZH)
    assert "- hope：" in system.text and "- topic" not in system.text
    assert "为什么来？" in words.text and "因为" in words.text
    assert len(words.text) < 400


def test_tokens_are_counted_rather_too_high() -> None:
    assert tokens("一二三四") == 5
    assert tokens("four") == 2
