"""`fireside interview eval`: how often it finds what is so."""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from fireside.commands.pulling import fetch_if_missing
from fireside.models import open_model
from fireside.private import private_service
from fireside.settings import load
from kernel.errors import DataError, SettingsError
from kernel.events import Language
from sim.interview.keeping import Keeping
from sim.interview.reference import Held, ask_about_all, compared, discordant
from sim.interview.respondent import Wording
from sim.interview.run import Order, interview_all, summary
from sim.interview.score import Judged, Share

EXAMPLES = (
    "Examples:\n\nfireside interview eval --profiles 200 --seed 1 --out build/interview\n\n"
    "fireside interview eval --profiles 200 --cards --out build/interview-cards\n\n"
    "fireside interview eval --profiles 16 --model qwen1.5 --out build/interview-qwen"
)
REFERENCE_EXAMPLES = "Example: fireside interview reference build/interview --people 16"
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeRemainingColumn(),
)
console = Console(stderr=True)


def evaluate(
    out: Annotated[Path, typer.Option(help="Folder for summary, people and logs.")],
    count: Annotated[int, typer.Option("--profiles", min=1, help="People to interview.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed draws the same people.")] = 1,
    language: Annotated[
        Language | None, typer.Option(help="Only zh or only en; both by turns if left out.")
    ] = None,
    model: Annotated[str, typer.Option(help="The bot's model; `none` by default.")] = "none",
    at_once: Annotated[int, typer.Option(min=1, max=64, help="Interviews at the same time.")] = 8,
    wording: Annotated[
        Wording, typer.Option(help="What people say: two wordings to mend by, one to report on.")
    ] = "reporting",
    judging_only: Annotated[
        bool, typer.Option("--judging-only", help="The model reads answers and words nothing.")
    ] = False,
    cards: Annotated[
        bool, typer.Option("--cards", help="The people of the client cards, with their stories.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the evaluation that was stopped there.")
    ] = False,
) -> None:
    """Interview made-up people whose truth is known, over the websocket, and score the findings."""
    fetch_if_missing(load(model=model), console)
    order = Order(
        url="",
        folder=Path(str(files("bots"))) / "interview",
        count=count,
        seed=seed,
        languages=(language,) if language else tuple(Language),
        at_once=at_once,
        wording=wording,
        cards=cards,
    )
    terms = _terms(order, model, judging_only=judging_only)
    keeping = Keeping(out, terms)
    if not resume:
        keeping.begin()
    with Progress(*COLUMNS, console=console) as bar:
        task = bar.add_task("interviews", total=count)

        def done(one: Judged) -> None:
            keeping.keep(one)
            bar.advance(task)

        before = keeping if resume else None
        with _judging_only(order) if judging_only else nullcontext((None, order)) as (bots, mine):
            people = asyncio.run(_held(model, bots, mine, before, done))
    keeping.put_in_order()
    _report(out, people, order, model)


