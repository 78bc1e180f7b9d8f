"""`fireside chat`: a terminal client over the same websocket as everybody else's."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel

from channels.web.client import connect
from channels.web.talk import Refused, Talk
from channels.wire.server import (
    Completed,
    Delta,
    Retracted,
    ServerFrame,
    Snapshot,
    TurnEnd,
    Typing,
)
from kernel.errors import WireError
from kernel.events import Language, Notice, Outcome, SignalKind

EXAMPLES = (
    "Examples: fireside chat counsellor   |   fireside chat counsellor --language zh   |   "
    "echo 'hello' | fireside chat echo"
)

WORDS = {
    Language.EN: {
        "hint": "Enter sends. /stop ends, /person finds people, /safe if you are safe, /quit.",
        "thinking": "thinking",
        "ended": "This conversation has ended.",
    },
    Language.ZH: {
        "hint": "回车发送。/stop 结束对话，/person 找真人，/safe 表示你现在安全，/quit 离开。",
        "thinking": "在想",
        "ended": "这次对话结束了。",
    },
}
SIGNALS = {"/safe": SignalKind.SAFE, "/person": SignalKind.PERSON}

console = Console()


def chat(
    bot: Annotated[str, typer.Argument(help="Name of a bot; see GET /v1/bots.")],
    url: Annotated[str, typer.Option(help="Where the service is.")] = "http://localhost:8000",
    language: Annotated[Language, typer.Option(help="zh or en.")] = Language.EN,
    country: Annotated[str, typer.Option(help="Two letters, for the right helplines.")] = "",
) -> None:
    """Talk with a bot in the terminal."""
    try:
        asyncio.run(_chat(bot, url, language, country.upper()))
    except OSError as error:
        raise WireError(f"{error}. Is it running? Start it with: fireside up") from error
    except (KeyboardInterrupt, EOFError):
        console.print()


async def _chat(bot: str, url: str, language: Language, country: str) -> None:
    words = WORDS[language]
    async with connect(url) as client:
        talk = await client.open(bot, language, country)
        await _show(talk.greeting(), bot)
        console.print(words["hint"], style="dim")
        async for line in _lines():
            if line in ("/quit", "/q"):
                return
            if line == "/stop":
                await talk.end()
                console.print(words["ended"], style="dim")
                return
            if line:
                await _turn(talk, line, bot)


async def _turn(talk: Talk, line: str, bot: str) -> None:
    frames = talk.signal(SIGNALS[line]) if line in SIGNALS else talk.say(line)
    try:
        await _show(frames, bot)
    except Refused as refused:
        console.print(refused.error.d.message, style="yellow")


async def _show(frames: AsyncIterator[ServerFrame], bot: str) -> None:
    """Print sentences as they come; the whole message only where no sentence came before."""
    shown = 0
    async for frame in frames:
        match frame:
            case Typing():
                console.print("…", style="dim", end="\r")
            case Delta(d=data):
                console.print(("" if shown else f"[bold]{bot} (AI)[/bold] ") + data.text, end="")
                shown += len(data.text)
            case Snapshot(d=data):
                console.print(f"\r[bold]{bot} (AI)[/bold] {data.text}", end="")
                shown = len(data.text)
            case Retracted():
                console.print("\n[dim](taken back)[/dim]")
                shown = 0
            case Completed(d=data):
                _show_message(data.text, data.notice, bot, shown)
                shown = 0
            case TurnEnd(d=data) if data.outcome is Outcome.CANCELLED:
                console.print("[dim](stopped)[/dim]")
            case _:
                pass


def _show_message(text: str, notice: Notice | None, bot: str, shown: int) -> None:
    if notice in (Notice.CRISIS, Notice.CRISIS_FOLLOW_UP, Notice.PERSON):
        console.print(Panel(text, border_style="red", padding=(0, 1)))
    elif notice is not None:
        console.print(Padding(text, (0, 2)), style="dim italic")
    elif shown:
        console.print(text[shown:])
    else:
        console.print(f"[bold]{bot} (AI)[/bold] {text}")


async def _lines() -> AsyncIterator[str]:
    """What the person types, without blocking the line to the service."""
    interactive = sys.stdin.isatty()
    while True:
        try:
            line = await asyncio.to_thread(input, "> " if interactive else "")
        except EOFError:
            return
        yield line.strip()
