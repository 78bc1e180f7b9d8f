"""What a person may do with their own words: take them along, destroy them."""

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stage import Person, Platform

KEPT = "Object.keys(localStorage).filter(key => key.startsWith('fireside:http'))"


def test_the_first_visit_asks_before_anything_is_sent(served: Platform, meet: Meet) -> None:
    person = meet()
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.page.goto(f"{served.url}/#lamp")
    page = person.page.get_by_role("region", name="Before we begin")
    for words in (
        "a computer program, not a person",
        "not for emergencies",
        "18 and over",
        "call 911",
    ):
        expect(page).to_contain_text(words)
    assert not any("/v1/sessions" in url or "/v1/ws" in url for url in asked)
    page.get_by_label("Where are you?").select_option("Japan")
    expect(page).to_contain_text("call 119")
    person.agree()
    person.page.reload()
    expect(person.answers).to_have_count(1)


def test_export_saves_every_word(served: Platform, meet: Meet, tmp_path: Path) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("words to keep")
    with person.page.expect_download() as saving:
        person.choose("Export my data")
    target = tmp_path / "mine.json"
    saving.value.save_as(target)
    assert saving.value.suggested_filename == "fireside-export.json"
    document = json.loads(target.read_text(encoding="utf-8"))
    assert document["format"] == "fireside.export.v1"
    assert "words to keep" in target.read_text(encoding="utf-8")
    expect(person.bar).to_have_text("Saved as fireside-export.json.")


def test_delete_leaves_nothing_here_or_there(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("words to forget")
    other = Person(person.page.context.new_page())
    other.page.goto(f"{served.url}/#lamp")
    expect(other.own).to_have_count(1)
    person.page.bring_to_front()  # a page behind another one draws, and is clicked, once a second
    token = person.page.evaluate(
        f"JSON.parse(localStorage[{KEPT}.find(k => k.endsWith('session'))])"
    )
    person.choose("Delete my data")
    expect(person.page.get_by_role("button", name="Keep it")).to_be_focused()
    person.page.get_by_role("button", name="Delete everything").click()
    expect(person.page.get_by_role("heading", name="Everything is deleted")).to_be_visible()
    expect(other.page.get_by_role("heading", name="Everything is deleted")).to_be_visible()
    assert [key for key in person.page.evaluate(KEPT) if not key.endswith("language")] == []
    answer = person.page.request.get(
        f"{served.url}/v1/me/conversations", headers={"Authorization": f"Bearer {token['token']}"}
    )
    assert answer.json() == []
    person.page.get_by_role("button", name="Start over").click()
    person.agree()
    expect(person.own).to_have_count(0)


def test_a_delete_that_fails_says_so(served: Platform, meet: Meet) -> None:
    person = meet(may_complain="ERR_FAILED")
    person.arrive(served.url)
    person.page.route("**/v1/me", lambda route: route.abort())
    person.choose("Delete my data")
    person.page.get_by_role("button", name="Delete everything").click()
    expect(person.page.get_by_role("dialog")).to_contain_text("may not be deleted yet")
    person.page.keyboard.press("Escape")
    expect(person.answers).to_have_count(1)
