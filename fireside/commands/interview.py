"""`fireside interview`: look at trees, check them, and take out what an interview found."""

import asyncio
import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree as Branch

from fireside.assemble import bot_folders, open_log
from fireside.commands import interviewing
from fireside.commands.conversations import Data, Id, Redis
from fireside.settings import load
from kernel.errors import DataError
from kernel.events import Language
from kernel.ids import ConversationId
from kernel.records import Recorded
from kernel.state import replay
from policies.interview.drawing import svg
from policies.interview.report.document import build
from policies.interview.report.labels import load_labels
from policies.interview.report.markdown import markdown
from policies.interview.report.page import page
from policies.interview.shelf import load_book, load_tree
from policies.interview.tree import CountGate, Intro, Question, Tree, targets

app = typer.Typer(
    name="interview",
    no_args_is_help=True,
    help="Structured interviews: trees, and what they found.",
    epilog="Example: fireside interview show depression",
)
console = Console()
app.command("eval", epilog=interviewing.EXAMPLES)(interviewing.evaluate)
app.command("reference", epilog=interviewing.REFERENCE_EXAMPLES)(interviewing.reference)
COLOURS = {"risk": "red", "count_gate": "yellow", "level": "yellow", "impairment": "magenta"}

Lang = Annotated[Language | None, typer.Option(help="Language of the words.")]
TreeName = Annotated[str, typer.Argument(help="A module of the bot `interview`, or a YAML file.")]


class Format(StrEnum):
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


@app.command(epilog="Examples: fireside interview show depression   |   --svg tree.svg")
def show(
    tree: TreeName,
    language: Lang = Language.EN,
    svg_: Annotated[Path | None, typer.Option("--svg", help="Draw it into this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Draw it into this web page.")] = None,
) -> None:
    """A tree in the terminal, or drawn as a graph."""
    found, words = _tree(tree), language or Language.EN
    drawn = svg(found, words)
    if svg_ is not None:
        svg_.write_text(drawn, encoding="utf-8")
    if html is not None:
        title = found.title.in_(words)
        head = f'<!doctype html><meta charset="utf-8"><title>{title}</title>'
        html.write_text(f'{head}<body style="margin:24px;background:#fbf8f4">{drawn}\n', "utf-8")
    for file in filter(None, (svg_, html)):
        console.print(f"{found.id} is drawn in {file}", highlight=False)
    if svg_ is None and html is None:
        console.print(_branch(found, words))


@app.command(epilog="Example: fireside interview check my-tree.yaml")
def check(file: Annotated[Path, typer.Argument(help="A tree of your own.")]) -> None:
    """Whether a tree is sound; every fault is named with its node and what to do."""
    tree = load_tree(file)
    console.print(
        f"{file} is sound: {len(tree.questions())} questions, {len(tree.nodes)} nodes, "
        f"{len(tree.outcomes)} outcomes.",
        highlight=False,
    )


@app.command(epilog="Example: fireside interview schema > tree.schema.json")
def schema() -> None:
    """The JSON schema of a tree, for an editor."""
    typer.echo(json.dumps(Tree.model_json_schema(), indent=1, ensure_ascii=False))


@app.command(epilog="Example: fireside interview report 7kq3 --format html --out report.html")
def report(
    id: Id,
    data: Data = None,
    redis: Redis = None,
    format: Annotated[Format, typer.Option(help="How it is written.")] = Format.MARKDOWN,
    language: Lang = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; standard output if none.")
    ] = None,
) -> None:
    """What an interview found, with the evidence, from the event log."""
    settings = load(data_dir=data, redis_url=redis, model="none")
    name, entries = asyncio.run(_read(id, data, redis))
    talk = replay(name, entries)
    folder = bot_folders(settings).get(talk.bot)
    if folder is None or folder.spec.policy != "interview":
        raise DataError(f"{name} is a conversation with the bot {talk.bot}, not an interview")
    labels = load_labels()
    made = build(load_book(folder.path), name, entries, language or talk.language, labels)
    text = {
        Format.JSON: lambda: made.model_dump_json(indent=1) + "\n",
        Format.MARKDOWN: lambda: markdown(made, labels),
        Format.HTML: lambda: page(made, labels),
    }[format]()
    if folder.revision != talk.revision:
        Console(stderr=True).print(
            f"[yellow]The bot's files have changed since[/yellow] (it was {talk.revision}, "
            f"it is {folder.revision}): the report reads the answers by the trees of today."
        )
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        console.print(f"The report is in {out}", highlight=False)


async def _read(
    prefix: str, data: Path | None, redis: str | None
) -> tuple[ConversationId, Sequence[Recorded]]:
    async with open_log(load(data_dir=data, redis_url=redis)) as log:
        found = [id async for id in log.every() if id.startswith(prefix)]
        if len(found) != 1:
            what = "No conversation begins" if not found else f"{len(found)} begin"
            raise typer.BadParameter(f'{what} with "{prefix}". See: fireside conversations list')
        return found[0], await log.read(found[0])


def _tree(name: str) -> Tree:
    """A module of the bot, or a file. Raises `DataError`."""
    if Path(name).suffix in (".yaml", ".yml"):
        return load_tree(Path(name))
    trees = load_book(bot_folders(load(model="none"))["interview"].path).trees
    for tree in trees:
        if tree.id == name:
            return tree
    known = ", ".join(tree.id for tree in trees)
    raise DataError(f'there is no module "{name}"; there are {known}, or name a YAML file')


def _branch(tree: Tree, language: Language) -> Branch:
    root = Branch(Text(f"{tree.title.in_(language)}  ({tree.id})", "bold"))
    for node in tree.nodes:
        line = Text.assemble((node.id, f"bold {COLOURS.get(node.kind, 'cyan')}"))
        match node:
            case Question():
                line.append(f"  {node.kind}", "dim")
                leaf = root.add(line)
                leaf.add(Text(node.ask.in_(language)))
            case CountGate():
                leaf = root.add(line.append(f"  at least {node.at_least} of {', '.join(node.of)}"))
            case Intro():
                leaf = root.add(line.append(f"  {node.say.in_(language)}", "italic"))
            case _:
                leaf = root.add(line.append(f"  {node.kind}", "dim"))
        if edges := targets(node):
            ways = [f"{label or 'then'} → {to}" for label, to in edges.items()]
            leaf.add(Text("   ".join(dict.fromkeys(ways)), "dim"))
    return root
