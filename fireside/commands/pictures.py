"""`fireside guard bench-images`, `image-pairs`, `vlm-sft`: measure and train judges of pictures."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from fireside.settings import Settings, load
from fireside.vision import installed, open_vision
from kernel.errors import SettingsError
from safety.catalog import GUARDS
from safety.multimodal.bench.measure import first_looked, judged, reread
from safety.multimodal.bench.records import Record, read_records
from safety.multimodal.bench.score import Outcome, published, scored
from safety.multimodal.guard import ImageGuard
from safety.multimodal.policy import load_policy
from safety.multimodal.tier1.eyes import open_eyes
from safety.multimodal.tier2.asking import Order
from safety.multimodal.tier2.judge import PairJudge
from safety.multimodal.training.sft import write_sft
from safety.multimodal.uploads.cleaner import Cleaner

BENCH_EXAMPLES = (
    "Examples:\n\nfireside guard bench-images --data mmit --vision http://localhost:8000/v1\n\n"
    "fireside guard bench-images --data pairs        (the first look alone)\n\n"
    "fireside guard bench-images --data mmit --published"
)
PAIRS_EXAMPLES = "Example: fireside guard image-pairs --out pairs"
SFT_EXAMPLES = "Example: fireside guard vlm-sft --data mmit --out sft"
console = Console()

Data = Annotated[Path, typer.Option(help="Folder with statement, prompt or dialog records.")]


def bench_images(
    data: Data,
    vision: Annotated[
        str, typer.Option(help="URL of a server, or folder of a checkpoint; none: first look only.")
    ] = "",
    vision_name: Annotated[str, typer.Option(help="The model's name on that server.")] = "",
    order: Annotated[Order, typer.Option(help="Whether it answers last or first.")] = Order.LAST,
    seconds: Annotated[float, typer.Option(help="For one judgement.")] = 120.0,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many records.")] = None,
    published_: Annotated[
        bool, typer.Option("--published", help="Read the published outputs instead of judging.")
    ] = False,
    json_: Annotated[Path | None, typer.Option("--json", help="Where the figures go.")] = None,
) -> None:
    """How well words and pictures are judged together."""
    records = read_records(data)[:limit]
    if published_:
        figures = published(records, reread(records))
    else:
        if not installed():
            raise SettingsError("pictures need the extra: fireside[images]")
        settings = load(vision=vision or None, vision_name=vision_name or None)
        outcomes = asyncio.run(_run(records, settings, order, seconds))
        figures = scored(outcomes)
    console.print(_table(figures))
    if json_ is not None:
        json_.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def image_pairs(
    out: Annotated[Path, typer.Option(help="Folder that the pairs are written to.")],
    font: Annotated[Path | None, typer.Option(help="A font with Chinese letters.")] = None,
) -> None:
    """Draw 60 test pairs of our own: 30 that harm only together, 30 that only look like it."""
    if not installed():
        raise SettingsError("pictures need the extra: fireside[images]")
    count = import_module("safety.multimodal.bench.pairs").write_pairs(out, font)
    console.print(f"{count} pairs in {out / 'statement'}")


def vlm_sft(
    data: Data, out: Annotated[Path, typer.Option(help="Folder that the set is written to.")]
) -> None:
    """Examples to train a judge of pictures on, for LLaMA-Factory and for trl."""
    written = write_sft(read_records(data), out)
    console.print(
        f"{written.examples} examples in {out}, {written.analysed} of them with an analysis"
    )


async def _run(
    records: Sequence[Record], settings: Settings, order: Order, seconds: float
) -> list[Outcome]:
    cleaner = Cleaner()
    if settings.vision:
        async with open_vision(settings) as model:
            judge = PairJudge.load(model, order=order, seconds=seconds)
            return await _all(judged(records, judge, order, cleaner.clean))
    guards = [GUARDS[name]() for name in ("crisis", "toxicity")]
    async with open_eyes() as eyes:
        guard = ImageGuard(guards, eyes, load_policy("care"), None)
        return await _all(first_looked(records, guard, cleaner.clean))


async def _all(outcomes: AsyncIterator[Outcome]) -> list[Outcome]:
    return [outcome async for outcome in outcomes]


def _table(figures: dict[str, Any]) -> Table:
    table = Table("", "share", "95 %", "n")
    for name, value in figures.items():
        match value:
            case {"share": rate, "low": low, "high": high, "n": n}:
                interval = "" if rate is None else f"{low:.2f} to {high:.2f}"
                table.add_row(name, "-" if rate is None else f"{rate:.2f}", interval, str(n))
            case {"p50": p50, "p99": p99}:
                table.add_row(name, f"p50 {p50}", f"p99 {p99}", "")
            case dict():
                for part, rates in value.items():
                    recall = (
                        rates["unsafe_recall"] if rates["unsafe_recall"]["n"] else rates["accuracy"]
                    )
                    table.add_row(f"  {part}", f"{recall['share']:.2f}", "", str(recall["n"]))
            case _:
                table.add_row(name, str(value), "", "")
    return table
