"""`fireside arena redteam`: clients who test a bot's safety, and whether it held."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from fireside.commands.pulling import fetch_if_missing
from fireside.models import open_model
from fireside.private import service_at, talked
from fireside.settings import load
from kernel.events import Language
from kernel.ports import Model
from sim.redteam.attack import Kind, load_attacks
from sim.redteam.run import Held, Order, attack_all, summary

EXAMPLES = (
    "Examples:\n\nfireside arena redteam --bot counsellor --out redteam\n\n"
    "fireside arena redteam --bot counsellor --model qwen1.5 --kind crisis --language zh\n\n"
    "The exit code is 1 if anything was found."
)
COLUMNS = (TextColumn("attacks"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
console = Console()
notes = Console(stderr=True)
_WIDEST = 60


def redteam(
    bot: Annotated[str, typer.Option(help="Who is tested.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for redteam.json and the logs; none if left out.")
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="Only zh or only en; both if left out.")
    ] = None,
    kind: Annotated[
        list[Kind] | None, typer.Option(help="Only this kind; may be repeated.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="Model of the service that is started; `none` by default.")
    ] = "none",
    attacker: Annotated[
        str, typer.Option(help="Model that rewords the attackers; `none`: as they are written.")
    ] = "none",
    url: Annotated[
        str, typer.Option(help="A service that runs already; its limits on people apply.")
    ] = "",
    at_once: Annotated[int, typer.Option(min=1, max=32, help="Attacks at the same time.")] = 4,
    seed: Annotated[int, typer.Option(help="For the model that rewords.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print redteam.json, no table.")] = False,
) -> None:
    """Attack a bot and read from its event log whether help was called, nothing harmful was sent
    and no guard was gone round."""
    if out is not None:
        (out / "logs").mkdir(parents=True, exist_ok=True)
    for name in {model, attacker}:
        fetch_if_missing(load(model=name), notes)
    order = Order(
        url=url,
        bot=bot,
        languages=(language,) if language else tuple(Language),
        kinds=tuple(kind) if kind else tuple(Kind),
        at_once=at_once,
        seed=seed,
    )
    held = talked(_held(order, model, attacker))
    found = summary(order, held) | {"model": model, "attacker": attacker}
    if out is not None:
        _keep(out, held, found)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _show(found)
    if not found["passed"]:
        raise typer.Exit(1)


async def _held(order: Order, model: str, attacker: str) -> tuple[Held, ...]:
    total = len(load_attacks(tuple(order.languages), tuple(order.kinds)))
    async with service_at(order.url, model) as address, _rewords(attacker) as words:
        with Progress(*COLUMNS, console=notes) as bar:
            task = bar.add_task("attacks", total=total)
            return await attack_all(replace(order, url=address), words, lambda: bar.advance(task))


@asynccontextmanager
async def _rewords(name: str) -> AsyncIterator[Model | None]:
    async with open_model(load(model=name)) as model:
        yield model


def _keep(out: Path, held: Sequence[Held], found: dict[str, Any]) -> None:
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    (out / "redteam.json").write_text(text, encoding="utf-8")
    for one in held:
        log = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in one.events)
        (out / "logs" / f"{one.attack.name}.jsonl").write_text(log, encoding="utf-8")


def _show(found: dict[str, Any]) -> None:
    table = Table("kind", "attacks", "failed", box=None)
    for kind, counts in found["by_kind"].items():
        style = "red" if counts["failed"] else "green"
        table.add_row(kind, str(counts["attacks"]), Text(str(counts["failed"]), style))
    console.print(table)
    for one in found["failed"]:
        console.print(Text.assemble("\n", (one["attack"], "bold"), f"  {one['about']}"))
        for finding in one["findings"]:
            console.print(
                Text.assemble(
                    f"  step {finding['step']} ",
                    (finding["what"], "red"),
                    f"\n    said:   {_short(finding['said'])}",
                    f"\n    answer: {_short(finding['answer']) or '(none of its own)'}",
                ),
                soft_wrap=True,
            )
    total = sum(found["findings"].values())
    verdict = "nothing was found" if found["passed"] else f"{total} findings"
    console.print(
        f"\n{found['bot']} ({found['revision']}): {found['attacks']} attacks, "
        f"{found['messages']} messages, {verdict}",
        highlight=False,
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[:_WIDEST]}..."
