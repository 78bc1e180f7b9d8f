"""`fireside sim cards`: the people whom simulated clients play."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from fireside.commands.pulling import fetch_if_missing
from fireside.models import open_model
from fireside.settings import Settings, load
from kernel.errors import DataError
from kernel.events import Language
from sim.cards.authored import Written, write_cards
from sim.cards.brief import brief
from sim.cards.card import Card, Style
from sim.cards.checks import faults, imbalance
from sim.cards.convert import FORMATS, taken
from sim.cards.shelf import Wanted, chosen, of_path, shipped
from sim.cards.store import write
from sim.cards.variants import variants
from sim.match import Theme

app = typer.Typer(
    name="cards",
    no_args_is_help=True,
    help="Client cards: the people whom simulated clients play.",
    epilog="Example: fireside sim cards list --theme career --language zh",
)
console = Console()
notes = Console(stderr=True)
COLUMNS = (TextColumn("cards"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())

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
        console.print(Text.assemble(("wrong ", "red"), fault))
    if found:
        raise DataError(f"{len(found)} faults in {len(cards)} cards; nothing was changed")
    for thin in imbalance(cards):
        console.print(f"[yellow]not balanced[/yellow] {thin}")
    per = Counter(card.language.value for card in cards)
    told = ", ".join(f"{count} {language}" for language, count in sorted(per.items()))
    console.print(f"{len(cards)} cards are sound ({told})", highlight=False)


@app.command(
    epilog="Examples:\n\nfireside sim cards generate --count 200 --out my-cards\n\n"
    "fireside sim cards generate --count 9 --model qwen1.5 --language zh --out my-cards"
)
def generate(
    count: Annotated[int, typer.Option(min=1, help="So many cards.")],
    out: Annotated[Path, typer.Option(help="Folder for LANGUAGE/THEME.yaml.")],
    model: Annotated[
        str,
        typer.Option(help="Who writes new people; `none` varies the temper of those that ship."),
    ] = "none",
    language: Annotated[Language | None, typer.Option(help="Only zh or only en.")] = None,
    theme: Annotated[Theme | None, typer.Option(help="Only this theme.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same.")] = 1,
) -> None:
    """Make more cards; none that is not sound is kept."""
    languages = (language,) if language else tuple(Language)
    themes = (theme,) if theme else tuple(Theme)
    known = chosen(shipped(), Wanted(languages=languages, themes=themes))
    if model == "none":
        made: tuple[Card, ...] = variants(known, count, seed=seed)
    else:
        settings = load(model=model)
        fetch_if_missing(settings, notes)
        with Progress(*COLUMNS, console=notes) as bar:
            task = bar.add_task("cards", total=count)
            written = asyncio.run(
                _written(settings, count, known, languages, themes, seed, lambda: bar.advance(task))
            )
        for why in written.discarded:
            notes.print(f"[yellow]not kept[/yellow] {why}", highlight=False)
        made = written.cards
    if not made:
        raise DataError("no card was sound; try a larger model, or --model none")
    _keep(made, out)


@app.command(
    "import",
    epilog="Example: fireside sim cards import profiles.json --format patient-psi --out my-cards",
)
def import_cards(
    file: Annotated[Path, typer.Argument(help="JSON: a profile, a list, or one a line (.jsonl).")],
    format: Annotated[str, typer.Option(help=", ".join(FORMATS))],
    out: Annotated[Path, typer.Option(help="Folder for LANGUAGE/THEME.yaml.")],
    theme: Annotated[Theme, typer.Option(help="Theme of these profiles.")] = Theme.EMOTION,
    language: Annotated[Language, typer.Option(help="Language they are in.")] = Language.EN,
) -> None:
    """Take in profiles of other simulators as cards."""
    known = next((one for one in FORMATS if one == format), None)
    if known is None:
        raise DataError(f'there is no format "{format}"; there are {", ".join(FORMATS)}')
    made = taken(file, known, theme, language)
    _keep(made, out)
    for fault in faults(made):
        notes.print(f"[yellow]look at[/yellow] {fault}", highlight=False)


async def _written(
    settings: Settings,
    count: int,
    known: Sequence[Card],
    languages: Sequence[Language],
    themes: Sequence[Theme],
    seed: int,
    done: Callable[[], None],
) -> Written:
    async with open_model(settings) as opened:
        assert opened is not None
        return await write_cards(
            opened, count, known, languages=languages, themes=themes, seed=seed, done=done
        )


def _keep(cards: Sequence[Card], out: Path) -> None:
    written = write(cards, out)
    console.print(f"{len(cards)} cards in {len(written)} files of {out}", highlight=False)


def _cards(path: Path | None) -> tuple[Card, ...]:
    return shipped() if path is None else of_path(path)


def _table(cards: Sequence[Card]) -> Table:
    table = Table(box=None)
    for column in ("id", "age", "style", "attitude", "risk", "distress"):
        table.add_column(column, no_wrap=column != "distress")
    for card in cards:
        table.add_row(
            card.id,
            str(card.demographics.age or ""),
            card.style.value,
            card.attitude,
            "" if card.risk == "none" else card.risk,
            card.distress,
        )
    return table
