"""`fireside conversations`: look at what is kept, take it out, destroy it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.redis.log import RedisEventLog
from channels.rasa.tracker.writing import tracker_of
from fireside.assemble import open_log
from fireside.commands.transcripts import page_of, write_private
from fireside.settings import load
from kernel.codec import encode
from kernel.errors import SettingsError
from kernel.events import BotSpoke, Language, NodeEntered, Screened, Side, TurnEnded, UserSpoke
from kernel.ids import ConversationId, SubjectId
from kernel.pictures import Image
from kernel.records import Recorded
from kernel.state import replay

app = typer.Typer(
    name="conversations",
    no_args_is_help=True,
    help="List, read, export, erase and replay conversations.",
    epilog="Example: fireside conversations list",
)
console = Console()

Data = Annotated[Path | None, typer.Option("--data", help="Data directory of the service.")]
Redis = Annotated[str | None, typer.Option("--redis", help="URL of its Redis, if it has its own.")]
Id = Annotated[str, typer.Argument(help="Id of a conversation, or its first letters.")]
In = Annotated[
    Language | None, typer.Option("--language", help="Of the page; else the conversation's own.")
]
WordsOnly = Annotated[
    bool, typer.Option("--words-only", help="Leave the evidence out of the page.")
]


@asynccontextmanager
async def _log(data: Path | None, redis: str | None) -> AsyncIterator[RedisEventLog]:
    settings = load(data_dir=data, redis_url=redis)
    if not settings.redis_url and not settings.data_dir.exists():
        raise SettingsError(
            f"there is nothing in {settings.data_dir}, no service ever ran there; "
            "name its directory with --data, or its store with --redis"
        )
    async with open_log(settings) as log:
        yield log


@app.command("list", epilog="Example: fireside conversations list --limit 20")
def list_(
    data: Data = None,
    redis: Redis = None,
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = 50,
    person: Annotated[
        str | None, typer.Option(help="Only those of one person, by the name the chat shows them.")
    ] = None,
) -> None:
    """The newest conversations."""

    async def collect() -> list[tuple[ConversationId, Sequence[Recorded]]]:
        async with _log(data, redis) as log:
            of = None if person is None else set(await log.of_subject(SubjectId(person)))
            rows = []
            async for id in log.every():
                if of is None or id in of:
                    rows.append((id, await log.read(id)))
                if len(rows) == limit:
                    break
            return rows

    table = Table(box=None)
    for name in ("id", "bot", "began", "messages", "phase", "labels"):
        table.add_column(name, no_wrap=name == "id")
    for id, entries in asyncio.run(collect()):
        talk = replay(id, entries)
        began = _time(entries[0].at)
        labels = ", ".join(sorted(talk.labels))
        table.add_row(id, talk.bot, began, str(len(talk.utterances)), talk.phase, labels)
    console.print(table if table.row_count else "No conversations yet.")


@app.command(epilog="Examples: fireside conversations show 7kq3   |   ... --html talk.html")
def show(
    id: Id,
    data: Data = None,
    redis: Redis = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page to read, print or file instead.")
    ] = None,
    language: In = None,
    words_only: WordsOnly = False,
) -> None:
    """What was said, with the evidence beside it."""
    name, entries = _read(id, data, redis)
    if html is not None:
        page = page_of(name, entries, load(data_dir=data), language, words_only=words_only)
        _write(page, html, f"{name} is")
        return
    for entry in entries:
        if (line := _line(entry)) is not None:
            console.print(line)


@app.command(epilog="Example: fireside conversations export 7kq3 --out talk.jsonl")
def export(
    id: Id,
    data: Data = None,
    redis: Redis = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; standard output if none.")
    ] = None,
    format: Annotated[
        Literal["jsonl", "html", "rasa"],
        typer.Option(help="Every event as JSON, a page to read, or a tracker for Rasa."),
    ] = "jsonl",
    language: In = None,
    words_only: WordsOnly = False,
) -> None:
    """Every event as a line of JSON ({"seq", "at", "event"}), a page, or a tracker of Rasa's."""
    name, entries = _read(id, data, redis)
    if format == "html":
        page = page_of(name, entries, load(data_dir=data), language, words_only=words_only)
        _write(page, out, f"{name} is")
        return
    if format == "rasa":
        tracker = tracker_of(name, entries)
        _write(json.dumps(tracker, ensure_ascii=False), out, f"{len(tracker['events'])} events")
        return
    lines = [
        json.dumps(
            {"seq": e.seq, "at": e.at, "event": json.loads(encode(e.event))}, ensure_ascii=False
        )
        for e in entries
    ]
    _write("\n".join(lines), out, f"{len(lines)} events")


