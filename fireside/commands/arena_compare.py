"""`fireside arena compare`: a model sees two bots' talks side by side, in both orders."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from fireside.commands.arena_run import COLUMNS, figures
from fireside.commands.pulling import fetch_if_missing
from fireside.fleets import cards, model_settings
from fireside.models import open_model
from kernel.errors import SettingsError
from sim.arena.folder import Folder
from sim.arena.order import draw
from sim.judging.compare import Choice, Comparer
from sim.match import Transcript

EXAMPLES = "Example: fireside arena compare run1 --judge qwen1.5 --people 20"
console = Console(stderr=True)
Pair = tuple[Transcript, Transcript]


def compare(
    run: Annotated[Path, typer.Argument(help="Folder of a run of two bots or more.")],
    judge: Annotated[str, typer.Option(help="A model, as --model takes it.")],
    people: Annotated[int, typer.Option(min=1, help="So many people, from the first.")] = 20,
) -> None:
    """Which of two talks with one person is better, and whether their order sways the judge."""
    folder = Folder(run)
    pairs = pairs_of(folder, people)
    if not pairs:
        raise SettingsError(f"no two bots of {run} have met the same person yet")
    settings = model_settings(judge)
    fetch_if_missing(settings, console)
    with Progress(*COLUMNS, console=console) as bar:
        task = bar.add_task("pairs", total=len(pairs), note="")
        asyncio.run(_compare(folder, judge, pairs, lambda: bar.update(task, advance=1)))
    figures(folder)
    found = import_module("sim.figures.agreement").positions(tuple(folder.choices()))
    for one in found:
        console.print(
            f"{one.judge}: {one.steady:.0%} of {one.pairs} pairs the same in both orders; "
            f"the first place is named in {one.first:.0%} of the answers that name one",
            highlight=False,
        )


def pairs_of(folder: Folder, people: int) -> list[Pair]:
    """Valid talks of every two bots with the same person."""
    order = folder.order()
    met: dict[str, list[Transcript]] = {}
    for match in draw(order, cards(order))[: people * len(order.bots)]:
        record = folder.words(match.id)
        if record is not None and not record.reasons:
            met.setdefault(match.id.partition("--")[2], []).append(record.transcript)
    return [pair for talks in met.values() for pair in combinations(talks, 2)]


async def _compare(folder: Folder, judge: str, pairs: list[Pair], done: Callable[[], None]) -> None:
    settings = model_settings(judge)
    known = {(one.judge, one.a, one.b) for one in folder.choices()}
    async with open_model(settings) as model:
        if model is None:
            raise SettingsError(f'"{judge}" is no model that could compare')
        comparer = Comparer(judge, model, context=settings.model_context)
        for a, b in pairs:
            if (judge, a.match.id, b.match.id) not in known:
                choice: Choice = await comparer.compare(a, b)
                folder.keep_choice(choice)
            done()
