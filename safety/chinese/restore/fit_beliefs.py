"""Fits the coefficients of `belief.py`: words of our own disguising against ordinary sentences.

    python -m safety.chinese.restore.fit_beliefs --cold COLD/dev.csv > beliefs.yaml

Every other record of COLD's dev.csv (Apache-2.0; by a hash of its place): its safe sentences as
they stand, and its offensive ones with words of the lexicon disguised by the perturber. The bias of
a kind lets the stated share of ordinary sentences be altered by it.
"""

import argparse
import csv
import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from safety.chinese.perturb import Kind, Perturber
from safety.chinese.restore.belief import NAMES, Region, commonest, marks
from safety.chinese.restore.restorer import Restorer
from safety.chinese.restore.tables import load_lexicon

Row = tuple[float, ...]
ALTERED = {
    Kind.HOMO: 0.003,
    Kind.VSIM: 0.002,
    Kind.SHUFFLE: 0.002,
    Kind.PY_INIT: 0.004,
    Kind.PY_FULL: 0.001,
}
"""Share of ordinary sentences that each kind may alter."""
SIMPLE = {Kind.SPLIT: -1.0, Kind.EMOJI: -1.0, "leet": -3.0, "separator": 0.0}
"""Kinds that ordinary text hardly ever looks like: a gain of so much is enough."""
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_ROUNDS = 30
_RIDGE = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", type=Path, required=True)
    given = parser.parse_args()
    safe, offensive = sentences(given.cold, "0"), sentences(given.cold, "1")
    restorer = Restorer.load()
    plain: defaultdict[str, list[Row]] = defaultdict(list)
    for text in safe:
        for kind, row in _rows(restorer, text):
            plain[kind].append(row)
    hidden: defaultdict[str, list[Row]] = defaultdict(list)
    for made in disguised(offensive):
        for kind, row in _rows(restorer, made):
            hidden[kind].append(row)
    print("# Made by `python -m safety.chinese.restore.fit_beliefs`; belief.py says what it means.")
    print("kinds:")
    for kind, share in ALTERED.items():
        weights = logistic(plain[kind], hidden[kind])
        scores = sorted((_dot(weights, row) for row in plain[kind]), reverse=True)
        at = int(share * len(safe))
        bias = -scores[at] if at < len(scores) else weights[0]
        named = ", ".join(f"{n}: {w:.3f}" for n, w in zip(NAMES, weights[1:], strict=True))
        print(f"  {kind}: {{bias: {bias:.3f}, {named}}}")
    for name, bias in SIMPLE.items():
        print(f"  {name}: {{bias: {bias}, gain: 1.0}}")


def sentences(path: Path, label: str) -> list[str]:
    """Of every other record with this label."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row["TEXT"] for row in csv.DictReader(file) if row["label"] == label]
    kept = [text for at, text in enumerate(rows) if _kept(at)]
    return [sentence for text in kept for sentence in _SENTENCE.findall(text)]


def disguised(texts: Iterable[str]) -> Iterable[str]:
    """Each with its words of the lexicon hidden, in all the ways that are fitted."""
    perturber, (abuse, topic) = Perturber.load(), load_lexicon()
    words = sorted((w for w in abuse | topic if len(w) > 1), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, words)))
    for seed, text in enumerate(texts):
        spans = [match.span() for match in pattern.finditer(text)][:3]
        for kind in ALTERED if spans else ():
            yield perturber.perturb(text, kind, seed=seed, spans=spans).text


def logistic(plain: Sequence[Row], hidden: Sequence[Row]) -> list[float]:
    """Coefficients by Newton's method with a small ridge; the first one is the bias."""
    rows = [(row, 0.0) for row in plain] + [(row, 1.0) for row in hidden]
    size = len(NAMES) + 1
    weights = [0.0] * size
    for _ in range(_ROUNDS):
        slope = [-_RIDGE * w for w in weights]
        curve = [[_RIDGE * (a == b) for b in range(size)] for a in range(size)]
        for row, label in rows:
            full = (1.0, *row)
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, _dot(weights, row) + weights[0]))))
            for a in range(size):
                slope[a] += (label - p) * full[a]
                for b in range(size):
                    curve[a][b] += p * (1 - p) * full[a] * full[b]
        step = solved(curve, slope)
        weights = [w + s for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """x with matrix x = right, by elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at, pivot in enumerate(rows):
        for row in rows[at + 1 :]:
            factor = row[at] / pivot[at]
            row[at:] = [r - factor * p for r, p in zip(row[at:], pivot[at:], strict=True)]
    x: list[float] = []
    for row in reversed(rows):
        at = len(rows) - 1 - len(x)
        known = sum(c * v for c, v in zip(row[at + 1 : -1], x, strict=True))
        x.insert(0, (row[-1] - known) / row[at])
    return x


def _rows(restorer: Restorer, text: str) -> Iterable[tuple[str, Row]]:
    regions, size = restorer.regions(text)
    found = [region for region in regions if region.edits]
    total = sum(region.gain for region in found)
    return [(commonest(r.edits), marks(Region(*r), total=total, size=size)) for r in found]


def _dot(weights: Sequence[float], row: Row) -> float:
    """Without the bias."""
    return sum(w * value for w, value in zip(weights[1:], row, strict=True))


def _kept(at: int) -> bool:
    return hashlib.sha256(str(at).encode()).digest()[0] % 2 == 0


if __name__ == "__main__":
    main()
