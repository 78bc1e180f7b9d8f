"""`fireside guard`: ask a guard about a text or a file of texts."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.table import Table

from fireside.commands import disguise, pictures, restoring, toxicity
from fireside.settings import load
from kernel.errors import DataError
from kernel.events import Side
from kernel.ids import ConversationId
from kernel.ports import Guard
from kernel.records import Content, Utterance
from kernel.state import Conversation
from kernel.verdicts import Allow, Verdict
from safety.catalog import GUARDS, reading_with
from safety.crisis.hotlines import Hotlines

app = typer.Typer(
    name="guard",
    no_args_is_help=True,
    help="Ask a guard what it makes of a text.",
    epilog="Example: fireside guard check 'I cannot go on'",
)
console = Console()
COLOURS = {"allow": "green", "rewrite": "yellow", "block": "red", "escalate": "magenta"}


@app.callback()
def _guards() -> None:
    """Ask a guard what it makes of a text."""


app.command("perturb", epilog=disguise.EXAMPLES)(disguise.perturb)
app.command("restore", epilog=restoring.EXAMPLES)(restoring.restore)
app.command("train", epilog=toxicity.TRAIN_EXAMPLES)(toxicity.train)
app.command("bench", epilog=toxicity.BENCH_EXAMPLES)(toxicity.bench)
app.command("sft-data", epilog=toxicity.SFT_EXAMPLES)(toxicity.sft_data)
app.command("bench-images", epilog=pictures.BENCH_EXAMPLES)(pictures.bench_images)
app.command("image-pairs", epilog=pictures.PAIRS_EXAMPLES)(pictures.image_pairs)
app.command("vlm-sft", epilog=pictures.SFT_EXAMPLES)(pictures.vlm_sft)


class _Said(BaseModel):
    side: Side
    text: str


class _Line(BaseModel):
    """One line of `--file`."""

    model_config = ConfigDict(extra="ignore")

    text: str
    id: str | int | None = None
    side: Side = Side.USER
    context: tuple[_Said, ...] = Field(default=())


@app.command(
    epilog="Examples:\n\nfireside guard check 'I want to kill myself'\n\n"
    "fireside guard check --file in.jsonl --json out.jsonl"
)
def check(
    text: Annotated[str | None, typer.Argument(help="The text.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="JSON lines with `text`, optional `id`, `side`, `context`.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--json", help="Where the verdicts of --file go.")
    ] = None,
    guard: Annotated[str, typer.Option(help="Name of the guard.")] = "crisis",
    side: Annotated[Side, typer.Option(help="Whose words they are.")] = Side.USER,
) -> None:
    """The verdict on TEXT, or on every line of --file."""
    if guard not in GUARDS:
        raise typer.BadParameter(f"no guard is named {guard}; there are {', '.join(GUARDS)}")
    if (text is None) == (file is None):
        raise typer.BadParameter("give either TEXT or --file")
    settings = load()
    judge = reading_with(
        GUARDS[guard](), settings.toxicity_model, meaning=settings.toxicity_meaning
    )
    if text is not None:
        (row,) = _verdicts(judge, [_Line(text=text, side=side)])
        _show(row)
        return
    assert file is not None
    rows = list(_verdicts(judge, list(_read(file))))
    if out is None:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        out.write_text(lines, encoding="utf-8")
        counts = {kind: sum(row["verdict"] == kind for row in rows) for kind in COLOURS}
        said = ", ".join(f"{n} {kind}" for kind, n in counts.items() if n)
        console.print(f"{len(rows)} texts judged ({said or 'none'}); written to {out}")


@app.command(epilog="Examples: fireside guard hotlines   |   fireside guard hotlines --country GB")
def hotlines(
    country: Annotated[str | None, typer.Option(help="Only this one, by its code.")] = None,
) -> None:
    """The helplines of every country, and which numbers nobody has confirmed yet."""
    countries = Hotlines.load().countries
    if country is not None and country not in countries:
        raise typer.BadParameter(f"no country is listed as {country}")
    table = Table("", "helpline", "number", "hours", "confirmed by", box=None)
    for code in [country] if country else countries:
        for line in countries[code].lines:
            page = line.confirmed
            by = f"{page.page} ({page.dated or 'no date'})" if page else "[red]nobody yet[/red]"
            table.add_row(code, line.name, line.phone or line.sms, line.hours, by)
    console.print(table)


def _read(file: Path) -> Iterator[_Line]:
    """Raises `DataError` that names file and line; no line is passed over in silence."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _Line.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "line"
            raise DataError(f"{file}, line {number}: {where}: {first['msg']}") from error


def _verdicts(guard: Guard, lines: Sequence[_Line]) -> Iterator[dict[str, Any]]:
    with asyncio.Runner() as runner:
        for number, line in enumerate(lines):
            talk = Conversation(
                id=ConversationId("check"),
                utterances=tuple(Utterance(said.side, said.text) for said in line.context),
            )
            verdict = runner.run(guard.review(line.side, Content(text=line.text), talk))
            yield _row(line.id if line.id is not None else number, guard.name, verdict)


def _row(id: str | int, guard: str, verdict: Verdict) -> dict[str, Any]:
    reason = "" if isinstance(verdict, Allow) else verdict.reason
    return {
        "id": id,
        "verdict": verdict.kind,
        "labels": list(verdict.labels),
        "guard": guard,
        "reason": reason,
    }


def _show(row: dict[str, Any]) -> None:
    table = Table(box=None, show_header=False)
    colour = COLOURS[row["verdict"]]
    table.add_row("verdict", f"[{colour}]{row['verdict']}[/{colour}]")
    table.add_row("guard", row["guard"])
    if row["labels"]:
        table.add_row("labels", ", ".join(row["labels"]))
    if row["reason"]:
        table.add_row("because", row["reason"])
    console.print(table)
