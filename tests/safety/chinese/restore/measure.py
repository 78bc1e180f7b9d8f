"""How well the restorer reads disguises, and how often it changes ordinary text.

    python -m tests.safety.chinese.restore.measure --data CNTP --cold COLD [--half tune]

CNTP is laid out as ToxiBenchCN's files (`toxic_base.jsonl`, `homo.jsonl`, ...), COLD has `dev.csv`.
The weights were tuned on the half `tune` (by a hash of `sentence_id`, or of the row of COLD);
`report` is the other one. 95 % Wilson intervals; times are of the processor. `--misses N` names
some, for `tune` only.
"""

import argparse
import csv
import gc
import hashlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from safety.chinese.perturb import Kind
from safety.chinese.restore import Restorer
from tests.safety.crisis.measure import Rate

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")


class Row(NamedTuple):
    original: str
    disguised: str
    entities: tuple[str, ...]


class Score(NamedTuple):
    characters: Rate
    """Changed characters that stand again."""
    entities: Rate
    """Toxic entities that the disguise had removed and that stand again."""
    exact: Rate
    p50_ms: float
    p99_ms: float


def in_half(key: object, half: str) -> bool:
    return (hashlib.sha256(str(key).encode()).digest()[0] % 2 == 0) == (half == "tune")


def records(folder: Path, name: str, half: str) -> list[dict[str, object]]:
    """Without the repeated rows of the emoji file."""
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["sentence_id"]: row for row in map(json.loads, lines)}
    return [row for key, row in rows.items() if in_half(key, half)]


def disguised(folder: Path, kind: Kind, half: str) -> list[Row]:
    """Only those that the disguise did change."""
    return [
        Row(str(row["original_text"]), str(row["perturbed_text"]), tuple(row["toxic_entity"]))  # type: ignore[arg-type]
        for row in records(folder, kind, half)
        if row["original_text"] != row["perturbed_text"]
    ]


def ordinary(folder: Path, cold: Path, half: str) -> dict[str, list[str]]:
    """Sentences that nobody disguised."""
    with (cold / "dev.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] == "0"]
    kept = [row["TEXT"] for at, row in enumerate(rows) if in_half(at, half)]
    return {
        "cntp, not toxic": [
            str(r["original_text"]) for r in records(folder, "non_toxic_base", half)
        ],
        "cntp, toxic, plain": [
            str(r["original_text"]) for r in records(folder, "toxic_base", half)
        ],
        "cold, safe, sentences": [s for text in kept for s in _SENTENCE.findall(text)],
    }


class Measure:
    def __init__(self, restorer: Restorer) -> None:
        self._restorer = restorer

    def plain(self, text: str) -> str:
        """Simplified, lower case, without spaces: what two readings are compared in."""
        units = self._restorer._reader.units(text)
        return "".join(unit.char for unit in units).replace(" ", "")

    def altered(self, texts: Sequence[str]) -> tuple[Rate, list[tuple[str, str]], list[float]]:
        """Beyond being simplified."""
        changed, times = [], []
        for text in texts:
            begun = time.thread_time()
            restored = self._restorer.restore(text).text
            times.append(1e3 * (time.thread_time() - begun))
            if self.plain(restored) != self.plain(text):
                changed.append((text, restored))
        return Rate(len(changed), len(texts)), changed, sorted(times)

    def score(self, rows: Iterable[Row]) -> tuple[Score, list[tuple[Row, str]]]:
        back = changed = found = hidden = exact = n = 0
        misses, times = [], []
        for row in rows:
            begun = time.thread_time()
            reading = self._restorer.restore(row.disguised).text
            times.append(1e3 * (time.thread_time() - begun))
            was, seen, now = (
                self.plain(row.original),
                self.plain(row.disguised),
                self.plain(reading),
            )
            lost = _lost(was, seen)
            changed, back = (
                changed + sum(lost.values()),
                back + sum((lost - _lost(was, now)).values()),
            )
            missing = [e for e in map(self.plain, row.entities) if seen.count(e) < was.count(e)]
            again = [e for e in missing if now.count(e) >= was.count(e)]
            hidden, found = hidden + len(missing), found + len(again)
            exact, n = exact + (was == now), n + 1
            if len(again) < len(missing):
                misses.append((row, reading))
        times.sort()
        rates = (Rate(back, changed), Rate(found, hidden), Rate(exact, n))
        return Score(*rates, times[n // 2], times[n * 99 // 100]), misses


def _lost(was: str, now: str) -> Counter[str]:
    """Pairs of neighbours that are gone: sees order as well as characters."""

    def pairs(text: str) -> Counter[str]:
        return Counter(a + b for a, b in zip(f"^{text}", f"{text}$", strict=True))

    return pairs(was) - pairs(now)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cold", type=Path, required=True)
    parser.add_argument("--half", choices=["tune", "report"], default="report")
    parser.add_argument("--misses", type=int, default=0)
    given = parser.parse_args()
    console, measure = Console(width=200), Measure(Restorer.load())
    gc.collect()
    gc.freeze()  # as a service does: else full collections walk through the tables
    table = Table(
        "disguise", "n", "pairs restored", "entities", "exact", "p50 ms", "p99 ms", box=None
    )
    named: list[str] = []
    for kind in Kind:
        score, misses = measure.score(disguised(given.data, kind, given.half))
        times = (f"{score.p50_ms:.2f}", f"{score.p99_ms:.2f}")
        rates = map(_said, (score.characters, score.entities, score.exact))
        table.add_row(kind, str(score.exact.n), *rates, *times)
        for row, reading in random.Random(1).sample(misses, min(given.misses, len(misses))):
            named.append(f"{kind}: {row.original} | {row.disguised} | {reading} | {row.entities}")
    console.print(table)
    table = Table("ordinary text", "n", "altered", "p50 ms", "p99 ms", box=None)
    for name, texts in ordinary(given.data, given.cold, given.half).items():
        rate, changed, times = measure.altered(texts)
        quantiles = (f"{times[len(texts) // 2]:.2f}", f"{times[len(texts) * 99 // 100]:.2f}")
        table.add_row(name, str(rate.n), _said(rate, 4), *quantiles)
        named += [f"{name}: {a} | {b}" for a, b in changed[: given.misses]]
    console.print(table)
    if given.half == "tune":
        for line in named:
            console.print(line, highlight=False, markup=False)


def _said(rate: Rate, places: int = 3) -> str:
    low, high = rate.interval()
    return f"{rate.share:.{places}f} ({low:.{places}f}-{high:.{places}f})"


if __name__ == "__main__":
    main()
