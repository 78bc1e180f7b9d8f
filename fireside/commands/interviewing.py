"""`fireside interview eval`: how often it finds what is so."""

import asyncio
import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
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
from sim.interview.reference import Held, ask_about_all, compared
from sim.interview.respondent import Wording
from sim.interview.run import Order, interview_all, summary
from sim.interview.score import Judged

EXAMPLES = (
    "Examples:\n\nfireside interview eval --profiles 200 --seed 1 --out build/interview\n\n"
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
) -> None:
    """Interview made-up people whose truth is known, over the websocket, and score the findings."""
    (out / "logs").mkdir(parents=True, exist_ok=True)
    fetch_if_missing(load(model=model), console)
    languages = (language,) if language else tuple(Language)
    with Progress(*COLUMNS, console=console) as bar:
        task = bar.add_task("interviews", total=count)
        people = asyncio.run(
            _held(model, count, seed, languages, at_once, wording, lambda: bar.advance(task))
        )
    _keep(out, people)
    found = summary(people) | {"seed": seed, "model": model, "wording": wording}
    (out / "summary.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    _show(found)
    Console().print(f"written to {out}: summary.json, people.jsonl, logs/")


async def _held(
    model: str,
    count: int,
    seed: int,
    languages: tuple[Language, ...],
    at_once: int,
    wording: Wording,
    done: Callable[[], None],
) -> list[Judged]:
    async with private_service(model) as url:
        order = Order(
            url=url,
            folder=Path(str(files("bots"))) / "interview",
            count=count,
            seed=seed,
            languages=languages,
            at_once=at_once,
            wording=wording,
        )
        return await interview_all(order, done)


def _keep(out: Path, people: Sequence[Judged]) -> None:
    """Who was interviewed and what was found, a line a person; and every log."""
    lines = []
    for one in people:
        profile = one.sat.profile
        log = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in one.sat.events)
        (out / "logs" / f"{profile.number:04}.jsonl").write_text(log, encoding="utf-8")
        row = {
            "number": profile.number,
            "language": profile.language.value,
            "kind": profile.kind,
            "style": profile.style,
            "has": profile.has,
            "truth": dict(profile.truth),
            "found": dict(one.found),
            "crises": one.seen.crises,
            "messages": one.sat.messages,
            "clarified": one.seen.clarified,
            "ended": one.sat.ended,
            "navigation_errors": one.seen.wrong,
        }
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    (out / "people.jsonl").write_text("".join(lines), encoding="utf-8")


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
) -> None:
    """Ask a model about whole transcripts in one prompt: what the interview has to beat."""
    held = _read(folder)[:people]
    fetch_if_missing(load(model=model), console)
    outcomes = tuple(held[0].truth)
    with Progress(*COLUMNS, console=console) as bar:
        task = bar.add_task("transcripts", total=len(held))
        found = asyncio.run(_asked(model, held, outcomes, lambda: bar.advance(task)))
    rows = {name: compared(held, found, name) for name in outcomes}
    kept = {
        "model": model,
        "people": len(held),
        "found": {str(number): dict(answer) for number, answer in found.items()},
        "accuracy": {
            name: {"interview": ours.accuracy.value, "prompt": theirs.accuracy.value}
            for name, (ours, theirs) in rows.items()
        },
    }
    (folder / "reference.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    name_column = Column("module", no_wrap=True, min_width=19)
    table = Table(name_column, "n", "interview", "one prompt", box=None)
    for name, (ours, theirs) in rows.items():
        shares = [_told(each.accuracy.value, each.accuracy.interval) for each in (ours, theirs)]
        table.add_row(name, str(ours.accuracy.n), *shares)
    Console().print(table)


async def _asked(
    model: str, held: Sequence[Held], outcomes: Sequence[str], done: Callable[[], None]
) -> dict[int, dict[str, str]]:
    async with open_model(load(model=model, model_context=8192, model_slots=1)) as opened:
        if opened is None:
            raise SettingsError("the reference needs a model; name one with --model")
        return await ask_about_all(opened, held, outcomes, done)


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
    return held
