"""Pictures in the widget: kind ones arrive, others are stopped, and every way in works."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Meet
from tests.browser.stage import ROOT, Person, Platform

drawing = pytest.importorskip(
    "tests.safety.multimodal.drawing", reason="the extra `images` is not installed"
)

SCREENS = ROOT / "build" / "screens"
LOOKED_MS = 30_000
"""The first picture loads the models, on a machine that is busy with other tests."""
FROM_BYTES = """([base64, type]) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "a." + type, {type: "image/" + type}));
    return data;
}"""


def saved(folder: Path, picture: object, name: str = "drawing.jpg") -> Path:
    file = folder / name
    file.write_bytes(drawing.jpeg(picture))
    return file


def choose(person: Person, *files: Path) -> None:
    person.page.locator(".adders .file").first.set_input_files([*files])


def tiles(person: Person) -> Locator:
    return person.page.locator(".tile")


def shown(person: Person, who: str) -> Locator:
    return person.page.locator(f".log .row.{who} .shown img")


def is_there(image: Locator) -> None:
    """Not only an element: its pixels have come."""
    expect(image).to_be_visible(timeout=LOOKED_MS)
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("async (img) => { await img.decode(); return img.naturalWidth }") > 100


def give(person: Person, event: str, file: Path, target: str) -> None:
    """Paste or drop a file, as a browser does."""
    kind = "image/" + file.suffix[1:].replace("jpg", "jpeg")
    person.page.locator("fireside-chat").evaluate(
        f"""(chat, [base64, type, event, target]) => {{
            const data = ({FROM_BYTES})([base64, type.slice(6)]);
            const at = chat.shadowRoot.querySelector(target);
            const init = {{bubbles: true, cancelable: true}};
            const made = event === "paste"
                ? new ClipboardEvent("paste", {{...init, clipboardData: data}})
                : new DragEvent(event, {{...init, dataTransfer: data}});
            at.dispatchEvent(made);
        }}""",
        [base64.b64encode(file.read_bytes()).decode(), kind, event, target],
    )


def test_a_kind_drawing_arrives(served: Platform, meet: Meet, tmp_path: Path) -> None:
    person = meet()
    person.arrive(served.url)
    choose(person, saved(tmp_path, drawing.lettered("妈妈，今天辛苦了")))
    is_there(tiles(person).locator("img"))
    tiles(person).locator(".alt").fill("my daughter's drawing")
    person.field.fill("She drew this for me")
    person.field.press("Enter")
    expect(tiles(person)).to_have_count(0)
    is_there(shown(person, "you"))
    expect(shown(person, "you")).to_have_attribute("alt", "my daughter's drawing")
    is_there(shown(person, "bot"))
    person.page.reload()
    is_there(shown(person, "you"))
    is_there(shown(person, "bot"))


def test_a_disguised_insult_on_a_picture_is_stopped(
    served: Platform, meet: Meet, tmp_path: Path
) -> None:
    person = meet()
    person.arrive(served.url)
    choose(person, saved(tmp_path, drawing.lettered("你就是个sha bi废物")))
    is_there(tiles(person).locator("img"))
    person.page.locator(".send").click()
    expect(person.log).to_contain_text("I did not take in that picture", timeout=LOOKED_MS)
    expect(person.log).to_contain_text("You are not in trouble")
    expect(person.page.locator(".row.you .status")).to_contain_text("not taken in")
    expect(shown(person, "you")).to_have_count(0)
    expect(shown(person, "bot")).to_have_count(0)


def test_danger_on_a_picture_shows_whom_to_call(
    served: Platform, meet: Meet, tmp_path: Path
) -> None:
    person = meet()
    person.arrive(served.url)
    choose(person, saved(tmp_path, drawing.lettered("I want to kill myself", size=40)))
    is_there(tiles(person).locator("img"))
    person.page.locator(".send").click()
    expect(person.panel()).to_be_visible(timeout=LOOKED_MS)


@pytest.mark.parametrize(("event", "target"), [("paste", "textarea"), ("drop", ".frame")])
def test_paste_and_drop(
    served: Platform, meet: Meet, tmp_path: Path, event: str, target: str
) -> None:
    person = meet()
    person.arrive(served.url)
    give(person, event, saved(tmp_path, drawing.house()), target)
    is_there(tiles(person).locator("img"))


def test_a_phone_offers_its_camera(served: Platform, meet: Meet) -> None:
    desk = meet()
    desk.arrive(served.url)
    expect(desk.page.locator(".adders .camera")).to_be_hidden()
    phone = meet(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    phone.arrive(served.url)
    expect(phone.page.get_by_role("button", name="Take a photo")).to_be_visible()
    camera = phone.page.locator(".adders .file").nth(1)
    expect(camera).to_have_attribute("capture", "environment")


def test_what_is_no_picture_is_said_in_words_and_can_be_taken_out(
    served: Platform, meet: Meet, tmp_path: Path
) -> None:
    person = meet(may_complain="422")
    person.arrive(served.url)
    file = tmp_path / "photo.png"
    file.write_bytes(b"<svg onload='alert(1)'/>")
    choose(person, file)
    expect(tiles(person).get_by_role("alert")).to_contain_text("This is not a picture")
    expect(person.page.locator(".send")).to_be_disabled()
    tiles(person).get_by_role("button", name="Take this picture back").click()
    expect(tiles(person)).to_have_count(0)
    person.say("then in words")


def test_at_most_four_at_once(served: Platform, meet: Meet, tmp_path: Path) -> None:
    person = meet()
    person.arrive(served.url)
    files = [saved(tmp_path, drawing.house((200 + n, 150)), f"{n}.jpg") for n in range(5)]
    choose(person, *files)
    expect(tiles(person)).to_have_count(4)
    expect(person.page.get_by_role("button", name="Add a picture")).to_be_disabled()


@pytest.mark.parametrize(
    ("width", "light", "locale"), [(360, "light", "zh-CN"), (1280, "dark", "en-US")]
)
def test_screens(
    served: Platform, meet: Meet, tmp_path: Path, width: int, light: str, locale: str
) -> None:
    """Photographs for a person to judge: `build/screens/pictures-*.png`."""
    person = meet(
        may_complain="422",
        locale=locale,
        viewport={"width": width, "height": 860},
        color_scheme=light,
    )
    person.arrive(served.url)
    SCREENS.mkdir(parents=True, exist_ok=True)
    choose(person, saved(tmp_path, drawing.house()))
    is_there(tiles(person).locator("img"))
    person.page.locator(".send").click()
    is_there(shown(person, "bot"))
    choose(person, saved(tmp_path, drawing.lettered("你就是个sha bi废物"), "b.jpg"))
    is_there(tiles(person).locator("img"))
    person.page.locator(".send").click()
    expect(person.page.locator(".row.bot.quiet")).to_have_count(2, timeout=LOOKED_MS)
    wrong = tmp_path / "photo.png"
    wrong.write_bytes(b"GIF89a")
    choose(person, saved(tmp_path, drawing.house((300, 400)), "c.jpg"), wrong)
    is_there(tiles(person).locator("img"))
    expect(tiles(person).locator(".fault:not([hidden])")).to_be_visible()
    person.page.screenshot(path=SCREENS / f"pictures-{width}-{light}-{locale[:2]}.png")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert person.page.evaluate(overflow) <= 0


def test_a_bot_without_eyes_shows_no_button(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url, "counsellor")
    expect(person.page.locator(".adders")).to_have_count(0)
