"""`fireside guard train` and `bench`: make a model of toxic Chinese, and measure one."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from fireside.models import open_model
from fireside.settings import load
from kernel.errors import SettingsError
from kernel.events import Language
from safety.chinese.bench.data import CLOAKS, Corpus, read_benign, read_cntp, read_toxicloak
from safety.chinese.bench.measure import Material, Result, Scorer, gather, measure, sampled
from safety.chinese.bench.report import brief, details, page, table
from safety.chinese.encoder import Encoder, installed
from safety.chinese.judge.judge import Judge, prompt
from safety.chinese.judge.score import judged, texts_of
from safety.chinese.perturb import Kind, Perturber
from safety.chinese.restore import Restorer
from safety.chinese.toxicity.checkpoint import Checkpoint, is_checkpoint
from safety.chinese.toxicity.detector import Detector
from safety.chinese.toxicity.linear import digest
from safety.chinese.training.recipes import train_in_domain, train_shipped
from safety.chinese.training.sft import SIZES, sft_rows

TRAIN_EXAMPLES = "Example: fireside guard train --data cntp --out models/mine"
SFT_EXAMPLES = "Example: fireside guard sft-data --data cntp --out sft"
BENCH_EXAMPLES = "Example: fireside guard bench --data cntp --json shipped.json --page shipped.html"
FEWEST = 50
"""Toxic sentences that a benchmark needs after those known from training were left out."""
console = Console()

Data = Annotated[
    Path | None, typer.Option(help="Folder with toxic_base.jsonl, non_toxic_base.jsonl, ...")
]


def train(
    out: Annotated[Path, typer.Option(help="Folder that the model is written to.")],
    data: Data = None,
    cold: Annotated[
        Path | None, typer.Option(help="COLDataset's train.csv: makes the model that ships.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of everything that is drawn.")] = 1,
    encoder: Annotated[
        bool | None,
        typer.Option(help="Whether what texts mean counts too; else if it is installed."),
    ] = None,
) -> None:
    """Train a model on your own sentences, or the shipped one again."""
    if (data is None) == (cold is None):
        raise typer.BadParameter("give either --data or --cold")
    meaning = Encoder.load() if encoder or (encoder is None and installed()) else None
    if data is not None:
        card = train_in_domain(read_cntp(data), out, meaning, seed=seed)
    else:
        assert cold is not None
        card = train_shipped(cold, Restorer.load(), out, meaning, seed=seed)
    views = (*card.views, "meaning") if card.meaning else card.views
    console.print(f"views: {', '.join(views)}")
    console.print(f"{card.variant} model from {card.examples} examples written to {out}")


def bench(
    data: Annotated[Path, typer.Option(help="Folder with toxic_base.jsonl and its disguises.")],
    model: Annotated[
        Path | None,
        typer.Option(help="Folder of `guard train` or of a transformers checkpoint."),
    ] = None,
    benign: Annotated[
        Path | None,
        typer.Option(help="Ordinary text in the place of the data's own; toxicloak also cloaked."),
    ] = None,
    judge: Annotated[
        str | None, typer.Option(help="A language model to ask too, named as in `up --model`.")
    ] = None,
    sample: Annotated[
        int, typer.Option(min=2, help="Toxic, and ordinary, sentences that a judge is asked about.")
    ] = 40,
    kinds: Annotated[
        list[Kind] | None, typer.Option("--kind", help="Only these disguises for a judge.")
    ] = None,
    json_: Annotated[Path | None, typer.Option("--json", help="Where the figures go.")] = None,
    rows: Annotated[
        Path | None, typer.Option("--details", help="Where all rows go, with intervals.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--page", help="Where a page with plots goes.")
    ] = None,
    fpr: Annotated[float, typer.Option(help="False positives to set the threshold for.")] = 0.05,
) -> None:
    """How much toxic Chinese a model finds, plain and disguised, and whom it wrongs."""
    if not 0 < fpr < 1:
        raise typer.BadParameter("--fpr lies between 0 and 1")
    restorer = Restorer.load()
    scorers, seen = _scorers(model, restorer)
    corpus, known = _unseen(read_cntp(data), seen)
    material = _material(corpus, benign, known)
    results = [measure(scorer, material, fpr=fpr) for scorer in scorers]
    if judge is not None:
        some = sampled(material, sample, seed=1, kinds=kinds or tuple(Kind))
        results += [measure(scorers[0], some, fpr=fpr)]
        results += asyncio.run(_asked(judge, some, restorer))
    _show(results, json_, rows, html)


def _scorers(model: Path | None, restorer: Restorer) -> tuple[list[Scorer], Sequence[str]]:
    """What is measured, and digests of the sentences that it was trained on."""
    if model is not None and is_checkpoint(model):
        return [Checkpoint.load(model), Checkpoint.load(model, restorer=restorer)], ()
    bare = Detector.load(model)
    card = bare.model.card
    if card.meaning is None or (model is None and not installed()):
        return [bare], card.seen
    return [Detector.load(model, meaning=True), bare], card.seen


async def _asked(name: str, material: Material, restorer: Restorer) -> list[Result]:
    """The judge without examples, with them, and both behind the deobfuscator."""
    found = []
    ways = [(shots, undone) for shots in (False, True) for undone in (False, True)]
    bar = Progress(console=Console(stderr=True))
    async with open_model(load(model=name)) as model:
        if model is None:
            raise SettingsError("--judge needs a model")
        with bar:
            for shots, undone in ways:
                title = f"{name}{', 10 examples' if shots else ''}{' + restorer' if undone else ''}"
                line = bar.add_task(title, total=len(texts_of(material)))
                found.append(
                    await judged(
                        Judge.load(model, Language.ZH, shots=shots),
                        title,
                        material,
                        (lambda text: restorer.restore(text).text) if undone else str,
                        partial(bar.advance, line),
                    )
                )
    return found


def sft_data(
    data: Annotated[Path, typer.Option(help="Folder with toxic_base.jsonl and its disguises.")],
    out: Annotated[Path, typer.Option(help="Folder that the files are written to.")],
    samples: Annotated[
        int | None, typer.Option(min=1, help="Samples; else files with 10, 20 and 40.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the instruction.")] = Language.ZH,
    seed: Annotated[int, typer.Option(help="Of everything that is drawn.")] = 1,
) -> None:
    """Chat-format files to fine-tune a judge on: attacks and ordinary text, plain and disguised."""
    corpus, perturber = read_cntp(data), Perturber.load()
    out.mkdir(parents=True, exist_ok=True)
    for size in SIZES if samples is None else (samples,):
        rows = sft_rows(corpus, perturber, prompt(language), samples=size, seed=seed)
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (out / f"sft_{size}.jsonl").write_text("".join(lines), encoding="utf-8")
        console.print(f"{len(lines)} conversations in {out / f'sft_{size}.jsonl'}")


def _unseen(corpus: Corpus, seen: Sequence[str]) -> tuple[Corpus, int]:
    """The sentences that the model was not trained on. Raises `SettingsError` if few are left."""
    known = frozenset(seen)
    left = Corpus(
        toxic=tuple(each for each in corpus.toxic if digest(each.text) not in known),
        benign=tuple(each for each in corpus.benign if digest(each.text) not in known),
    )
    before = len(corpus.toxic) + len(corpus.benign)
    skipped = before - len(left.toxic) - len(left.benign)
    if skipped and len(left.toxic) < FEWEST:
        raise SettingsError(
            f"the model was trained on {skipped} of these {before} sentences, and what is left is "
            "too little to measure; take sentences that it has not seen"
        )
    return left, skipped


def _material(corpus: Corpus, benign: Path | None, skipped: int) -> Material:
    if benign is None:
        return gather(corpus, [each.text for each in corpus.benign], {}, skipped=skipped)
    cloaked: Mapping[str, Sequence[tuple[str, str]]] = {}
    if (benign / "base_data.tsv").exists():
        cloaked = {
            cloak: [(was, now) for was, now, toxic in read_toxicloak(benign, cloak) if not toxic]
            for cloak in CLOAKS
        }
    return gather(corpus, read_benign(benign), cloaked, skipped=skipped)


def _show(
    results: Sequence[Result], json_: Path | None, rows: Path | None, html: Path | None
) -> None:
    console.print(table(results))
    if json_ is not None:
        json_.write_text(json.dumps(brief(results[0]), indent=1) + "\n", encoding="utf-8")
    if rows is not None:
        rows.write_text(json.dumps(details(results), indent=1) + "\n", encoding="utf-8")
    if html is not None:
        html.write_text(page(results), encoding="utf-8")
