"""Who somebody is to the service: recognised, not recognised any more, a user of the page's own."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.lamplight import USER_SECRET
from tests.browser.stage import Person, Platform

NOT_RECOGNISED = "401"
"""What Chromium says of a token that is refused; we cannot keep it from saying so."""


def session(person: Person, of: str = "fireside:") -> Any:
    return person.page.evaluate(
        """of => {
            const mine = Object.keys(localStorage).filter(k => k.startsWith(of));
            const key = mine.find(k => k.endsWith("session"));
            return JSON.parse(localStorage[key] ?? "null");
        }""",
        of,
    )


def forget(person: Person, **changes: object) -> None:
    """As after a month without a visit: the service takes none of the tokens any more."""
    person.page.evaluate(
        """changes => {
            for (const key of Object.keys(localStorage).filter(k => k.endsWith("session")))
                localStorage[key] = JSON.stringify({...JSON.parse(localStorage[key]), ...changes});
        }""",
        {"token": "x.y.z", "refresh": "x.y.z", **changes},
    )


def kept_by(served: Platform, person: Person, token: str) -> int:
    answer = person.page.request.get(
        f"{served.url}/v1/me/conversations", headers={"Authorization": f"Bearer {token}"}
    )
    return len(answer.json())


def test_who_is_not_recognised_is_never_told_that_all_is_deleted(
    served: Platform, meet: Meet
) -> None:
    person = meet(may_complain=NOT_RECOGNISED)
    person.arrive(served.url)
    person.say("words that stay")
    before = session(person)
    forget(person)
    person.choose("Delete my data")
    person.page.get_by_role("button", name="Delete everything").click()
    dialog = person.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nothing was deleted.")
    expect(dialog).to_contain_text(before["subject"])
    assert session(person)["subject"] == before["subject"], "nobody else was made up"
    assert kept_by(served, person, before["token"]) == 1
    person.page.keyboard.press("Escape")
    person.choose("Export my data")
    expect(dialog).to_contain_text("Nothing was saved.")
    expect(dialog).to_contain_text(before["subject"])


def test_somebody_new_is_only_made_when_asked_and_what_was_lost_is_named(
    served: Platform, meet: Meet
) -> None:
    person = meet(may_complain=NOT_RECOGNISED)
    person.arrive(served.url)
    before = session(person)
    forget(person, expires=0)
    person.page.reload()
    page = person.page.get_by_role("status").filter(has_text="not recognised any more")
    expect(page).to_contain_text(before["subject"])
    person.page.get_by_role("button", name="Begin a new one").click()
    expect(person.answers).to_have_count(1)
    assert session(person)["subject"] != before["subject"]
    person.choose("Delete my data")
    person.page.get_by_role("button", name="Delete everything").click()
    expect(person.page.get_by_role("heading", name="Deleted, as far as")).to_be_visible()
    expect(person.page.locator(".plain")).to_contain_text(before["subject"])
    assert kept_by(served, person, before["token"]) == 1


def user_token(name: str) -> str:
    return jwt.encode({"sub": name, "exp": int(time.time()) + 600}, USER_SECRET, algorithm="HS256")


def become(person: Person, token: str | None) -> None:
    person.page.locator("fireside-chat").evaluate("(chat, token) => chat.userToken = token", token)


def test_a_user_who_signs_in_later_is_that_user(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("as nobody in particular")
    person.field.fill("half a thought")
    become(person, user_token("ada"))
    person.agree()
    expect(person.own).to_have_count(0)
    expect(person.field).to_have_value("half a thought")
    person.field.fill("")
    person.say("as Ada")
    assert session(person, "fireside-user:")["subject"] == "u-ada"
    person.field.fill("half a thought of Ada's")
    become(person, user_token("bea"))
    person.agree()
    expect(person.own).to_have_count(0)
    expect(person.field).to_have_value("")
    assert session(person, "fireside-user:")["subject"] == "u-bea"
    become(person, None)
    expect(person.own).to_have_text(["as nobody in particular"])


def test_a_page_that_cannot_say_who_it_is_says_so(served: Platform, meet: Meet) -> None:
    person = meet(may_complain=NOT_RECOGNISED)
    person.page.goto(f"{served.url}/#lamp")
    expect(person.page.locator(".agree")).to_be_visible()
    become(person, "not.a.token")
    person.page.locator(".agree").click()
    expect(person.bar).to_contain_text("lost its place", timeout=10_000)
    person.choose("Delete my data")
    person.page.get_by_role("button", name="Delete everything").click()
    expect(person.page.get_by_role("dialog")).to_contain_text("sign in here again")
    person.page.keyboard.press("Escape")
    person.page.evaluate("token => window.kept = token", user_token("cleo"))
    person.page.locator("fireside-chat").evaluate(
        "chat => chat.userToken = async () => window.kept"
    )
    expect(person.answers).to_have_count(1)


@pytest.mark.parametrize(
    "early", ["document.createElement('fireside-chat')", "document.querySelector('fireside-chat')"]
)
def test_a_token_may_be_set_before_the_element_is_known(
    served: Platform, meet: Meet, early: str
) -> None:
    person = meet(may_complain="404")  # such a page has no icon
    page: Callable[[str], Any] = person.page.evaluate
    person.page.goto(f"{served.url}/healthz")
    page("document.body.innerHTML = '<fireside-chat bot=lamp></fireside-chat>'")
    page(f"window.chat = {early}; chat.setAttribute('bot', 'lamp')")
    page(f"chat.userToken = '{user_token('dora')}'")
    page("document.body.replaceChildren(chat)")
    page(f"import('{served.url}/widget/fireside-chat.js').then(() => 0)")
    person.agree()
    assert session(person, "fireside-user:")["subject"] == "u-dora"
