"""The line breaks, the service is killed, busy, or not there at all: no word is lost.

The page and the widget's files are served from elsewhere here, so that the page can be loaded
again while the service is down.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

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


def test_words_outlive_a_killed_service_and_a_reload(
    fragile: tuple[Platform, str], meet: Meet
) -> None:
    service, page = fragile
    person = meet(may_complain=OFFLINE)
    person.page.goto(page)
    person.agree()
    person.say("said before")
    service.kill()
    expect(person.bar).to_have_text("Reconnecting. Your words are kept.")
    person.say("written offline", answered=False)
    person.say("and another", answered=False)
    waiting = person.page.locator(".row.waiting")
    expect(waiting.locator(".status")).to_have_text(["Waiting to be sent"] * 2)
    person.page.reload()
    expect(waiting.locator(".bubble")).to_have_text(["written offline", "and another"])
    service.start()
    person.page.evaluate("dispatchEvent(new Event('online'))")
    expect(person.answers).to_have_count(4, timeout=15_000)
    expect(waiting).to_have_count(0)
    expect(person.bar).to_be_empty()
    expect(person.own).to_have_text(["said before", "written offline", "and another"])
    person.page.reload()
    expect(person.own).to_have_text(["said before", "written offline", "and another"])
    expect(person.answers).to_have_count(4)


class Line:
    """The websockets of a page, in our hands: cut them, hold what would come too early."""

    def __init__(self, page: Page) -> None:
        self.cut = self.late = self.first_sentence_only = False
        self.code = 4001
        self._page = page
        page.route_web_socket("**/v1/ws", self._opened)

    def break_off(self) -> None:
        self.cut = True
        self._page.evaluate("dispatchEvent(new Event('offline'))")

    def mend(self) -> None:
        self.cut = False
        self._page.evaluate("dispatchEvent(new Event('online'))")

    def _opened(self, near: WebSocketRoute) -> None:
        if self.cut:
            near.close(code=self.code)
            return
        far, acks, held = near.connect_to_server(), 0, list[str | bytes]()

        def told(frame: str | bytes) -> None:
            nonlocal acks
            acks += '"t":"ack"' in str(frame)
            if (
                self.first_sentence_only
                and "message.delta" in str(frame)
                and '"i":0' not in str(frame)
            ):
                return
            if self.late and acks < 2 and '"seq"' in str(frame) and '"re"' not in str(frame):
                held.append(frame)
                return
            near.send(frame)
            while held and acks >= 2:
                near.send(held.pop(0))

        far.on_message(told)


def test_words_that_are_acknowledged_first_still_stand_last(served: Platform, meet: Meet) -> None:
    """After a reload the past may come after the receipts of what was written offline."""
    person = meet()
    line = Line(person.page)
    person.arrive(served.url)
    person.say("said before")
    line.break_off()
    person.say("written offline", answered=False)
    person.say("and another", answered=False)
    person.page.reload()
    expect(person.own).to_have_text(["written offline", "and another"])
    line.late = True
    line.mend()
    expect(person.answers).to_have_count(4, timeout=10_000)
    expect(person.own).to_have_text(["said before", "written offline", "and another"])


def test_no_sentence_is_missing_after_a_break_in_an_answer(served: Platform, meet: Meet) -> None:
    person = meet()
    line = Line(person.page)
    person.arrive(served.url)
    line.first_sentence_only = True
    person.say("unhurried", answered=False)
    tail = person.page.locator(".tail .bubble")
    expect(tail).to_have_text("One. ")
    person.page.wait_for_timeout(900)  # two more are said meanwhile
    line.break_off()
    line.first_sentence_only = False
    line.mend()
    expect(tail).to_contain_text("Two. Three. Four. ")
    assert str(tail.text_content()).startswith("One. Two. Three. Four. ")
    person.page.get_by_role("button", name="Stop the answer").click()
    expect(tail).to_have_count(0)


def test_too_many_windows_are_told_so(served: Platform, meet: Meet) -> None:
    person = meet()
    line = Line(person.page)
    person.arrive(served.url)
    line.code = 4504
    line.break_off()
    expect(person.bar).to_contain_text("Please close one.")
    person.say("kept", answered=False)
    line.cut = False
    person.bar.get_by_role("button", name="Try now").click()
    expect(person.answers).to_have_count(2)
    expect(person.bar).to_be_empty()


def test_another_window_sends_what_this_one_could_not(served: Platform, meet: Meet) -> None:
    person = meet()
    line = Line(person.page)
    person.arrive(served.url)
    other = Person(person.page.context.new_page())
    other.page.goto(f"{served.url}/#lamp")
    expect(other.answers).to_have_count(1)
    line.break_off()
    person.say("from the window that is cut off", answered=False)
    other.say("from the other", answered=False)
    expect(other.answers).to_have_count(3)
    said = ["from the window that is cut off", "from the other"]
    expect(other.own).to_have_text(said)
    line.mend()
    expect(person.own).to_have_text(said)
    expect(person.answers).to_have_count(3)
    assert other.complaints == []


def test_only_words_that_wait_for_long_say_so(served: Platform, meet: Meet) -> None:
    """Words that just went out are not called late because of others that were."""
    person = meet()
    person.arrive(served.url)
    person.page.clock.install()
    person.page.evaluate("WebSocket.prototype.send = () => {}")
    person.say("first", answered=False)
    person.page.clock.run_for(1400)
    person.say("second", answered=False)
    person.page.clock.run_for(200)
    status = person.page.locator(".row.waiting .status")
    expect(status).to_have_text(["Waiting to be sent", ""])
    person.page.clock.run_for(1400)
    expect(status).to_have_text(["Waiting to be sent"] * 2)


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
        person.page.get_by_role("button", name="Numbers to call").click()
        expect(person.page.get_by_role("dialog")).to_contain_text("112 works in many countries")
        person.page.keyboard.press("Escape")
        service.start()
        try:
            person.page.get_by_role("button", name="Try now").click()
            person.agree()
        finally:
            service.stop()


def test_a_busy_service_takes_the_words_later(meet: Meet, tmp_path: Path) -> None:
    with platform(tmp_path, "--messages-per-minute", "30") as service:
        person = meet()
        line = Line(person.page)
        person.arrive(service.url)
        line.break_off()
        for i in range(11):  # one more than may come at once
            person.say(f"word {i}", answered=False)
        stood = person.remember(".bar")
        line.mend()
        expect(person.answers).to_have_count(12, timeout=20_000)
        expect(person.bar).to_be_empty()
        assert any("Your words are kept and go out by themselves." in words for words in stood())
        expect(person.own).to_have_text([f"word {i}" for i in range(11)])


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
