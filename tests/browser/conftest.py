"""A real Chromium, the real platform; skipped with a note where there is no Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.stage import Person, Platform, free_port, platform

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

SETTINGS: dict[str, Any] = {"locale": "en-US", "viewport": {"width": 420, "height": 760}}
"""What a browser is like where a test does not say otherwise."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="no Chromium here: apt-get install chromium runs these")
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=2))
            if CHROMIUM is None:
                item.add_marker(missing)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a module: a longer life would keep Playwright's event loop in the way of other tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def other_port() -> int:
    """Where pages of another origin will be served, which the platform lets in."""
    return free_port()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, other_port: int) -> Iterator[Platform]:
    """The platform for every test that does not break it."""
    origin = f"http://localhost:{other_port}"
    with platform(tmp_path_factory.mktemp("platform"), "--origin", origin) as made:
        yield made


Meet = Callable[..., Person]


@pytest.fixture
def meet(browser: Browser) -> Iterator[Meet]:
    """A new person with a browser of their own; ends with a look at what the console said."""
    with ExitStack() as stack:
        people: list[tuple[Person, str]] = []

        def made(*, may_complain: str = "", **options: object) -> Person:
            context = browser.new_context(**{**SETTINGS, **options})
            stack.callback(context.close)
            person = Person(context.new_page())
            people.append((person, may_complain))
            return person

        yield made
        for person, may in people:
            assert [said for said in person.complaints if not may or may not in said] == []
