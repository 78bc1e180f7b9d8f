"""A conversation that is longer than what a page shows at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.browser.conftest import SETTINGS, Meet
from tests.browser.stage import Person, Platform

FIRST = "I took all my pills"
TURNS = 36
"""Ten entries of the log each: more than a resume replays (300), more than one page shows (100)."""


@pytest.fixture(scope="module")
def past(browser: Browser, served: Platform) -> Iterator[StorageState]:
    """The memory of a browser that had a long conversation, with a crisis at its beginning."""
    context = browser.new_context(**SETTINGS)
    person = Person(context.new_page())
    person.arrive(served.url)
    person.say(FIRST)
    for i in range(TURNS):
        person.say(f"number {i}", answered=False)
    expect(person.answers).to_have_count(TURNS + 2, timeout=60_000)
    expect(person.answers.last).to_contain_text("I hear you.")
    yield context.storage_state()
    context.close()


def test_a_long_past_comes_page_by_page(served: Platform, meet: Meet, past: StorageState) -> None:
    person = meet(storage_state=past)
    person.page.goto(f"{served.url}/#lamp")
    expect(person.own.last).to_have_text(f"number {TURNS - 1}")
    first = str(person.own.first.text_content())
    assert first != "number 0"
    earlier = person.page.get_by_role("button", name="Earlier messages")
    person.page.locator(".scroller").evaluate("s => s.scrollTop = 30")
    expect(person.log).to_have_attribute("aria-live", "polite")
    being_read = person.own.get_by_text(first, exact=True)
    before = being_read.bounding_box()
    listen(person)
    earlier.evaluate("button => button.click()")  # a real one would scroll to it first
    expect(person.own.first).to_have_text(FIRST)
    after = being_read.bounding_box()
    assert before is not None and after is not None
    assert abs(after["y"] - before["y"]) < 1, "what is being read stays where it is"
    assert person.page.evaluate("window.loud") == [], "the past is not read out"
    expect(earlier).to_be_hidden()
    expect(person.page.locator(".scroller")).to_be_focused()
    said = [FIRST, *(f"number {i}" for i in range(TURNS))]
    expect(person.own).to_have_text(said)
    expect(person.panel()).to_have_count(1)
    expect(person.log).to_have_attribute("aria-live", "polite")


def listen(person: Person) -> None:
    person.log.evaluate(
        """log => {
            window.loud = [];
            new MutationObserver(changes => {
                for (const {addedNodes} of changes)
                    if (addedNodes.length && log.getAttribute("aria-live") === "polite")
                        window.loud.push(addedNodes[0].textContent);
            }).observe(log, {childList: true});
        }"""
    )


def test_the_people_to_call_survive_a_reload_however_long_ago_it_was(
    served: Platform, meet: Meet, past: StorageState
) -> None:
    person = meet(storage_state=past)
    person.page.goto(f"{served.url}/#lamp")
    expect(person.own.last).to_have_text(f"number {TURNS - 1}")
    expect(person.panel().get_by_role("link", name="Call 988")).to_be_visible()
    person.panel().get_by_role("button", name="I am safe right now").click()
    expect(person.panel()).to_have_class("panel over")
    person.page.reload()
    expect(person.own.last).to_have_text(f"number {TURNS - 1}")
    expect(person.answers.last).to_contain_text("I am glad you are safe")
    expect(person.panel()).to_have_count(0)
    person.page.get_by_role("button", name="Earlier messages").click()
    expect(person.panel()).to_have_class("panel over")
