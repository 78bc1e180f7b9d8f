"""The operator's console and the transcript, in a real browser: to read, fold, print and hear."""

import asyncio
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from adapters.redis.queue import RedisTurnQueue
from channels.transcript.view import Reader
from fireside.assemble import event_log, open_store
from fireside.settings import load
from kernel.events import ConversationOpened, Language
from kernel.ids import conversation_id
from kernel.records import Recorded
from tests.browser.stage import ROOT
from tests.browser.test_access import AXE, RULES
from tests.channels.transcript.interview import interview
from tests.channels.transcript.reading import html_of, reader
from tests.channels.transcript.restructuring import restructuring
from tests.processes.service import Service, running

SCREENS = ROOT / "build" / "screens"
TOKEN = "t" * 32
LOOKS = ((360, "light"), (768, "dark"), (1280, "light"), (1280, "dark"))


async def fill(data: Path) -> None:
    """Made-up conversations in the store of a service that does not run yet."""
    settings = load(data_dir=data, model="none")
    async with open_store(settings) as store:
        log, queue = event_log(store, settings), RedisTurnQueue(store, lease_ms=5000)
        await queue.prepare()
        for entries in (restructuring(), interview()):
            opened, *rest = (entry.event for entry in entries)
            assert isinstance(opened, ConversationOpened)
            await log.open(conversation_id(opened.subject, opened.message_id), opened)
            (token,) = await queue.take(1, 5)
            taken = await queue.begin(token, 0)
            assert taken is not None
            await queue.commit(taken.lease, 1, rest, release=True)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`fireside up` with one operator and two conversations."""
    data = tmp_path_factory.mktemp("console")
    with ThreadPoolExecutor(1) as apart:  # Playwright's loop runs in this thread
        apart.submit(lambda: asyncio.run(fill(data))).result()
    env = {"FIRESIDE_OPERATORS": json.dumps({"ada": TOKEN})}
    with running("--model", "none", "--port", "0", data=data, env=env) as made:
        yield made


def saved(folder: Path, name: str, entries: list[Recorded], reader: Reader) -> str:
    """A page as a file; its address."""
    path = folder / f"{name}-{reader.language}.html"
    path.write_text(html_of(entries, reader), encoding="utf-8")
    return path.as_uri()


def heard(page: Page) -> list[str]:
    """What the browser's console has to complain of from now on."""
    complaints: list[str] = []

    def heed(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", heed)
    return complaints


def faults(page: Page) -> list[str]:
    found = AXE.run(page, options=RULES).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


def photograph(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    for width, light in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=light, reduced_motion="reduce")  # type: ignore[arg-type]
        page.screenshot(path=SCREENS / f"{name}-{width}-{light}.png", full_page=True)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), (name, width)


@pytest.mark.parametrize("language", Language)
def test_a_saved_transcript_reads_folds_and_prints(
    browser: Browser, tmp_path: Path, language: Language
) -> None:
    page = browser.new_page(locale="en-US")
    complaints = heard(page)
    story = restructuring() if language is Language.ZH else interview()
    name = "restructuring" if language is Language.ZH else "interview"
    page.goto(saved(tmp_path, name, story, reader(language, turns=0)))
    assert faults(page) == []
    photograph(page, f"20-transcript-{name}-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    notes = page.locator(".note:visible")
    before = notes.count()
    page.locator("#show-guard").uncheck()
    page.locator("#show-strategy").press("Space")
    assert 0 < notes.count() < before
    assert page.locator('[data-kind="guard"]:visible, [data-kind="strategy"]:visible').count() == 0
    page.locator("#show-margin").uncheck()
    assert notes.count() == 0
    expect(page.locator(".words").first).to_be_visible()
    page.locator("#show-margin").check()
    page.locator("#unfold").check()
    facts = page.locator(".note dl:visible")
    assert facts.count() > 0
    assert facts.first.evaluate("e => e.getBoundingClientRect().height") > 0
    page.emulate_media(media="print")
    expect(page.locator(".chips")).to_be_hidden()
    page.close()
    assert complaints == []


def test_an_operator_reads_in_the_console(service: Service, browser: Browser) -> None:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints = heard(page)
    page.goto(f"{service.url}/console")
    assert faults(page) == []
    photograph(page, "21-console-door-en")
    page.get_by_label("Operator's token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()
    assert faults(page) == []
    photograph(page, "22-console-list-en")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", name="对话")).to_be_visible()
    photograph(page, "22-console-list-zh")
    page.get_by_role("link", name=re.compile("^阅读")).last.click()
    expect(page.locator(".words").first).to_be_visible()
    assert "/console/conversations/" in page.url
    photograph(page, "23-console-transcript-zh")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("操作员口令")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("操作员口令")).to_be_visible()
    assert page.locator(".words").count() == 0, "nothing is kept to go back to"
    context.close()
    assert complaints == []
