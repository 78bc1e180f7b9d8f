"""The sieve over a small model's stream."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.events import Language
from policies.words.tidy import Rules, Tidy, likeness

EN = Rules(language=Language.EN, most=4)
ZH = Rules(language=Language.ZH, most=4)


def sieved(text: str, rules: Rules = EN, size: int = 3, **more: Any) -> str:
    tidy = Tidy(replace(rules, **more))
    out = [kept for i in range(0, len(text), size) for kept in tidy.feed(text[i : i + size])]
    return "".join(out + tidy.flush())


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Assistant: You sound worn out.", "You sound worn out."),
        ("You sound worn out.\nUser: yes I am\nAssistant: Good.", "You sound worn out."),
        ("## Answer\nYou sound **worn out**.", "You sound worn out."),
        ("You sound worn out.\n1. Sleep more.\n2. Eat well.", "You sound worn out."),
        ("You sound worn out!! Since when?", "You sound worn out. Since when?"),
        ("You sound worn out.<|im_end|><|im_start|>user", "You sound worn out."),
        ("<think>They are tired.</think>You sound worn out.", "You sound worn out."),
        ("<think>They are tired. You sound worn out.", ""),
        ("You sound worn out. Since when? Was it the move?", "You sound worn out. Since when?"),
        ("You sound worn out. It is the nights that", "You sound worn out."),
        ("It is the nights", "It is the nights"),
        ("Here is what I think:", ""),
        ("One two three. Four five six. Seven eight. Nine ten. Eleven.",
         "One two three. Four five six. Seven eight. Nine ten."),
        ('You said "it is late. And dark". Since when?', "Since when?"),
        ("你听起来很累。", ""),
        ("", ""),
        ("...", ""),
        ("3 < 4 is what you said.", "3 < 4 is what you said."),
    ],
)  # fmt: skip
def test_what_comes_through(raw: str, clean: str) -> None:
    assert sieved(raw, heard="3 < 4") == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("咨询师：听起来你很累。", "听起来你很累。"),
        ("你：听起来你很累。", "听起来你很累。"),
        ("听起来你很累。\n来访者：是啊\n咨询师：好。", "听起来你很累。"),
        ("听起来你很累！多久了？还有呢？", "听起来你很累。多久了？"),
        ("You sound tired and worn out.", ""),
        ("听起来你很累。You sound tired and worn out.", "听起来你很累。"),
        ("你提到 deadline 又改了。", "你提到 deadline 又改了。"),
        ("**一、**先睡觉。", "一、先睡觉。"),
    ],
)
def test_the_same_in_chinese(raw: str, clean: str) -> None:
    assert sieved(raw, ZH) == clean


def test_a_loop_ends_with_its_first_round() -> None:
    once = "You sound worn out by all of this."
    assert sieved(f"{once} " * 20) == once
    assert sieved("听起来这些天你真的很累。" * 20, ZH) == "听起来这些天你真的很累。"


def test_neither_the_prompt_nor_an_earlier_answer_is_said_again() -> None:
    prompt = "Keep to what the person said, in words of theirs. Invent nothing at all."
    assert (
        sieved("Keep to what the person said in words of theirs. Go on.", known=[prompt])
        == "Go on."
    )


def test_the_person_is_not_parroted_but_may_be_restated() -> None:
    heard = "Nobody at home ever listens to me."
    assert sieved("Nobody at home ever listens to me.", heard=heard) == ""
    restated = "You feel that nobody at home listens."
    assert sieved(restated, heard=heard) == restated


def test_a_question_of_the_person_is_not_asked_back() -> None:
    assert sieved("What should you do about it?", heard="What should I do about it?") == ""
    assert sieved("你该怎么办呢，现在？", ZH, heard="我该怎么办呢，现在？") == ""


def test_numbers_are_not_made_up() -> None:
    assert sieved("It has been 4 days. You sound tired.", heard="for 2 days") == "You sound tired."
    assert sieved("It has been 2 days.", heard="for 2 days") == "It has been 2 days."


def test_the_question_of_the_draft_is_not_answered_in_the_persons_place() -> None:
    draft = "It sounds hard. How long has it been like this?"
    assert sieved(
        "It has been like this for long. How long has it been like this?", draft=draft
    ) == ("How long has it been like this?")
    asked = "说到这件事的时候，你心里是什么感觉？"
    assert sieved("说到这件事的时候，你心里感觉很矛盾。", ZH, draft=asked) == ""


def test_only_the_person_is_quoted() -> None:
    raw = 'You said "I miss the sea". It sounds far away.'
    assert sieved(raw, person=["Some days I miss the sea, badly."]) == raw
    assert sieved(raw, person=["It is fine."]) == "It sounds far away."
    assert sieved("你说“我想家”，我在听。", ZH, heard="我，想家。") == "你说“我想家”，我在听。"


def test_forbidden_sentences_are_left_out_and_the_rest_stays() -> None:
    never = [re.compile("you should", re.I)]
    raw = "You should sleep. You sound worn out. Do you sleep?"
    assert sieved(raw, never=never) == "You sound worn out. Do you sleep?"


def test_a_model_that_only_misbehaves_is_soon_not_waited_for() -> None:
    never = [re.compile("you should", re.I)]
    twice = "You should sleep. You should eat. "
    assert sieved(f"{twice}It sounds heavy.", never=never) == "It sounds heavy."
    assert sieved(f"{twice}You should run. It sounds heavy.", never=never) == ""


def test_it_speaks_of_itself_only_as_it_may() -> None:
    may = {"speaks": [re.compile(r"\bI\b")], "may": [re.compile(r"\bI hear\b")]}
    assert sieved("I was sad too. I hear you.", **may) == "I hear you."


def test_a_small_model_keeps_to_the_draft_and_the_person() -> None:
    rules = {"close": 0.7, "draft": "It sounds hard. Since when?", "heard": "I hate the nights"}
    assert sieved("You live in a green submarine. Since when?", **rules) == "Since when?"
    assert sieved("You hate the nights. Since when?", **rules) == "You hate the nights. Since when?"


def test_the_draft_itself_always_comes_through_once() -> None:
    draft = "I keep that in mind. Since when?"
    rules = {"draft": draft, "known": [draft], "speaks": [re.compile(r"\bI\b")], "close": 1.0}
    assert sieved(draft, **rules) == draft
    assert sieved("I keep that in mind. I keep that in mind.", **rules) == "I keep that in mind."


def test_sentences_come_out_as_soon_as_they_are_whole() -> None:
    tidy = Tidy(EN)
    assert tidy.feed("You sound worn out. ") == []
    assert tidy.feed("S") == ["You sound worn out."]
    assert tidy.feed("ince when? N") == [" Since when?"]
    assert tidy.done and tidy.asked
    assert tidy.feed("ever mind. ") == tidy.flush() == []


@given(st.text(alphabet='ab .?!\n<|>#*:你好。？“”"1', max_size=120), st.integers(1, 9))
def test_where_the_stream_was_cut_does_not_matter(text: str, size: int) -> None:
    assert sieved(text, size=size) == sieved(text, size=1000)
    assert sieved(text, ZH, size=size) == sieved(text, ZH, size=1000)


def test_likeness_is_symmetric_and_short_ones_must_be_equal() -> None:
    one, other = frozenset({"ab", "bc"}), frozenset({"ab"})
    assert likeness(one, other) == likeness(other, one) == 0
    assert likeness(one, one) == 1


def test_words_that_end_here_are_not_held_back() -> None:
    tidy = Tidy(EN)
    assert tidy.whole("You sound worn out.") == ["You sound worn out."]
    assert tidy.whole("It has been long") == []
    assert tidy.whole("It has been a long week.") == [" It has been a long week."]
    assert tidy.whole("Is it so? More.") == [" Is it so?"] and tidy.done
