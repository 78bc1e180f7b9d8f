"""`fireside sim`: simulated people who talk with a bot."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from fireside.commands import cards
from fireside.commands.pulling import fetch_if_missing
from fireside.private import service_at, talked
from fireside.settings import load
from kernel.events import Language
from sim.corpus.chat import chat_line
from sim.corpus.collect import Drawn, Order, collect
from sim.corpus.filters import Sieve

app = typer.Typer(
    name="sim",
    no_args_is_help=True,
    help="Simulated people who talk with a bot over the websocket.",
    epilog="Example: fireside sim corpus --clients 20 --out corpus.jsonl",
)
app.add_typer(cards.app)
console = Console(stderr=True)


@app.callback()
def _sim() -> None:
    """Simulated people who talk with a bot over the websocket."""


@app.command(
    epilog="Examples:\n\nfireside sim corpus --clients 20 --out corpus.jsonl\n\n"
    "fireside sim corpus --clients 20 --out corpus.jsonl --chat sft.jsonl --tags --language zh"
)
def corpus(
    clients: Annotated[int, typer.Option(min=1, help="So many talks are held.")],
    out: Annotated[Path, typer.Option(help="Where the labelled dialogues go, as JSON lines.")],
    bot: Annotated[str, typer.Option(help="Who is talked with.")] = "restructuring",
    chat: Annotated[
        Path | None, typer.Option(help="Where the kept dialogues go in chat format, for SFT.")
    ] = None,
    tags: Annotated[
        bool, typer.Option("--tags", help="In --chat, name the strategy before each sentence.")
    ] = False,
    language: Annotated[
        Language | None, typer.Option(help="Only zh or only en; both by turns if left out.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed asks for the same people.")] = 0,
    at_once: Annotated[int, typer.Option(min=1, max=64, help="Talks at the same time.")] = 8,
    model: Annotated[
        str, typer.Option(help="Model of the service that is started; `none` by default.")
    ] = "none",
    url: Annotated[
        str, typer.Option(help="A service that runs already; its limits on people apply.")
    ] = "",
) -> None:
    """Hold talks with simulated people and keep the good ones, with labels."""
    for file in (out, chat):
        if file is not None:
            _write(file, [])  # what cannot be written is better said before the talks are held
    languages = (language,) if language else tuple(Language)
    if not url:
        fetch_if_missing(load(model=model), console)
    drawn, sieve = talked(_collect(url, model, bot, clients, languages, seed=seed, at_once=at_once))
    kept = [each.record for each in drawn if not each.reasons]
    _write(out, [record.model_dump_json() for record in kept])
    if chat is not None:
        _write(chat, [chat_line(record, tags=tags) for record in kept])
    report = out.with_suffix(".report.json")
    report.write_text(json.dumps(_report(drawn, sieve), ensure_ascii=False, indent=1) + "\n")
    _show(drawn, sieve, out, report)


async def _collect(
    url: str,
    model: str,
    bot: str,
    clients: int,
    languages: tuple[Language, ...],
    *,
    seed: int,
    at_once: int,
) -> tuple[list[Drawn], Sieve]:
    async with service_at(url, model) as address:
        order = Order(
            url=address,
            bot=bot,
            clients=clients,
            languages=languages,
            seed=seed,
            at_once=at_once,
        )
        with _bar(clients) as advance:
            return await collect(order, advance)


class _bar:
    """A progress bar, told of every talk that has been held."""

    def __init__(self, total: int) -> None:
        columns = (TextColumn("talks"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console)
        self._task = self._progress.add_task("talks", total=total)

    def __enter__(self) -> Callable[[], None]:
        self._progress.start()
        return lambda: self._progress.advance(self._task)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _write(file: Path, lines: list[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _report(drawn: list[Drawn], sieve: Sieve) -> dict[str, object]:
    kept = [each.record for each in drawn if not each.reasons]
    sentences = [s.strategy for record in kept for turn in record.turns for s in turn.sentences]
    names = [channel.distortion for record in kept for channel in record.channels]
    return {
        "held": len(drawn),
        "kept": sieve.kept,
        "left_out": [
            {"filter": kind, "reason": name, "dialogues": count}
            for (kind, name), count in sorted(sieve.counts.items())
        ],
        "languages": dict(Counter(record.lang for record in kept)),
        "turns": sum(len(record.turns) for record in kept),
        "channels": dict(Counter(len(record.channels) for record in kept)),
        "loops": dict(Counter(record.loops for record in kept)),
        "distortions": dict(Counter(names).most_common()),
        "strategies": dict(Counter(sentences).most_common()),
    }


def _show(drawn: list[Drawn], sieve: Sieve, out: Path, report: Path) -> None:
    table = Table(box=None, show_header=True)
    for column in ("filter", "reason", "dialogues"):
        table.add_column(column)
    for (kind, name), count in sorted(sieve.counts.items()):
        table.add_row(kind, name, str(count))
    console.print(f"{len(drawn)} talks held, {sieve.kept} kept in {out}; counts in {report}")
    if sieve.counts:
        console.print("Left out, by reason (a dialogue may have several):")
        console.print(table)