def _report(out: Path, people: Sequence[Judged], order: Order, model: str) -> None:
    terms = {"seed": order.seed, "model": model, "wording": order.wording, "cards": order.cards}
    found = summary(people) | terms
    (out / "summary.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    _show(found)
    Console().print(f"written to {out}: summary.json, people.jsonl, logs/")


def _terms(order: Order, model: str, *, judging_only: bool) -> dict[str, Any]:
    """What must be the same where an evaluation goes on."""
    return {
        "seed": order.seed,
        "model": model,
        "wording": order.wording,
        "languages": [one.value for one in order.languages],
        "judging_only": judging_only,
        "cards": order.cards,
    }


@contextmanager
def _judging_only(order: Order) -> Iterator[tuple[Path, Order]]:
    """A folder with a copy of the bot in which the model words nothing, and the order for it."""
    name = f"{order.bot}-judging"
    with TemporaryDirectory(prefix="fireside-") as place:
        copy = Path(place) / name
        shutil.copytree(order.folder, copy)
        for file, old, new in (
            ("bot.toml", f'name = "{order.bot}"', f'name = "{name}"'),
            ("interview.yaml", "wording: true", "wording: false"),
        ):
            text = (copy / file).read_text(encoding="utf-8")
            (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        yield Path(place), replace(order, bot=name)


async def _held(
    model: str,
    bots_dir: Path | None,
    order: Order,
    before: Keeping | None,
    done: Callable[[Judged], None],
) -> list[Judged]:
    async with private_service(model, bots_dir) as url:
        earlier = before.go_on if before is not None else None
        return await interview_all(replace(order, url=url), done, earlier)


def _show(found: dict[str, Any]) -> None:
    name_column = Column("module", no_wrap=True, min_width=19)
    table = Table(name_column, "n", "accuracy", "sensitivity", "specificity", "kappa", box=None)
    for name, module in found["modules"].items():
        shares = [
            _told(module[key], module[f"{key}_interval"])
            for key in ("accuracy", "sensitivity", "specificity", "kappa")
        ]
        table.add_row(name, str(module["n"]), *shares)
    styles = Table("answers", "accuracy", "people", box=None)
    for name, group in found["styles"].items():
        styles.add_row(name, _told(group["accuracy"], group["interval"]), str(group["people"]))
    said = Console()
    said.print(table)
    said.print(styles)
    said.print(
        f"navigation errors {found['navigation_errors']}, turns {found['mean_turns']:.1f}, "
        f"clarifications {found['mean_clarifications']:.1f} a person"
    )


def _told(value: float | None, interval: Sequence[float] | None) -> str:
    if value is None or interval is None:
        return "-"
    return f"{value:.2f} ({interval[0]:.2f}-{interval[1]:.2f})"


def reference(
    folder: Annotated[Path, typer.Argument(help="Folder that `fireside interview eval` wrote.")],
    model: Annotated[str, typer.Option(help="The model that is asked.")] = "qwen1.5",
    people: Annotated[int, typer.Option(min=1, help="So many of the interviews.")] = 16,
    resume: Annotated[
        bool, typer.Option("--resume", help="Only those who were not asked about before.")
    ] = False,
) -> None:
    """Ask a model about whole transcripts in one prompt: what the interview has to beat."""
    held = _read(folder)[:people]
    fetch_if_missing(load(model=model), console)
    outcomes = tuple(held[0].truth)
    file = folder / "reference.json"
    found = _asked_before(file, model) if resume else {}
    left = [one for one in held if one.number not in found]
    with Progress(*COLUMNS, console=console) as bar:
        task = bar.add_task("transcripts", total=len(left))

        def done(number: int, answer: dict[str, str]) -> None:
            found[number] = answer
            _keep(file, model, held, found)
            bar.advance(task)

        if left:
            asyncio.run(_asked(model, left, outcomes, done))
    _compare(held, found, outcomes)


def _compare(
    held: Sequence[Held], found: Mapping[int, Mapping[str, str]], outcomes: Sequence[str]
) -> None:
    name_column = Column("module", no_wrap=True, min_width=19)
    table = Table(name_column, "n", "interview", "one prompt", box=None)
    right = {"ours": 0, "theirs": 0, "n": 0}
    for name in outcomes:
        ours, theirs = (each.accuracy for each in compared(held, found, name))
        right = {
            "ours": right["ours"] + ours.k,
            "theirs": right["theirs"] + theirs.k,
            "n": right["n"] + ours.n,
        }
        table.add_row(name, str(ours.n), *(_told(s.value, s.interval) for s in (ours, theirs)))
    whole = [Share(right[side], right["n"]) for side in ("ours", "theirs")]
    table.add_row("all", str(right["n"]), *(_told(s.value, s.interval) for s in whole))
    only_ours, only_theirs = discordant(held, found, outcomes)
    said = Console()
    said.print(table)
    said.print(
        f"only the interview is right {only_ours} times, only the prompt {only_theirs} times"
    )


def _keep(
    file: Path, model: str, held: Sequence[Held], found: Mapping[int, Mapping[str, str]]
) -> None:
    asked_about = [one for one in held if one.number in found]
    rows = {name: compared(asked_about, found, name) for name in held[0].truth}
    kept = {
        "model": model,
        "people": len(asked_about),
        "found": {str(number): dict(answer) for number, answer in found.items()},
        "accuracy": {
            name: {"interview": ours.accuracy.value, "prompt": theirs.accuracy.value}
            for name, (ours, theirs) in rows.items()
        },
    }
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _asked_before(file: Path, model: str) -> dict[int, dict[str, str]]:
    """Raises `DataError` if nobody was, or another model was asked."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{file}: nothing to go on with ({error})") from error
    if kept["model"] != model:
        raise DataError(f"{file} was asked of {kept['model']}; leave --resume out to begin anew")
    return {int(number): answer for number, answer in kept["found"].items()}


async def _asked(
    model: str,
    held: Sequence[Held],
    outcomes: Sequence[str],
    done: Callable[[int, dict[str, str]], None],
) -> None:
    async with open_model(load(model=model, model_context=8192, model_slots=1)) as opened:
        if opened is None:
            raise SettingsError("the reference needs a model; name one with --model")
        await ask_about_all(opened, held, outcomes, done)


def _read(folder: Path) -> list[Held]:
    """Raises `DataError` if the folder holds no evaluation."""
    held = []
    try:
        for line in (folder / "people.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            log = (folder / "logs" / f"{row['number']:04}.jsonl").read_text(encoding="utf-8")
            held.append(
                Held(
                    number=row["number"],
                    language=Language(row["language"]),
                    truth=row["truth"],
                    found=row["found"],
                    events=tuple(json.loads(event) for event in log.splitlines()),
                )
            )
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{folder}: no evaluation is there ({error}); run: fireside interview eval"
        ) from error
    return sorted(held, key=lambda one: one.number)
