"""`fireside arena run`: play what was ordered, go on where it stopped, and write the figures."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from fireside.commands import arena_options
from fireside.commands.pulling import fetch_if_missing
from fireside.fleets import Place, cards, model_settings, models_of
from fireside.shares import Share, jobs, play_here, shares
from kernel.errors import SettingsError
from sim.arena.fleet import Done, Job
from sim.arena.folder import Folder, write
from sim.arena.order import Contestant, Order

EXAMPLES = (
    "Examples:\n\nfireside arena run --bots counsellor,restructuring --clients 20 --out run1\n\n"
    "fireside arena run --bots counsellor,prompted:qwen1.5 --people qwen1.5 --judge qwen1.5 "
    "--out run2\n\nfireside arena run --resume --out run2"
)
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
    TextColumn("left"),
    TimeRemainingColumn(),
    TextColumn("{task.fields[note]}"),
)
POLL_S = 0.3
console = Console(stderr=True)


def run(
    out: arena_options.Out,
    bots: arena_options.Bots = "",
    clients: arena_options.Clients = None,
    rounds: arena_options.Rounds = None,
    judge: arena_options.Judges = None,
    repeats: arena_options.Repeats = None,
    people: arena_options.People = None,
    model: arena_options.Model = None,
    seed: arena_options.Seed = None,
    first: arena_options.First = None,
    language: arena_options.Lang = None,
    resume: arena_options.Resume = False,
    on: arena_options.On = "local",
    processes: arena_options.Processes = 1,
    at_once: arena_options.AtOnce = 8,
    url: arena_options.Url = "",
    bots_dir: arena_options.BotsDir = None,
    share: arena_options.HiddenShare = "",
) -> None:
    """Let bots meet the same simulated people, judge every match, and rate the bots."""
    given = {
        "bots": [Contestant.parse(one).model_dump() for one in bots.split(",") if one],
        "judges": judge,
        "languages": (language,) if language else None,
        "clients": clients,
        "rounds": rounds,
        "repeats": repeats,
        "people": people,
        "model": model,
        "seed": seed,
        "first": first,
    }
    folder = _folder(out, {k: v for k, v in given.items() if v not in (None, [])}, resume)
    place = Place(url=url, bots_dir=bots_dir, at_once=at_once)
    if share:
        _one_share(folder, place, share)
        return
    carry_out(folder, place, on=on, n=processes)
    show(figures(folder), out)
    if left := jobs(folder, folder.order()):
        console.print(
            f"[yellow]{len(left)} matches broke or could not be judged[/yellow]; what was done is "
            "kept, and --resume tries them again."
        )
        raise typer.Exit(1)


def carry_out(
    folder: Folder, place: Place, *, on: str = "local", n: int = 1, title: str = "matches"
) -> None:
    """Play what is left of a run, with a bar. Ctrl-C says how to go on and exits."""
    order = folder.order()
    for name in models_of(order):
        fetch_if_missing(model_settings(name), console)
    if todo := jobs(folder, order):
        try:
            _with_bar(folder, order, place, todo, on, n, title)
        except KeyboardInterrupt:
            console.print(f"Stopped. What was done is kept in {folder.path}; --resume goes on.")
            raise typer.Exit(130) from None


def figures(folder: Folder) -> Mapping[str, Any]:
    """Count `summary.json` and `analysis.json` anew, and give the first."""
    try:
        scored = import_module("sim.figures.scored")
        counted = import_module("sim.figures.summary")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"the figures need {error.name}, of the extra `arena`: pip install 'fireside[arena]'. "
            "All matches and scores are kept; --resume counts them"
        ) from error
    results = scored.results(folder, cards(folder.order()))
    summary: Mapping[str, Any] = counted.summary(results, folder.sessions())
    _write(folder.path / "summary.json", summary)
    _write(
        folder.path / "analysis.json",
        counted.analysis(results, tuple(folder.ratings()), tuple(folder.choices())),
    )
    return summary


def show(summary: Mapping[str, Any], out: Path) -> None:
    table = Table("bot", "rating", "client", "supervisor", "counsellor", "all", "total", box=None)
    for bot, rating in summary["ratings"].items():
        passed = summary["pass"][bot]
        shares = [
            "-" if passed[key] is None else f"{passed[key]:.0%}"
            for key in ("client", "supervisor", "counsellor", "all", "total")
        ]
        interval = f"{rating['rating']:.0f} [{rating['low']:.0f}, {rating['high']:.0f}]"
        table.add_row(bot, interval, *shares)
    console.print(table)
    reasons = ", ".join(f"{name}: {n}" for name, n in summary["invalid_reasons"].items())
    lines = (
        f"{summary['matches']} matches, {summary['valid']} valid{reasons and f' ({reasons})'}",
        f"{summary['turns']} turns, {summary['dialogues_per_minute']} dialogues a minute",
        f"see fireside arena report {out}",
    )
    console.print("; ".join(lines), highlight=False, soft_wrap=True)
    for judge in flat_judges(out):
        console.print(
            f"[yellow]{judge} gave nearly every talk the same scores[/yellow]: it does not tell "
            "these bots apart, and its ratings mean nothing. Take a larger model as --judge."
        )


def flat_judges(out: Path) -> list[str]:
    """Judges of a run whose scores do not differ."""
    found = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    return [one["judge"] for one in found["bias"]["spread"] if one["flat"]]


def _folder(out: Path, given: Mapping[str, Any], resume: bool) -> Folder:
    if resume:
        folder = Folder(out)
        order = folder.order()
        for name, value in given.items():
            if Order.model_validate(order.model_dump() | {name: value}) != order:
                raise SettingsError(
                    f"the run in {out} was begun with another --{name}; leave it out with --resume"
                )
        return folder
    if not given.get("bots"):
        raise SettingsError("name who plays: --bots counsellor,restructuring")
    try:
        order = Order.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingsError(first["msg"].removeprefix("Value error, ")) from error
    return Folder.begin(out, order)


def _with_bar(
    folder: Folder, order: Order, place: Place, todo: list[Job], on: str, n: int, title: str
) -> None:
    with Progress(*COLUMNS, console=console) as bar:
        task = bar.add_task(title, total=len(todo), note="")
        broken = 0

        def told(done: Done) -> None:
            nonlocal broken
            broken += bool(done.record.reasons or done.unjudged)
            bar.update(task, advance=1, note=f"{broken} invalid" if broken else "")

        if on == "ray":
            cluster = import_module("fireside.cluster")
            cluster.play_on_ray(folder, order, place, todo, told, n)
        elif n == 1:
            play_here(folder, order, place, todo, told, Share(0, 1, _now_ms()))
        else:
            before = folder.played()
            with shares(folder.path, _options(place), n) as ended:
                while not ended():
                    time.sleep(POLL_S)
                    bar.update(task, completed=len(folder.played() - before))


def _one_share(folder: Folder, place: Place, share: str) -> None:
    """What a run with several processes starts; its input ends when that one does."""
    mine = Share(*(int(part) for part in share.split("/")))
    threading.Thread(target=_die_with_parent, daemon=True).start()
    order = folder.order()
    play_here(folder, order, place, jobs(folder, order, mine), lambda _: None, mine)


def _die_with_parent() -> None:
    """As Ctrl-C would: what is done is kept, and the service of this share is closed."""
    os.read(sys.stdin.fileno(), 1)  # unbuffered: a lock held at exit would be fatal
    os.kill(os.getpid(), signal.SIGINT)


def _options(place: Place) -> list[str]:
    options = ["--at-once", str(place.at_once)]
    if place.url:
        options += ["--url", place.url]
    if place.bots_dir is not None:
        options += ["--bots-dir", str(place.bots_dir)]
    return options


def _write(file: Path, document: Mapping[str, Any]) -> None:
    write(file, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def _now_ms() -> int:
    return round(time.time() * 1000)
