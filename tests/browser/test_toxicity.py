"""The toxicity guard in the widget: disguised insults are stopped, kind words are not."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stage import Platform

STOPPED = "I did not take in that last message"


@pytest.mark.parametrize("insult", ["你就是个sha bi废物", "你这个女表子，真不要脸"])
def test_a_disguised_insult_is_stopped(served: Platform, meet: Meet, insult: str) -> None:
    person = meet()
    person.arrive(served.url)
    person.say(insult, answered=False)
    expect(person.page.get_by_role("log")).to_contain_text(STOPPED)


@pytest.mark.parametrize("kind", ["謝謝你，你真的很溫柔", "他罵我是廢物，我很難受", "我叫li ming"])
def test_kind_words_and_a_hurt_that_is_told_are_answered(
    served: Platform, meet: Meet, kind: str
) -> None:
    person = meet()
    person.arrive(served.url)
    person.say(kind)
    expect(person.answers.last).to_be_visible()
    expect(person.page.get_by_role("log")).not_to_contain_text(STOPPED)
