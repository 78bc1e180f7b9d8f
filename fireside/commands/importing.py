"""`fireside import`: conversations that were held elsewhere, to be read and searched here."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from adapters.redis.restore import restore
from adapters.redis.store import Store
from channels.rasa.tracker.files import conversations_in
from channels.rasa.tracker.reading import events_of, log_of
from fireside.assemble import bot_folders, open_store
from fireside.settings import load
from kernel.errors import DataError, SettingsError
from kernel.ids import conversation_id

app = typer.Typer(
    name="import",
    no_args_is_help=True,
    help="Take in conversations that were held elsewhere.",
    epilog="Example: fireside import rasa trackers.json",
)
console = Console()


@app.callback()
def group() -> None:
    """Take in conversations that were held elsewhere."""


@app.command(epilog="Example: fireside import rasa events.jsonl --bot counsellor")
def rasa(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="A tracker, a list of trackers, or lines of either or of an event broker.",
        ),
    ],
    data: Annotated[Path | None, typer.Option("--data", help="Data directory.")] = None,
    redis: Annotated[str | None, typer.Option("--redis", help="URL of its Redis.")] = None,
    bot: Annotated[str, typer.Option(help="Bot that they are filed under.")] = "frontdesk",
) -> None:
    """Take in Rasa's conversations. What is wrong with one is said, and the others go on.

    They are closed: they can be read, exported and erased, not gone on with. Taken in again, they
    are passed over.
    """
    settings = load(data_dir=data, redis_url=redis)
    folders = bot_folders(settings)
    if bot not in folders:
        raise SettingsError(f'there is no bot "{bot}"; there are {", ".join(sorted(folders))}')

    async def take_in() -> tuple[int, int, int]:
        async with open_store(settings) as store:
            return await _all(store, file, bot, folders[bot].revision)

    new, known, wrong = asyncio.run(take_in())
    console.print(f"{new} taken in, {known} known already, {wrong} not understood")
    if wrong:
        raise typer.Exit(1)


async def _all(store: Store, file: Path, bot: str, revision: str) -> tuple[int, int, int]:
    """How many conversations were new, were known, and could not be taken in."""
    new = known = wrong = 0
    for sender, raw in conversations_in(file):
        try:
            opened, entries = log_of(sender, events_of(raw, sender), bot=bot, revision=revision)
        except DataError as error:
            Console(stderr=True).print(f"fireside: {error}", highlight=False, soft_wrap=True)
            wrong += 1
            continue
        id = conversation_id(opened.subject, opened.message_id)
        try:
            taken = await restore(store, id, entries)
        except ValueError as error:  # pydantic: something in it is no text
            said = f"fireside: {sender!a}: holds what is no text ({type(error).__name__})"
            Console(stderr=True).print(said, highlight=False, soft_wrap=True)
            wrong += 1
            continue
        if taken:
            new += 1
        else:
            known += 1
    return new, known, wrong
