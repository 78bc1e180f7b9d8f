"""Everybody can use it: by keyboard, by ear, by night, without motion."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stage import Person, Platform

AXE = Axe()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(person: Person) -> list[str]:
    found = AXE.run(person.page, options=RULES).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize(
    ("scheme", "locale"), [("light", "en-US"), ("dark", "zh-CN")], ids=["light-en", "dark-zh"]
)
def test_axe_finds_nothing(served: Platform, meet: Meet, scheme: str, locale: str) -> None:
    person = meet(color_scheme=scheme, locale=locale, reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    person.page.goto(served.url)
    expect(person.page.locator(".bots li").first).to_be_visible()
    found["home"] = faults(person)
    person.page.goto(f"{served.url}/#lamp")
    expect(person.page.locator(".page select")).to_be_enabled()
    found["first visit"] = faults(person)
    person.agree()
    person.say("put bluntly", answered=False)
    expect(person.page.locator(".blocked")).to_be_visible()
    person.say("我想自杀" if locale == "zh-CN" else "I want to kill myself")
    expect(person.panel().get_by_role("link").first).to_be_visible()
    found["crisis"] = faults(person)
    person.page.locator("header [aria-haspopup=menu]").click()
    found["menu"] = faults(person)
    person.page.get_by_role("menuitem").first.click()
    expect(person.page.get_by_role("dialog").get_by_role("link").first).to_be_visible()
    found["sheet"] = faults(person)
    assert {where: what for where, what in found.items() if what} == {}


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    r, g, b = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_of_a_message_have_contrast_of_seven(
    served: Platform, meet: Meet, scheme: str
) -> None:
    person = meet(color_scheme=scheme)
    person.arrive(served.url)
    person.say("hello")
    person.say("put bluntly", answered=False)
    expect(person.page.locator(".blocked")).to_be_visible()
    looks = person.page.locator("fireside-chat").evaluate(
        """chat => [...chat.shadowRoot.querySelectorAll(".bubble")].map(bubble => {
            let ground = bubble;
            const clear = "rgba(0, 0, 0, 0)";
            while (getComputedStyle(ground).backgroundColor === clear)
                ground = ground.parentElement;
            return [getComputedStyle(bubble).color, getComputedStyle(ground).backgroundColor];
        })"""
    )
    assert len(looks) >= 6
    for ink, ground in looks:
        dark, light = sorted((luminance(ink), luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 7, (ink, ground)


def test_a_theme_named_by_the_page_wins(served: Platform, meet: Meet) -> None:
    person = meet(color_scheme="light")
    person.arrive(served.url)
    chat = person.page.locator("fireside-chat")
    paper = "chat => getComputedStyle(chat.shadowRoot.querySelector('.frame')).backgroundColor"
    assert chat.evaluate(paper) == "rgb(251, 248, 244)"
    chat.evaluate("chat => chat.setAttribute('theme', 'dark')")
    assert chat.evaluate(paper) == "rgb(27, 26, 29)"
    chat.evaluate("chat => chat.style.setProperty('--fs-paper', 'rgb(1, 2, 3)')")
    assert chat.evaluate(paper) == "rgb(1, 2, 3)"


def test_only_whole_messages_are_read_out(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    expect(person.log).to_have_attribute("aria-live", "polite")
    person.log.evaluate(
        """log => {
            window.heard = [];
            new MutationObserver(changes => {
                for (const change of changes)
                    for (const node of change.addedNodes) window.heard.push(node.textContent);
            }).observe(log, {childList: true, subtree: true, characterData: true});
        }"""
    )
    person.say("slowly")
    heard = person.page.evaluate("window.heard")
    assert len(heard) == 2, heard
    assert heard[0].startswith("You") and "slowly" in heard[0]
    assert "Let us take it slowly. First" in heard[1] and "I am listening." in heard[1]


def test_history_is_not_read_out(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("hello")
    person.page.add_init_script(
        """
        window.loud = [];
        const attach = Element.prototype.attachShadow;
        Element.prototype.attachShadow = function (options) {
            const root = attach.call(this, options);
            new MutationObserver(changes => {
                for (const {target, addedNodes} of changes)
                    if (addedNodes.length && target.closest?.("[aria-live=polite]"))
                        window.loud.push(target.textContent);
            }).observe(root, {childList: true, subtree: true});
            return root;
        };
        """
    )
    person.page.reload()
    expect(person.answers).to_have_count(2)
    expect(person.log).to_have_attribute("aria-live", "polite")
    assert person.page.evaluate("window.loud") == []
    person.say("hello again")
    assert len(person.page.evaluate("window.loud")) > 0


def test_everything_by_keyboard_alone(served: Platform, meet: Meet) -> None:
    person = meet()
    keys = person.page.keyboard
    person.page.goto(f"{served.url}/#lamp")
    expect(person.page.locator(".agree")).to_be_visible()
    walk(person, lambda: focused(person) == "I understand, begin")
    keys.press("Enter")
    expect(person.field).to_be_focused()
    expect(person.answers).to_have_count(1)
    keys.type("hello")
    keys.press("Enter")
    expect(person.answers).to_have_count(2)
    expect(person.field).to_be_focused()
    keys.press("Shift+Tab")
    assert focused(person) == "Add a picture"
    keys.press("Shift+Tab")
    assert focused(person) == "Conversation"
    keys.press("Shift+Tab")
    assert focused(person) == "Menu"
    keys.press("Enter")
    assert focused(person) == "Talk to a person"
    for key, entry in (("ArrowDown", "About and limits"), ("End", "End this conversation")):
        keys.press(key)
        assert focused(person) == entry
    keys.press("Escape")
    assert focused(person) == "Menu"
    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("Enter")
    assert focused(person) == "Back"
    keys.press("Escape")
    assert focused(person) == "Menu"


def test_focus_can_be_seen(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.field.focus()
    for _ in range(3):  # the button for pictures, the words, the menu
        person.page.keyboard.press("Shift+Tab")
    outline = person.page.locator("header [aria-haspopup=menu]")
    assert outline.evaluate("b => getComputedStyle(b).outlineStyle") == "solid"


def focused(person: Person) -> str:
    """The name of what has the focus, within the widget or without."""
    found: str = person.page.evaluate(
        """() => {
            let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            return at?.getAttribute("aria-label") ?? at?.textContent ?? "";
        }"""
    )
    return found


def walk(person: Person, there: Callable[[], bool]) -> None:
    for _ in range(12):
        person.page.keyboard.press("Tab")
        if there():
            return
    raise AssertionError("twelve tabs did not lead there")


def test_motion_can_be_had_less(served: Platform, meet: Meet) -> None:
    for motion, moves in (("no-preference", True), ("reduce", False)):
        person = meet(reduced_motion=motion)
        person.arrive(served.url)
        person.say("slowly", answered=False)
        fresh = person.page.locator(".tail .fresh").first
        name, lasts = fresh.evaluate(
            "s => { const c = getComputedStyle(s); return [c.animationName, c.animationDuration] }"
        )
        assert (name == "appear") is moves
        if moves:
            assert lasts == "0.12s"


def test_big_letters_and_small_screens_fit(served: Platform, meet: Meet) -> None:
    """WCAG 1.4.10: no scrolling sideways at 320 px."""
    person = meet(viewport={"width": 320, "height": 560})
    person.page.goto(served.url)
    expect(person.page.locator(".bots li").first).to_be_visible()
    for widths in sideways(person):
        assert widths == 0
    person.page.goto(f"{served.url}/#lamp")
    person.agree()
    person.say("W" * 300)
    person.say("I want to kill myself")
    expect(person.panel().get_by_role("link").first).to_be_visible()
    for widths in sideways(person):
        assert widths == 0


def sideways(person: Person) -> Iterator[int]:
    yield person.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    yield person.page.evaluate(
        "(() => { const s = document.querySelector('fireside-chat')?.shadowRoot"
        "?.querySelector('.scroller'); return s ? s.scrollWidth - s.clientWidth : 0 })()"
    )


def test_headings_do_not_skip(served: Platform, meet: Meet) -> None:
    person = meet()
    person.page.goto(f"{served.url}/#lamp")
    expect(person.page.locator(".agree")).to_be_visible()
    levels = [
        int(heading.evaluate("h => h.tagName[1]"))
        for heading in person.page.get_by_role("heading").all()
    ]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
