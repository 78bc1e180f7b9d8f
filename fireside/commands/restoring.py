"""`fireside guard restore`: what a disguised text meant, and what was undone to read it so."""

import dataclasses
import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from safety.chinese.restore import Restored, Restorer

console = Console()
EXAMPLES = "Example: fireside guard restore 你真是个sha bi"


def restore(
    text: Annotated[str, typer.Argument(help="The text, in Chinese.")],
    candidates: Annotated[int, typer.Option(min=1, max=3, help="Readings to show.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, a line a reading.")] = False,
) -> None:
    """The reading of TEXT without its disguise; ordinary text comes back unchanged."""
    restorer = Restorer.load()
    readings = restorer.candidates(text, candidates) if candidates > 1 else [restorer.restore(text)]
    for reading in readings:
        if as_json:
            typer.echo(json.dumps(dataclasses.asdict(reading), ensure_ascii=False))
        else:
            _show(reading)


def _show(reading: Restored) -> None:
    console.print(Text.assemble((reading.text, "bold"), (f"  cost {reading.cost:.1f}", "dim")))
    if not reading.undone:
        console.print("nothing to undo", style="dim")
        return
    table = Table("span", "stood", "read as", "disguise", "cost", box=None, padding=(0, 2, 0, 0))
    for one in reading.undone:
        shown = one.before if one.kind != "invisible" else ascii(one.before)
        span = f"{one.start}-{one.end}"
        table.add_row(span, Text(shown), Text(one.after), one.kind, f"{one.cost:.1f}")
    console.print(table)
