"""`fireside guard perturb`: disguise a text, to see what a guard is up against."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kernel.events import Language
from safety.chinese.perturb import Kind, Perturbed, Perturber, load_taxonomy

console = Console()
EXAMPLES = "Examples: fireside guard perturb 你真讨厌 --kind homo --seed 1   |   --kind all"

KINDS = (*Kind, "all")


def perturb(
    text: Annotated[str, typer.Argument(help="The text, in Chinese.")],
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = "all",
    seed: Annotated[int, typer.Option(help="Same seed, same disguise.")] = 1,
    ratio: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the characters to disguise.")
    ] = 0.3,
    span: Annotated[
        list[str] | None, typer.Option(help="Words to disguise, instead of drawn ones.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the names of kinds.")] = Language.EN,
) -> None:
    """TEXT in disguise: one kind as plain text, or all eight in a table."""
    if kind not in KINDS:
        raise typer.BadParameter(f"no kind is named {kind}; there are {', '.join(KINDS)}")
    perturber, spans = Perturber.load(), _spans(text, span or [])
    if kind != "all":
        made = perturber.perturb(text, Kind(kind), seed=seed, ratio=ratio, spans=spans)
        typer.echo(made.text)
        return
    names = load_taxonomy().kinds
    table = Table("kind", "", "text", box=None)
    for each in Kind:
        made = perturber.perturb(text, each, seed=seed, ratio=ratio, spans=spans)
        table.add_row(each.value, names[each].name[language], _marked(made))
    console.print(table)


def _spans(text: str, words: list[str]) -> list[tuple[int, int]] | None:
    for word in words:
        if not word or word not in text:
            raise typer.BadParameter(f"“{word}” does not stand in the text")
    return [(text.index(word), text.index(word) + len(word)) for word in words] or None


def _marked(made: Perturbed) -> Text:
    """The disguised text with what was changed in colour."""
    shown, moved = Text(made.text), 0
    for edit in made.edits:
        start = edit.start + moved
        shown.stylize("yellow", start, start + len(edit.after))
        moved += len(edit.after) - len(edit.before)
    return shown
