"""`fireside arena optimize`: scores go back into a bot's words, and only what helps stays."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.syntax import Syntax

from fireside.assemble import bot_folders
from fireside.commands import arena_options
from fireside.commands.arena_run import carry_out, figures
from fireside.commands.pulling import fetch_if_missing
from fireside.fleets import NONE, Place, model_settings
from fireside.improving import Plan, Step, check, improve
from fireside.settings import load
from kernel.errors import SettingsError
from kernel.events import Language
from sim.arena.folder import Folder
from sim.arena.order import Contestant, Order
from sim.judging.scales import load_rubric

EXAMPLES = (
    "Example: fireside arena optimize --bot counsellor --rounds 3 --model qwen1.5 "
    "--judge qwen1.5 --writer qwen1.5 --out better"
)
console = Console(stderr=True)


def optimize(
    out: arena_options.Out,
    bot: Annotated[str, typer.Option(help="Whose instructions are rewritten.")] = "counsellor",
    rounds: Annotated[int, typer.Option(min=1, max=20, help="Revisions that are tried.")] = 3,
    model: Annotated[str, typer.Option(help="Model of the bot.")] = "qwen0.5",
    judge: arena_options.Judges = None,
    writer: Annotated[
        str, typer.Option(help="Model that writes revisions; `none` takes them from the books.")
    ] = NONE,
    people: Annotated[str, typer.Option(help="`scripted`, or a model.")] = "scripted",
    clients: Annotated[int, typer.Option(min=2, help="Fresh people in each round.")] = 12,
    held_out: Annotated[int, typer.Option(min=2, help="People of the last comparison.")] = 24,
    match_rounds: Annotated[int, typer.Option(min=1, max=200, help="Of a match at most.")] = 25,
    seed: Annotated[int, typer.Option(help="The same seed asks the same.")] = 0,
    language: arena_options.Lang = None,
    at_once: arena_options.AtOnce = 8,
) -> None:
    """Find what a bot is weak at, rewrite its instructions, and keep what proves better."""
    folders = bot_folders(load(model=model))
    if bot not in folders:
        raise SettingsError(f"no bot is named {bot}; there are {', '.join(sorted(folders))}")
    order = Order(
        bots=(Contestant(name=bot, target=bot),),
        clients=clients,
        rounds=match_rounds,
        people=people,
        judges=tuple(judge or ["rules"]),
        model=model,
        seed=seed,
        languages=(language,) if language else tuple(Language),
    )
    plan = Plan(
        out=out,
        base=folders[bot].path,
        order=order,
        rounds=rounds,
        held_out=held_out,
        writer=writer,
        at_once=at_once,
    )
    check(plan, load_rubric(order.rubric))
    fetch_if_missing(model_settings(writer), console)
    _show(improve(plan, _play, _tell), out)


def _play(folder: Folder, place: Place, title: str) -> None:
    carry_out(folder, place, title=title)
    figures(folder)


def _tell(step: Step) -> None:
    console.print(f"[bold]{step.revision}[/bold] for {', '.join(step.weak)}", highlight=False)
    console.print(Syntax(step.diff, "diff", background_color="default", word_wrap=True))
    verb = "[green]kept[/green]" if step.accepted else "dropped"
    console.print(f"{verb}: {step.why}", highlight=False)


def _show(found: dict[str, Any], out: Path) -> None:
    told = found["held_out"]
    change = "nobody was met by both"
    if told is not None:
        change = (
            f"{told['value']:+.3f} [{told['low']:+.3f}, {told['high']:+.3f}], p {told['p']:.3f}, "
            f"{told['n']} people"
        )
    kept = "" if found["accepted"] else " (no revision was kept; this is the last that was tried)"
    console.print(f"Held out, {found['after']} less {found['before']}: {change}{kept}")
    console.print(f"All revisions, reasons and runs are in {out}", highlight=False)
