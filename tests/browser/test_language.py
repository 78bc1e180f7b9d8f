"""Two languages: what the window says, and what the conversation goes on in."""

from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stage import Platform

GREETING = "今天是什么让你睡不着"


def test_before_a_word_is_said_the_bot_begins_anew_in_the_other_language(
    served: Platform, meet: Meet
) -> None:
    person = meet()
    person.arrive(served.url)
    person.field.fill("a draft")
    person.choose("中文")
    expect(person.page.get_by_role("heading", name="灯下")).to_be_visible()
    expect(person.field).to_have_attribute("placeholder", "写在这里")
    expect(person.field).to_have_value("a draft")
    expect(person.page.locator(".frame")).to_have_attribute("lang", "zh-CN")
    expect(person.answers).to_have_count(1)
    expect(person.answers).to_contain_text(GREETING)
    expect(person.page.locator(".aside")).to_be_hidden()
    person.page.reload()
    expect(person.field).to_have_attribute("placeholder", "写在这里")
    expect(person.answers).to_contain_text(GREETING)


def test_a_conversation_stays_in_its_language_and_a_new_one_is_offered(
    served: Platform, meet: Meet
) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("something in English")
    person.choose("中文")
    aside = person.page.locator(".aside")
    expect(aside).to_contain_text("这次对话是用英文开始的")
    expect(person.own).to_have_text(["something in English"])
    person.field.fill("还没发出的")
    aside.get_by_role("button").click()
    sheet = person.page.get_by_role("dialog")
    expect(sheet).to_contain_text("可以在菜单里导出或删除")
    sheet.get_by_role("button", name="用中文开始").click()
    expect(person.answers).to_contain_text(GREETING)
    expect(person.own).to_have_count(0)
    expect(aside).to_be_hidden()
    expect(person.field).to_have_value("还没发出的")


def test_the_first_visit_can_be_read_in_both(served: Platform, meet: Meet) -> None:
    person = meet()
    person.page.goto(f"{served.url}/#lamp")
    person.page.locator("fireside-chat").get_by_role("button", name="中文").click()
    expect(person.page.get_by_role("region", name="开始之前")).to_contain_text("不是真人")
    expect(person.page.locator("h1")).to_have_text("一个安静的地方，慢慢说")
    person.agree()
    expect(person.answers).to_contain_text(GREETING)


def test_words_of_a_script_from_the_right_stand_on_the_right(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.field.fill("لا أستطيع النوم")
    direction = "e => getComputedStyle(e).direction"
    assert person.field.evaluate(direction) == "rtl"
    person.field.press("Enter")
    expect(person.answers).to_have_count(2)
    assert person.own.last.locator("p").evaluate(direction) == "rtl"
    assert person.answers.last.locator("p").evaluate(direction) == "ltr"
