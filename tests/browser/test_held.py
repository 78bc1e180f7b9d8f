"""A picture that is kept back, an operator who looks at it, and the person who sent it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Meet
from tests.browser.stage import ROOT, Person
from tests.browser.test_console import faults, heard, photograph
from tests.browser.test_pictures import LOOKED_MS, choose, drawing, is_there, saved, shown, tiles
from tests.processes.service import Service, running

TOKEN = "t" * 32


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`fireside up` with one operator, and a bot whose pictures are held."""
    folder = tmp_path_factory.mktemp("held")
    bot = folder / "bots" / "echoed"
    shutil.copytree(ROOT / "bots" / "echo", bot)
    toml = (bot / "bot.toml").read_text(encoding="utf-8")
    toml = toml.replace('name = "echo"', 'name = "echoed"')
    (bot / "bot.toml").write_text(
        toml.replace("take = true", 'take = true\npolicy = "watched"'), encoding="utf-8"
    )
    env = {
        "FIRESIDE_OPERATORS": json.dumps({"ada": TOKEN}),
        "FIRESIDE_BOTS_DIR": str(folder / "bots"),
    }
    with running("--model", "none", "--port", "0", data=folder / "data", env=env) as made:
        yield made


def sent(person: Person, service: Service, folder: Path) -> None:
    """A kind drawing, which no model judges together with its words."""
    person.arrive(service.url, "echoed")
    choose(person, saved(folder, drawing.lettered("妈妈，今天辛苦了")))
    is_there(tiles(person).locator("img"))
    person.field.fill("She drew this for me")
    person.field.press("Enter")
    expect(person.log).to_contain_text("It is kept back", timeout=LOOKED_MS)
    expect(shown(person, "you")).to_have_count(0)


def signed_in(browser: Browser, service: Service) -> Page:
    page = browser.new_context(locale="en-US").new_page()
    page.goto(f"{service.url}/console?lang=en")
    page.get_by_label("Operator's token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    waits = page.locator("tr", has_text="1 with pictures to look at").first  # the newest
    waits.get_by_role("link").click()
    return page


def test_it_is_let_go_on_and_arrives(
    service: Service, meet: Meet, browser: Browser, tmp_path: Path
) -> None:
    person = meet()
    sent(person, service, tmp_path)
    desk = signed_in(browser, service)
    complaints = heard(desk)
    waiting = desk.get_by_role("region", name="Pictures that wait for you")
    expect(waiting).to_contain_text("She drew this for me")
    picture = waiting.locator("img")
    expect(picture).to_have_count(0)
    waiting.get_by_role("link", name="Look at it").click()
    expect(picture).to_be_visible()
    assert picture.evaluate("async (img) => { await img.decode(); return img.naturalWidth }") > 100
    assert faults(desk) == []
    photograph(desk, "held")
    waiting.get_by_role("button", name="Pass it on", exact=True).click()
    expect(waiting).to_have_count(0)
    assert complaints == []
    expect(person.log).to_contain_text("I can see it now", timeout=LOOKED_MS)
    is_there(shown(person, "you"))
    is_there(shown(person, "bot"))
    person.page.reload()
    is_there(shown(person, "you"))
    desk.reload()
    expect(desk.get_by_text("A person looked at the picture and passed it on")).to_be_visible()


def test_it_is_not_let_go_on_and_the_person_is_told(
    service: Service, meet: Meet, browser: Browser, tmp_path: Path
) -> None:
    person = meet()
    sent(person, service, tmp_path)
    desk = signed_in(browser, service)
    desk.get_by_role("button", name="Do not pass it on").click()
    expect(person.log).to_contain_text("did not pass it on", timeout=LOOKED_MS)
    expect(shown(person, "you")).to_have_count(0)


HISTORY = """async (frames) => {
    const { Talk } = await import("/widget/talk.js");
    const [held, blocked, reviewed] = frames;
    const end = (outcome) => ({ t: "turn.end", seq: 12, d: { message: "X.review1", outcome } });
    const state = (talk) => talk.find("X").state;
    const after = (outcome) => {
        const talk = new Talk();
        for (const frame of [held, blocked, reviewed, end(outcome)]) talk.apply(frame);
        return state(talk);
    };
    const late = new Talk();
    late.begin({ frames: [reviewed, end("answered")] });
    late.prepend([held, blocked], null);
    return [...["answered", "blocked", "failed"].map(after), state(late)];
}"""


def test_what_the_widget_makes_of_a_review(service: Service, meet: Meet) -> None:
    """Also where the message stands on an older page of the past than the review."""
    person = meet()
    person.page.goto(service.url)
    frames = [
        {"t": "message.heard", "seq": 3, "ts": 1, "d": {"mid": "X", "text": "look"}},
        {"t": "turn.end", "seq": 5, "ts": 1, "d": {"message": "X", "outcome": "blocked"}},
        {"t": "message.reviewed", "seq": 11, "ts": 1, "d": {"message": "X", "passed": True}},
    ]
    assert person.page.evaluate(HISTORY, frames) == ["sent", "blocked", "blocked", "sent"]
