"""`fireside chat`: a terminal client over the same websocket as everybody else's."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from prompt_toolkit import PromptSession
from rich.console import Console

from channels.web.client import connect
from channels.web.talk import Refused, Talk, new_id
from fireside.commands.screen import Screen, words_in
from kernel.errors import WireError
from kernel.events import Language, SignalKind

EXAMPLES = """Examples:

fireside chat counsellor

fireside chat counsellor --language zh --country CN

echo 'hello' | fireside chat echo
"""
SIGNALS = {"/safe": SignalKind.SAFE, "/person": SignalKind.PERSON}

app = typer.Typer()
console = Console()


@app.command(epilog=EXAMPLES)
def chat(
    bot: Annotated[str, typer.Argument(help="Name of a bot; see GET /v1/bots.")],
    url: Annotated[str, typer.Option(help="Where the service is.")] = "http://localhost:8000",
    language: Annotated[Language, typer.Option(help="zh or en.")] = Language.EN,
    country: Annotated[str, typer.Option(help="Two letters, for the right helplines.")] = "",
) -> None:
    """Talk with a bot in the terminal."""
    if country and not (country.isascii() and country.isalpha() and len(country) == 2):
        raise typer.BadParameter("a country is two letters, as in ISO 3166: US, CN, DE")
    try:
        asyncio.run(_chat(bot, url, language, country.upper()))
    except OSError as error:
        raise WireError(f"{error}. Is it running? Start it with: fireside up") from error
    except KeyboardInterrupt:
        console.print()


async def _chat(bot: str, url: str, language: Language, country: str) -> None:
    screen = Screen(console, bot, words_in(language))
    async with connect(url) as client:
        talk = await client.open(bot, language, country)
        await screen.show(talk.greeting())
        screen.say("hint")
        async for line in _lines():
            match line:
                case "/quit" | "/q":
                    break
                case "/stop":
                    await talk.end()
                    screen.say("ended")
                    break
                case "":
                    pass
                case _:
                    await _turn(talk, line, screen)


async def _turn(talk: Talk, line: str, screen: Screen) -> None:
    message = new_id()
    frames = talk.signal(SIGNALS[line]) if line in SIGNALS else talk.say(line, message)
    lost: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            with _interrupt(lambda: group.create_task(talk.cancel(message))):
                await screen.show(frames)
    except* Refused as refusals:
        for refusal in refusals.exceptions:
            screen.warn(str(refusal))
    except* WireError as broken:
        lost = broken.exceptions[0]
    if lost is not None:  # not inside `except*`, where Python 3.11.2 makes it a group
        raise lost from None


@contextmanager
def _interrupt(stop: Callable[[], object]) -> Iterator[None]:
    """Ctrl-C stops the answer, not the program."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)


async def _lines() -> AsyncIterator[str]:
    """What the person types; from a pipe, its lines."""
    if not sys.stdin.isatty():
        while line := await asyncio.to_thread(sys.stdin.readline):
            yield line.strip()
        return
    prompt: PromptSession[str] = PromptSession("> ")
    while True:
        try:
            yield (await prompt.prompt_async()).strip()
        except EOFError:  # Ctrl-D
            return
