"""`fireside sim cards`: the people whom simulated clients play."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.brief import brief
from sim.cards.card import Card, Style
from sim.cards.checks import faults, imbalance
from sim.cards.shelf import Wanted, chosen, of_path, shipped
from sim.match import Theme

app = typer.Typer(
    name="cards",
    no_args_is_help=True,
    help="Client cards: the people whom simulated clients play.",
    epilog="Example: fireside sim cards list --theme career --language zh",
)
console = Console()

Files = Annotated[
    Path | None,
    typer.Argument(help="A file LANGUAGE/THEME.yaml or a folder; the cards that ship if none."),
]


@app.command(
    "list",
    epilog="Examples:\n\nfireside sim cards list --theme family\n\n"
    "fireside sim cards list --show zh-career-laid_off\n\nfireside sim cards list --json",
)
def list_cards(
    path: Files = None,
    language: Annotated[Language | None, typer.Option(help="Only zh or only en.")] = None,
    theme: Annotated[Theme | None, typer.Option(help="Only this theme.")] = None,
    style: Annotated[Style | None, typer.Option(help="Only this way of talking.")] = None,
    show: Annotated[str, typer.Option(help="Print this card whole, by its id.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Which cards there are."""
    wanted = Wanted(
        languages=(language,) if language else (),
        themes=(theme,) if theme else (),
        styles=(style,) if style else (),
        ids=(show,) if show else (),
    )
    cards = chosen(_cards(path), wanted)
    if show and not cards:
        raise DataError(f"there is no card {show}; see `fireside sim cards list`")
    if as_json:
        for card in cards:
            typer.echo(
                json.dumps({"id": card.id} | card.model_dump(mode="json"), ensure_ascii=False)
            )
    elif show:
        console.print(brief(cards[0]), highlight=False, markup=False)
    else:
        console.print(_table(cards))
        console.print(f"{len(cards)} cards")


@app.command(epilog="Examples: fireside sim cards validate   |   fireside sim cards validate my/")
def validate(path: Files = None) -> None:
    """Whether cards are sound, each and together; every fault is named with its card."""
    cards = _cards(path)
    found = faults(cards)
    for fault in found:
        console.print(f"[red]{fault.split(':', 1)[0]}[/red]:{fault.split(':', 1)[1]}")
    if found:
        raise DataError(f"{len(found)} faults in {len(cards)} cards; nothing was changed")
    for thin in imbalance(cards):
        console.print(f"[yellow]not balanced[/yellow] {thin}")
    per = Counter(card.language.value for card in cards)
    told = ", ".join(f"{count} {language}" for language, count in sorted(per.items()))
    console.print(f"{len(cards)} cards are sound ({told})", highlight=False)


def _cards(path: Path | None) -> tuple[Card, ...]:
    return shipped() if path is None else of_path(path)


def _table(cards: Sequence[Card]) -> Table:
    table = Table(box=None)
    for column in ("id", "age", "style", "attitude", "risk", "distress"):
        table.add_column(column, no_wrap=column != "distress")
    for card in cards:
        table.add_row(
            card.id,
            str(card.demographics.age),
            card.style.value,
            card.attitude,
            "" if card.risk == "none" else card.risk,
            card.distress,
        )
    return table
