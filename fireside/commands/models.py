"""`fireside models`: which small models there are, and how to get one."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from adapters.models.registry import entries, find, resolve, served
from fireside.commands.pulling import fetch
from fireside.settings import load

app = typer.Typer(
    name="models",
    no_args_is_help=True,
    help="List and pull small language models.",
    epilog="Example: fireside models list",
)
console = Console()

Dir = Annotated[Path | None, typer.Option("--dir", help="Where models are kept.")]


@app.command("list", epilog="Example: fireside models list")
def list_(directory: Dir = None) -> None:
    """The models that can be had by name."""
    here = load(model_dir=directory).model_dir
    table = Table("name", "model", "languages", "size", "licence", "here", box=None)
    for entry in entries():
        size = f"{entry.size_bytes / 1e6:,.0f} MB"
        table.add_row(
            entry.name,
            entry.title,
            " ".join(entry.languages),
            size,
            entry.licence,
            "yes" if entry.file(here).exists() else "",
        )
    console.print(table)
    console.print("Pull one with: fireside models pull NAME", style="dim")
    engines = Table("name", "model", "languages", "licence", box=None)
    for one in served():
        engines.add_row(one.name, one.title, " ".join(one.languages), one.licence)
    console.print()
    console.print(engines)
    console.print("Serve one with its command, then: fireside up --model NAME", style="dim")
    for one in served():  # whole lines, to be copied
        typer.echo(f"  {one.command}")


@app.command("pull", epilog="Example: fireside models pull qwen0.5")
def pull_(
    name: Annotated[str, typer.Argument(help="Name of a model.")], directory: Dir = None
) -> None:
    """Bring a model here."""
    path = fetch(find(name), load(model_dir=directory), Console(stderr=True))
    typer.echo(path)


@app.command("path", epilog="Example: fireside models path qwen0.5")
def path_(
    name: Annotated[str, typer.Argument(help="Name of a model.")], directory: Dir = None
) -> None:
    """Where a model's file is."""
    typer.echo(resolve(name, load(model_dir=directory).model_dir))
