"""Photographs of every state, for a person to judge: `build/screens/*.png`.

One conversation a language walks through the states; at each of them the window changes its size
and the room its light. Every photograph is also checked for what it must not show: a page that
scrolls sideways.
"""

from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stage import ROOT, Person, Platform

SCREENS = ROOT / "build" / "screens"
HEIGHTS = {360: 740, 768: 1024, 1280: 900}
Light = Literal["light", "dark"]
LIGHTS: tuple[Light, ...] = ("light", "dark")
EVERY = tuple((width, light) for width in HEIGHTS for light in LIGHTS)
SOME: tuple[tuple[int, Light], ...] = ((360, "light"), (1280, "dark"))


@dataclass(frozen=True)
class Words:
    locale: str
    first: str
    second: str
    crisis: str
    person: str
    delete: str
    keep: str
    other: str
    back: str
    end: str
    end_it: str
    destroy: str


WORDS = {
    "en": Words(
        locale="en-US",
        first="I did not pass the exam. My mother said she knew it.",
        second="I am such a failure",
        crisis="I want to kill myself",
        person="Talk to a person",
        delete="Delete my data",
        keep="Keep it",
        other="中文",
        back="English",
        end="End this conversation",
        end_it="End it",
        destroy="Delete everything",
    ),
    "zh": Words(
        locale="zh-CN",
        first="考试没过，妈妈说早就知道会这样。",
        second="我真没用",
        crisis="我不想活了，我想自杀",
        person="找真人聊聊",
        delete="删除我的数据",
        keep="先留着",
        other="English",
        back="中文",
        end="结束这次对话",
        end_it="结束",
        destroy="全部删除",
    ),
}


@dataclass(frozen=True)
class Camera:
    person: Person
    language: str

    def take(
        self, state: str, looks: tuple[tuple[int, Light], ...] = SOME, *, whole: bool = False
    ) -> None:
        page = self.person.page
        page.mouse.move(1, 1)
        for width, light in looks:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            page.emulate_media(color_scheme=light)
            path = SCREENS / f"{state}-{self.language}-{width}-{light}.png"
            page.screenshot(path=path, full_page=whole)
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), path.name


@pytest.mark.parametrize("language", WORDS)
def test_screens(served: Platform, meet: Meet, language: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    words = WORDS[language]
    offline = "ERR_INTERNET_DISCONNECTED"
    person = meet(locale=words.locale, reduced_motion="reduce", may_complain=offline)
    camera = Camera(person, language)
    begin(camera, served.url)
    person.say(words.first)
    person.say(words.second)
    camera.take("03-talk", EVERY)
    answering(camera)
    trouble(camera)
    menu(camera, words)
    person.say(words.crisis)
    expect(person.panel().get_by_role("link").first).to_be_visible()
    camera.take("12-crisis", EVERY)
    person.panel().get_by_role("button").last.scroll_into_view_if_needed()
    camera.take("13-crisis-end")
    end(camera, words)


def begin(camera: Camera, url: str) -> None:
    page = camera.person.page
    page.goto(url)
    expect(page.locator(".bots li").first).to_be_visible()
    camera.take("01-home", EVERY, whole=True)
    page.goto(f"{url}/#lamp")
    expect(page.locator(".page select")).to_be_enabled()
    camera.take("02-first-visit", EVERY)
    camera.person.agree()


def answering(camera: Camera) -> None:
    person, page = camera.person, camera.person.page
    person.say("think", answered=False)
    expect(page.locator(".dots")).to_be_visible()
    camera.take("04-thinking")
    expect(page.locator(".dots")).to_be_hidden()
    person.say("slowly", answered=False)
    expect(page.locator(".tail .bubble")).to_be_visible()
    camera.take("05-speaking")
    expect(page.locator(".tail .bubble")).to_have_count(0, timeout=10_000)
    person.say("unhurried", answered=False)
    expect(page.locator(".tail .bubble")).to_be_visible()
    page.locator(".scroller").evaluate("s => s.scrollTop = 100")
    person.field.fill("…\n…\n…")
    expect(page.locator(".newer")).to_be_visible()
    camera.take("06-reading-back")
    page.locator(".newer").click()
    person.field.fill("")
    page.locator(".stop").click()
    expect(page.locator(".tail .bubble")).to_have_count(0, timeout=10_000)


def trouble(camera: Camera) -> None:
    person, page = camera.person, camera.person.page
    person.say("put bluntly", answered=False)
    expect(page.locator(".blocked")).to_be_visible()
    camera.take("07-blocked")
    person.say("breakdown", answered=False)
    expect(page.locator(".again")).to_be_visible()
    camera.take("08-failed")
    page.context.set_offline(True)
    person.say("slowly", answered=False)
    expect(page.locator(".waiting .status")).not_to_be_empty()
    expect(person.bar).not_to_be_empty()
    camera.take("09-offline")
    page.context.set_offline(False)
    expect(page.locator(".waiting")).to_have_count(0, timeout=10_000)
    expect(page.locator(".tail .bubble")).to_have_count(1, timeout=10_000)
    expect(page.locator(".tail .bubble")).to_have_count(0, timeout=10_000)


def menu(camera: Camera, words: Words) -> None:
    person, page = camera.person, camera.person.page
    page.locator("header [aria-haspopup=menu]").click()
    camera.take("10-menu")
    page.get_by_role("menuitem", name=words.person).click()
    expect(page.get_by_role("dialog").get_by_role("link").first).to_be_visible()
    camera.take("11a-person")
    page.keyboard.press("Escape")
    person.choose(words.delete)
    camera.take("11b-delete")
    page.get_by_role("button", name=words.keep).click()
    person.choose(words.other)
    expect(page.locator(".aside")).to_be_visible()
    camera.take("11c-other-language")
    person.choose(words.back)


def end(camera: Camera, words: Words) -> None:
    person, page = camera.person, camera.person.page
    person.choose(words.end)
    page.get_by_role("button", name=words.end_it, exact=True).click()
    expect(page.locator(".aside")).to_be_visible()
    camera.take("14-ended")
    person.choose(words.delete)
    page.get_by_role("button", name=words.destroy).click()
    expect(page.locator(".plain h3")).to_be_visible()
    camera.take("15-deleted")
