"""Who plays in the browser tests: the platform as a process, a page elsewhere, a person."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
WIDGET = ROOT / "channels" / "web" / "widget"
STRICT = "default-src 'none'; script-src {0}; connect-src {0} {1} {2}; base-uri 'none'"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@dataclass
class Platform:
    """`lamplight.py`, which can be killed and started again in the same place."""

    data: Path
    port: int = field(default_factory=free_port)
    options: Sequence[str] = ()
    process: subprocess.Popen[str] | None = None
    stores: list[psutil.Process] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("lamplight.py"))]
        command += [str(self.port), str(self.data), *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == str(self.port)
        self.stores += psutil.Process(self.process.pid).children(recursive=True)

    def kill(self) -> None:
        """As the system's memory killer does."""
        assert self.process is not None
        self.process.kill()
        self._reap()

    def stop(self) -> None:
        """At once, with the store that outlives a killed owner."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
        for store in self.stores:
            with suppress(psutil.NoSuchProcess):
                store.kill()

    def _reap(self) -> None:
        assert self.process is not None
        self.process.wait(timeout=20)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def platform(data: Path, *options: str) -> Iterator[Platform]:
    made = Platform(data, options=options)
    made.start()
    try:
        yield made
    finally:
        made.stop()


class _Elsewhere(SimpleHTTPRequestHandler):
    """Somebody's own site, with a policy as strict as ours, that also hosts the widget's files."""

    page = b""
    policy = ""

    def do_GET(self) -> None:
        if self.path != "/page":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def end_headers(self) -> None:
        self.send_header("content-security-policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def elsewhere(port: int, served_by: Platform, script: str, attributes: str) -> Iterator[str]:
    """The address of a page of another origin with the widget on it; `script` is its address."""
    own = f"http://localhost:{port}"
    line = served_by.url.replace("http", "ws", 1)
    head = '<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">'
    code = f'<script type="module" src="{script}"></script>'
    tags = f"{code}<fireside-chat {attributes}>Soon.</fireside-chat>"
    members = {
        "page": f"{head}<main><h1>Our own page</h1>{tags}</main>".encode(),
        "policy": STRICT.format(f"{own} {served_by.url}", line, "") + "; img-src data:",
    }
    handler = partial(type("Handler", (_Elsewhere,), members), directory=str(WIDGET))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"{own}/page"
        finally:
            server.shutdown()
            thread.join()


class Person:
    """Somebody at a page with a chat on it; knows the widget by what one can see and press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        """What the browser's console had to say."""
        page.on("console", self._heed)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heed(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    # ---- what there is to see

    @property
    def field(self) -> Locator:
        return self.page.locator("textarea")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def bar(self) -> Locator:
        return self.page.locator(".bar")

    @property
    def answers(self) -> Locator:
        """What the bot itself said, whole."""
        return self.page.locator(".log .row.bot:not(.quiet) .bubble")

    @property
    def own(self) -> Locator:
        return self.page.locator(".row.you .bubble")

    def panel(self) -> Locator:
        return self.page.locator(".panel")

    def remember(self, selector: str) -> Callable[[], list[str]]:
        """From now on, every text that stood there; call the answer to have it."""
        self.page.locator("fireside-chat").evaluate(
            """(chat, selector) => {
                window.stood = [];
                new MutationObserver(() => {
                    const text = chat.shadowRoot.querySelector(selector)?.textContent ?? "";
                    if (text && text !== window.stood.at(-1)) window.stood.push(text);
                }).observe(chat.shadowRoot, {childList: true, subtree: true, characterData: true});
            }""",
            selector,
        )
        return lambda: list(self.page.evaluate("window.stood"))

    # ---- what a person does

    def arrive(self, url: str, bot: str = "lamp") -> None:
        """Open the page, agree, and be greeted."""
        self.page.goto(f"{url}/#{bot}")
        self.agree()

    def agree(self) -> None:
        self.page.locator(".agree").click()
        expect(self.answers.first).to_be_visible()

    def say(self, text: str, *, answered: bool = True) -> None:
        before = self.answers.count()
        self.field.fill(text)
        self.field.press("Enter")
        if answered:
            expect(self.answers).to_have_count(before + 1, timeout=10_000)

    def choose(self, entry: str) -> None:
        """An entry of the menu."""
        self.page.locator("header [aria-haspopup=menu]").click()
        self.page.get_by_role("menuitem", name=entry).click()
