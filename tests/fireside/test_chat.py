"""`fireside chat` in a real terminal: typed words, Ctrl-C, a person who leaves."""

import os
import pty
import re
import select
import sys
import time
from pathlib import Path

from fireside.commands.chat import EXAMPLES
from tests.browser.stage import Platform, platform
from tests.processes.service import ROOT

PATIENCE_S = 30


class Terminal:
    """A child in a pseudo-terminal, read until it says something."""

    def __init__(self, *command: str) -> None:
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.chdir(ROOT)
            os.execv(sys.executable, [sys.executable, *command])
        self.seen = ""

    def until(self, words: str) -> str:
        """What came up to these words; control sequences are left out."""
        end = time.monotonic() + PATIENCE_S
        while words not in self.seen:
            assert time.monotonic() < end, f"{words!r} never came: {self.seen}"
            if select.select([self._fd], [], [], 0.1)[0]:
                new = os.read(self._fd, 65_536).decode(errors="replace")
                self.seen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen + new)
        before, _, self.seen = self.seen.partition(words)
        return before

    def type(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def exit_code(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])


def chat(platform: Platform, *options: str) -> Terminal:
    return Terminal("-m", "fireside", "chat", "lamp", "--url", platform.url, *options)


def test_ctrl_c_stops_the_answer_and_then_the_program(tmp_path: Path) -> None:
    with platform(tmp_path) as served:
        terminal = chat(served)
        terminal.until("/quit")
        terminal.type("slowly please\r")
        terminal.until("breathe out once")
        terminal.type("\x03")
        assert "I am listening" not in terminal.until("(stopped)")
        terminal.until(">")
        terminal.type("breakdown\r")
        terminal.until(">")
        terminal.type("\x03")
        assert terminal.exit_code() == 0


def test_chinese_and_an_end(tmp_path: Path) -> None:
    with platform(tmp_path) as served:
        terminal = chat(served, "--language", "zh")
        terminal.until("/quit")
        terminal.type("考试\r")
        terminal.until("全都不算数了。")
        terminal.until(">")
        terminal.type("/stop\r")
        terminal.until("这次对话结束了。")
        assert terminal.exit_code() == 0


def test_its_examples_name_bots() -> None:
    assert "fireside chat counsellor" in EXAMPLES
