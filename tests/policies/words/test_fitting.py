"""A talk is cut to a model's context and alternates."""

import pytest

from kernel.events import Side
from kernel.records import Utterance
from policies.words.fitting import before_last, recent_within, strict_turns, tokens

ME, BOT = Side.USER, Side.BOT


def test_the_latest_that_fit_are_kept() -> None:
    spoken = [Utterance(ME, "abc" * 20), Utterance(BOT, "yes"), Utterance(ME, "no")]
    assert recent_within(spoken, 2, 100) == spoken[1:]
    assert recent_within(spoken, 9, 10) == spoken[1:]
    assert recent_within(spoken, 9, 0) == []


def test_what_goes_before_the_last_words_has_no_notices() -> None:
    spoken = [Utterance(BOT, "notice", notice=True), Utterance(BOT, "hi"), Utterance(ME, "a")]
    assert before_last([*spoken, Utterance(BOT, "later")]) == [Utterance(BOT, "hi")]


def test_messages_alternate_from_the_persons_first() -> None:
    spoken = [Utterance(BOT, "hi"), Utterance(ME, "a"), Utterance(ME, "b"), Utterance(BOT, "c")]
    messages = strict_turns(spoken)
    assert [(message.role, message.text) for message in messages] == [
        ("user", "a\nb"),
        ("assistant", "c"),
    ]


@pytest.mark.parametrize(("text", "least"), [("天气很好", 4), ("a fine day", 3), ("", 1)])
def test_tokens_are_not_underestimated(text: str, least: int) -> None:
    assert tokens(text) >= least
