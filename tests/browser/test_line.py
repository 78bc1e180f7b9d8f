"""The line breaks, the service is killed, busy, or not there at all: no word is lost.

The page and the widget's files are served from elsewhere here, so that the page can be loaded
again while the service is down.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stage import Person, Platform, elsewhere, free_port, platform

OFFLINE = "ERR_"
"""What Chromium says of a server that is not there; we cannot keep it from saying so."""


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[tuple[Platform, str]]:
    """A platform of one's own to break, and a page of another origin that talks to it."""
    port = free_port()
    with platform(tmp_path, "--origin", f"http://localhost:{port}") as made:
        script = f"http://localhost:{port}/fireside-chat.js"
        with elsewhere(port, made, script, f'bot="lamp" server="{made.url}"') as page:
            yield made, page


def test_an_answer_that_was_broken_off_is_finished_after_a_resume(
    fragile: tuple[Platform, str], meet: Meet
) -> None:
    service, page = fragile
    person = meet(may_complain=OFFLINE)
    person.page.goto(page)
    person.agree()
    person.say("slowly", answered=False)
    expect(person.page.locator(".tail .bubble")).to_contain_text("Let us")
    service.kill()
    expect(person.bar).to_contain_text("Reconnecting")
    service.start()
    person.page.evaluate("dispatchEvent(new Event('online'))")
    expect(person.answers.last).to_contain_text("I am listening.", timeout=15_000)
    expect(person.answers).to_have_count(2)
    expect(person.page.locator(".tail .bubble")).to_have_count(0)


def test_who_comes_before_the_service_waits_for_it(meet: Meet, tmp_path: Path) -> None:
    port = free_port()
    service = Platform(tmp_path, options=("--origin", f"http://localhost:{port}"))
    script = f"http://localhost:{port}/fireside-chat.js"
    with elsewhere(port, service, script, f'bot="lamp" server="{service.url}"') as page:
        person = meet(may_complain=OFFLINE)
        person.page.goto(page)
        expect(person.page.get_by_role("heading", name="Nobody answers")).to_be_visible()
        service.start()
        try:
            person.page.get_by_role("button", name="Try now").click()
            person.agree()
        finally:
            service.stop()


def test_a_busy_service_takes_the_words_later(meet: Meet, tmp_path: Path) -> None:
    with platform(tmp_path, "--messages-per-minute", "30") as service:
        person = meet()
        person.arrive(service.url)
        for i in range(11):
            person.say(f"word {i}", answered=False)
        expect(person.bar).to_contain_text("Your words are kept and go out by themselves.")
        expect(person.page.locator(".row.waiting .status")).to_have_text("Waiting to be sent")
        expect(person.answers).to_have_count(12, timeout=10_000)
        expect(person.bar).to_be_empty()


def test_a_bot_that_is_not_there(served: Platform, meet: Meet, other_port: int) -> None:
    script = f"{served.url}/widget/fireside-chat.js"
    with elsewhere(other_port, served, script, f'bot="nobody" server="{served.url}"') as page:
        person = meet()
        person.page.goto(page)
        expect(person.page.get_by_role("status").last).to_contain_text("“nobody”")


def test_a_page_of_another_origin_under_a_strict_policy(
    served: Platform, meet: Meet, other_port: int
) -> None:
    script = f"{served.url}/widget/fireside-chat.js"
    attributes = f'bot="lamp" server="{served.url}" language="zh" mode="floating"'
    with elsewhere(other_port, served, script, attributes) as page:
        person = meet()
        person.page.goto(page)
        launcher = person.page.get_by_role("button", name="和灯下聊聊")
        launcher.click()
        person.agree()
        person.say("考试")
        person.page.keyboard.press("Escape")
        expect(launcher).to_be_focused()
        launcher.click()
        expect(person.field).to_be_focused()
        expect(person.answers).to_have_count(2)


def fill(person: Person, turns: int) -> None:
    """Many messages at once, without waiting for each answer."""
    for i in range(turns):
        person.field.fill(f"number {i}")
        person.field.press("Enter")
    expect(person.answers).to_have_count(turns + 1, timeout=30_000)


def test_a_session_that_is_refused_is_renewed(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    spoil = (
        "k => localStorage[k] = JSON.stringify({...JSON.parse(localStorage[k]), token: 'x.y.z'})"
    )
    person.page.evaluate(
        f"Object.keys(localStorage).filter(k => k.endsWith('session')).map({spoil})"
    )
    person.page.reload()
    expect(person.answers).to_have_count(1)
    person.say("still me")
