"""What `fireside chat` shows: sentences as they come, notices, what was taken back."""

from collections.abc import AsyncIterator, Mapping
from importlib.resources import files

import yaml
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from channels.wire.messages import (
    Completed,
    Created,
    Delta,
    Retracted,
    Snapshot,
    Typing,
)
from channels.wire.server import (
    ServerFrame,
    Transferred,
    TurnEnd,
)
from kernel.events import Language, Notice, Outcome

URGENT = frozenset({Notice.CRISIS, Notice.CRISIS_FOLLOW_UP, Notice.PERSON})


def words_in(language: Language) -> Mapping[str, str]:
    """The client's own words."""
    file = files("fireside.commands").joinpath("words", f"{language}.yaml")
    words: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return words


class Screen:
    """Prints frames of one conversation. What a bot says is never read as markup."""

    def __init__(self, console: Console, bot: str, words: Mapping[str, str]) -> None:
        self._console = console
        self._words = words
        self._name = self._named(bot)
        self._shown = ""
        """What stands on the screen of the message that is being said."""

    async def show(self, frames: AsyncIterator[ServerFrame]) -> None:
        async for frame in frames:
            self._take(frame)

    def say(self, key: str) -> None:
        """One of the client's own lines."""
        self._console.print(Text(self._words[key]), style="dim")

    def warn(self, text: str) -> None:
        self._console.print(Text(text), style="yellow")

    def _take(self, frame: ServerFrame) -> None:
        match frame:
            case Typing():
                self._console.print(self._words["thinking"], style="dim", end="\r")
            case Created():  # perhaps again, by another worker: what was shown of it is void
                self._end_line()
            case Delta(d=data):
                self._add(data.text)
            case Snapshot(d=data):
                self._rewrite(data.text)
            case Retracted():
                self._end_line()
                self.say("taken_back")
            case Completed(d=data):
                self._complete(data.text, data.notice)
            case Transferred(d=data):
                self._name = self._named(data.bot)
            case TurnEnd(d=data) if data.outcome is Outcome.CANCELLED:
                self._end_line()
                self.say("stopped")
            case _:
                pass

    def _named(self, bot: str) -> Text:
        return Text.assemble((bot, "bold"), (f" {self._words['ai']} ", "dim"))

    def _complete(self, text: str, notice: Notice | None) -> None:
        if notice is None:
            self._rewrite(text)
            self._end_line()
        else:
            self._end_line()
            body = Text(text)
            urgent = Panel(body, border_style="red", padding=(0, 1))
            quiet = Padding(body, (0, 2))
            self._console.print(
                urgent if notice in URGENT else quiet,
                style="" if notice in URGENT else "dim italic",
            )

    def _rewrite(self, text: str) -> None:
        """Make it stand there whole: what is missing is added, what differs is printed anew."""
        if text.startswith(self._shown):
            self._add(text[len(self._shown) :])
        else:
            self._end_line()
            self._add(text)

    def _add(self, text: str) -> None:
        if text and not self._shown:
            self._console.print(self._name, end="")
        self._console.print(Text(text), end="", soft_wrap=True)
        self._shown += text

    def _end_line(self) -> None:
        if self._shown:
            self._console.print()
        self._shown = ""
