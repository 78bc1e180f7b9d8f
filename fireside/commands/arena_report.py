"""`fireside arena report`: a run as one page that opens anywhere."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from fireside.commands.arena_run import figures
from fireside.fleets import cards
from kernel.events import Language
from sim.arena.folder import Folder, write

EXAMPLES = "Example: fireside arena report run1   |   --language zh"
console = Console(stderr=True)


def report(
    run: Annotated[Path, typer.Argument(help="Folder of a run, finished or not.")],
    language: Annotated[Language, typer.Option(help="Language of the page.")] = Language.EN,
    out: Annotated[Path | None, typer.Option(help="File; DIR/report.html by default.")] = None,
) -> None:
    """One HTML file with the figures and every talk."""
    folder = Folder(run)
    figures(folder)
    results = import_module("sim.figures.scored").results(folder, cards(folder.order()))
    page = import_module("sim.report.page").page
    file = out or run / "report.html"
    written = page(results, folder, language)
    write(file, written.encode("utf-8"))
    console.print(f"The report is in {file}", highlight=False)