@app.command("replay", epilog="Example: fireside conversations replay 7kq3")
def replay_(id: Id, data: Data = None, redis: Redis = None) -> None:
    """Fold the log again and print the state it gives."""
    name, entries = _read(id, data, redis)
    talk = replay(name, entries)
    table = Table(box=None, show_header=False)
    for field in ("bot", "revision", "language", "country", "phase", "node", "seq", "crisis"):
        table.add_row(field, str(getattr(talk, field)))
    for slot, value in sorted(talk.slots.items()):
        table.add_row(f"slot {slot}", str(value))
    table.add_row("utterances", str(len(talk.utterances)))
    console.print(table)


@app.command(epilog="Example: fireside conversations erase 7kq3 --yes")
def erase(
    id: Id,
    data: Data = None,
    redis: Redis = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy a conversation and the key it was encrypted with. This cannot be undone."""

    async def destroy(name: ConversationId) -> None:
        async with _log(data, redis) as log:
            await log.erase(name)

    name, entries = _read(id, data, redis)
    if not yes:
        typer.confirm(f"Erase {name} with {len(entries)} events for good?", abort=True)
    asyncio.run(destroy(name))
    console.print(f"{name} is erased.")


def _read(
    prefix: str, data: Path | None, redis: str | None
) -> tuple[ConversationId, Sequence[Recorded]]:
    async def find() -> tuple[ConversationId, Sequence[Recorded]]:
        async with _log(data, redis) as log:
            found = [id async for id in log.every() if id.startswith(prefix)]
            if len(found) != 1:
                what = "No conversation begins" if not found else f"{len(found)} begin"
                raise typer.BadParameter(
                    f'{what} with "{prefix}". See: fireside conversations list'
                )
            return found[0], await log.read(found[0])

    return asyncio.run(find())


def _write(text: str, out: Path | None, what: str) -> None:
    if out is None:
        sys.stdout.write(f"{text}\n")
    else:
        write_private(out, f"{text}\n")
        console.print(f"{what} written to {out}", highlight=False)


def _line(entry: Recorded) -> Text | None:
    match entry.event:
        case UserSpoke(text=text, images=images):
            head = (f"{_time(entry.at)}  person  ", "bold")
            return Text.assemble(head, *_pictures(images), text)
        case BotSpoke(text=text, notice=notice, images=images):
            who = f"[{notice}]" if notice else "bot"
            head = (f"{_time(entry.at)}  {who}  ", "bold cyan")
            return Text.assemble(head, *_pictures(images), text)
        case Screened(side=side, guard=guard, verdict=verdict) if verdict.kind != "allow":
            words = "person" if side is Side.USER else "bot"
            return Text(
                f"    {guard} on {words}: {verdict.kind} {', '.join(verdict.labels)}", "yellow"
            )
        case NodeEntered(node=node, why=why):
            return Text(f"    -> {node} ({why})", "dim")
        case TurnEnded(outcome=outcome) if outcome != "answered":
            return Text(f"    turn ended: {outcome}", "yellow")
        case _:
            return None


def _pictures(images: tuple[Image, ...]) -> list[str]:
    return [
        f"[picture {image.width}x{image.height} {image.alt}] ".replace(" ]", "]")
        for image in images
    ]


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
