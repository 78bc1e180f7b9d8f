"""The widget on somebody else's page, and in the corner of it."""

from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stage import Person, Platform, elsewhere


def test_a_bot_that_is_not_there(served: Platform, meet: Meet, other_port: int) -> None:
    script = f"{served.url}/widget/fireside-chat.js"
    with elsewhere(other_port, served, script, f'bot="nobody" server="{served.url}"') as page:
        person = meet()
        person.page.goto(page)
        expect(person.page.get_by_role("status").last).to_contain_text("“nobody”")
        person.page.locator("fireside-chat").evaluate("chat => chat.setAttribute('bot', 'lamp')")
        person.agree()


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
        unread_words(person)


def unread_words(person: Person) -> None:
    """Only what came while it was closed is new, also after a reload."""
    dot = person.page.get_by_role("img", name="有新的话等着你")
    person.say("think", answered=False)
    person.page.keyboard.press("Escape")
    expect(dot).to_be_hidden()
    expect(dot).to_be_visible(timeout=10_000)
    person.page.reload()
    expect(dot).to_be_visible()
    person.page.get_by_role("button", name="和灯下聊聊").click()
    expect(person.answers).to_have_count(3)
    person.page.keyboard.press("Escape")
    person.page.reload()
    expect(person.page.get_by_role("button", name="和灯下聊聊")).to_be_visible()
    expect(person.answers).to_have_count(3)
    expect(dot).to_be_hidden()


def test_a_country_that_is_none_is_no_obstacle(
    served: Platform, meet: Meet, other_port: int
) -> None:
    script = f"{served.url}/widget/fireside-chat.js"
    attributes = f'bot="lamp" server="{served.url}" country="USA"'
    with elsewhere(other_port, served, script, attributes) as page:
        person = meet()
        person.page.goto(page)
        person.agree()
