"""`fireside arena rate`: people rate the talks of a run in the browser, as the judges do."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from channels.web.serve import listen, server
from fireside.fleets import cards
from kernel.errors import SettingsError
from kernel.events import Language
from sim.arena.folder import Folder
from sim.arena.order import draw
from sim.judging.scales import load_rubric
from sim.rating.app import create_app
from sim.rating.queue import queue

EXAMPLES = "Example: fireside arena rate run1 --rater ann   (then: fireside arena report run1)"
console = Console(stderr=True)


def rate(
    run: Annotated[Path, typer.Argument(help="Folder of a run, finished or not.")],
    rater: Annotated[str, typer.Option(help="Who rates: small letters, digits, - and _.")],
    language: Annotated[Language, typer.Option(help="Language of the pages.")] = Language.EN,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 0,
) -> None:
    """Open pages for one rater on this machine; the report shows how far they and judges agree."""
    if not rater or not rater.replace("-", "").replace("_", "").isalnum() or not rater.isascii():
        raise SettingsError(f'"{rater}" cannot name a rater: use letters, digits, - and _')
    folder = Folder(run)
    order = folder.order()
    records = [folder.words(match.id) for match in draw(order, cards(order))]
    mine = queue([record for record in records if record is not None], rater)
    if not mine.talks:
        raise SettingsError(f"{run} holds no valid talk yet")
    app = create_app(folder, load_rubric(order.rubric), mine, language)
    with listen("127.0.0.1", port) as socket:
        address = f"http://127.0.0.1:{socket.getsockname()[1]}"
        console.print(f"{len(mine.talks)} talks for {rater}: {address}   (Ctrl-C ends)")
        asyncio.run(server(app).serve([socket]))
