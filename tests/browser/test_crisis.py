"""A crisis: the people to call stand in the conversation, for the country where the person is."""

from playwright.sync_api import Route, expect

from tests.browser.conftest import Meet
from tests.browser.stage import Person, Platform

IN_DANGER = "I want to kill myself"


def in_danger(served: Platform, meet: Meet) -> Person:
    person = meet()
    person.arrive(served.url)
    person.say(IN_DANGER)
    return person


def test_the_numbers_can_be_tapped_and_the_country_changed(served: Platform, meet: Meet) -> None:
    person = in_danger(served, meet)
    panel = person.panel()
    expect(panel.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
    expect(panel.get_by_role("link", name="Call 988")).to_have_attribute("href", "tel:988")
    expect(panel.get_by_role("link", name="Text 988")).to_have_attribute("href", "sms:988")
    for link in panel.get_by_role("link").all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    panel.get_by_label("Country").focus()
    panel.get_by_label("Country").select_option("China (mainland)")
    expect(panel.get_by_role("link", name="Call 12356")).to_have_attribute("href", "tel:12356")
    expect(panel.get_by_label("Country")).to_be_focused()
    expect(panel.get_by_role("link", name="Call 911")).to_have_count(0)
    person.page.reload()
    expect(panel.get_by_role("link", name="Call 12356")).to_be_visible()


def test_it_stands_below_the_words_of_care_and_in_the_conversation(
    served: Platform, meet: Meet
) -> None:
    person = in_danger(served, meet)
    order = person.log.evaluate("log => [...log.children].map(row => row.className)")
    assert order[-1] == "panel"
    assert "bot" in order[-2]
    expect(person.field).to_be_enabled()
    care, room = person.answers.last.bounding_box(), person.page.locator(".scroller").bounding_box()
    assert care is not None and room is not None
    assert care["y"] >= room["y"], "the first words of care are not scrolled away"


def test_i_am_safe_right_now(served: Platform, meet: Meet) -> None:
    person = in_danger(served, meet)
    person.panel().get_by_role("button", name="I am safe right now").click()
    expect(person.answers.last).to_contain_text("I am glad you are safe")
    expect(person.panel().get_by_role("heading")).to_contain_text("Numbers to keep")
    expect(person.panel().get_by_role("button")).to_have_count(0)
    expect(person.panel()).to_be_focused()
    expect(person.panel().get_by_role("link", name="Call 988")).to_be_visible()


def test_i_want_to_talk_to_a_person(served: Platform, meet: Meet) -> None:
    person = in_danger(served, meet)
    answers = person.answers.count()
    person.panel().get_by_role("button", name="I want to talk to a person").click()
    expect(person.answers).to_have_count(answers + 1)


def test_the_way_back_to_the_numbers(served: Platform, meet: Meet) -> None:
    person = in_danger(served, meet)
    person.page.set_viewport_size({"width": 420, "height": 480})
    person.page.locator(".scroller").evaluate("s => s.scrollTop = 0")
    back = person.page.get_by_role("button", name="Numbers to call")
    back.click()
    expect(person.panel().get_by_role("link", name="Call 911")).to_be_in_viewport()
    expect(back).to_be_hidden()


def test_two_sentences_of_care_then_where_and_whom(served: Platform, meet: Meet) -> None:
    panel = in_danger(served, meet).panel()
    expect(panel.get_by_role("heading")).to_have_text("You are not alone with this.")
    expect(panel.get_by_role("link").first).to_have_attribute("href", "tel:911")
    parts = panel.evaluate(
        "panel => [...panel.querySelectorAll('h3, p, select, a, button')].map(e => e.localName)"
    )
    assert parts[:4] == ["h3", "p", "a", "select"], "first whom to call when it is urgent"
    assert parts[-2:] == ["button", "button"]


def test_a_list_that_cannot_be_had_is_asked_for_again(served: Platform, meet: Meet) -> None:
    person = meet(may_complain="ERR_FAILED")
    person.page.route("**/v1/hotlines*", lambda route: route.abort())
    person.arrive(served.url)
    person.say(IN_DANGER)
    panel = person.panel()
    expect(panel).to_contain_text("112 works in many countries")
    expect(panel.get_by_role("button", name="I am safe right now")).to_be_visible()
    person.page.unroute("**/v1/hotlines*")
    expect(panel.get_by_role("link", name="Call 988")).to_be_visible(timeout=10_000)
    expect(panel).not_to_contain_text("112 works in many countries")


def test_the_latest_choice_counts_however_slow_an_earlier_one_is(
    served: Platform, meet: Meet
) -> None:
    panel = (person := in_danger(served, meet)).panel()
    slow: list[Route] = []

    def hold(route: Route) -> None:
        slow.append(route)

    person.page.route("**/v1/hotlines?country=JP*", hold)
    panel.get_by_label("Country").select_option("Japan")
    panel.get_by_label("Country").select_option("China (mainland)")
    expect(panel.get_by_role("link", name="Call 12356")).to_be_visible()
    assert len(slow) == 1
    with person.page.expect_response("**/v1/hotlines?country=JP*"):
        slow[0].continue_()
    person.page.wait_for_timeout(100)
    expect(panel.get_by_label("Country")).to_have_value("CN")
    expect(panel.get_by_role("link", name="Call 12356")).to_be_visible()


def test_who_reads_on_in_the_panel_is_not_taken_back(served: Platform, meet: Meet) -> None:
    person = in_danger(served, meet)
    scroller = person.page.locator(".scroller")
    person.page.set_viewport_size({"width": 760, "height": 420})  # a phone is turned
    expect(person.answers.last).to_be_in_viewport()
    person.page.set_viewport_size({"width": 420, "height": 760})
    expect(person.answers.last).to_be_in_viewport(ratio=1)
    scroller.hover()
    person.page.mouse.wheel(0, 300)
    person.page.wait_for_timeout(200)
    place = scroller.evaluate("s => s.scrollTop")
    person.page.set_viewport_size({"width": 420, "height": 500})  # as when a keyboard comes
    person.page.wait_for_timeout(200)
    assert scroller.evaluate("s => s.scrollTop") == place
    person.page.mouse.wheel(0, 9000)
    last = person.panel().get_by_role("button").last
    expect(last).to_be_in_viewport()
    person.page.set_viewport_size({"width": 420, "height": 400})
    person.page.wait_for_timeout(200)
    expect(last).to_be_in_viewport()


def test_the_menu_always_leads_to_people(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.choose("Talk to a person")
    sheet = person.page.get_by_role("dialog", name="Talk to a person")
    expect(sheet.get_by_role("link", name="Call 988")).to_be_visible()
    sheet.get_by_role("button", name="Ask for a person in this chat").click()
    expect(sheet).to_be_hidden()
    expect(person.answers.last).to_contain_text("Nobody human reads along")
