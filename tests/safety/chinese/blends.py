"""What goes into the blend of n-grams and meaning, measured on folds of the training data.

    python -m tests.safety.chinese.blends --cold COLD/train.csv   # weights of disguised attacks
    python -m tests.safety.chinese.blends --data LEFT             # with and without what ships

The first takes ten minutes, the second two. Both train as `guard train` does, and look at what the
blend is fitted on; nothing is written.
"""

import argparse
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy

from safety.chinese.bench.data import read_cntp
from safety.chinese.encoder import Encoder
from safety.chinese.restore import Restorer
from safety.chinese.toxicity.meaning import Kernel
from safety.chinese.training import blending, fit
from safety.chinese.training.examples import Example
from safety.chinese.training.recipes import train_in_domain, train_shipped

SHORT = 30
"""Characters of a short text."""
DRAWS = 4
PLACES = (100, 300)
"""Sentences of a small place."""


class _Enough(Exception):
    """The blend need not be fitted once its material is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    examples: Sequence[Example]
    vectors: Any
    scores: Any
    """By n-grams, of models that did not see the sentence; `known` the same by meaning."""
    known: Any
    prior: Any
    """By the kernel that ships; none for that one itself."""
    marks: Any
    plain: Any
    toxic: Any
    weights: Any
    folds: Any


def material(train: Callable[[], object]) -> Material:
    """What `train` would fit the blend on."""
    found: list[Material] = []

    def look(
        examples: Sequence[Example],
        meant: Sequence[str],
        marks: Sequence[Sequence[float]],
        scores: Any,
        encoder: Encoder,
        fold_of: blending.Fold,
        *,
        seed: int,
        prior: Kernel | None = None,
    ) -> None:
        vectors = blending._vectors(meant, encoder)
        plain = numpy.array([not each.disguised for each in examples])
        toxic = numpy.array([each.toxic for each in examples])
        weights = numpy.array([each.weight for each in examples])
        folds = numpy.array([fold_of(each.origin, 1) for each in examples])
        found.append(
            Material(
                examples=examples,
                vectors=vectors,
                scores=scores,
                known=_known(vectors, plain, toxic, weights, folds, seed),
                prior=None if prior is None else prior.scores(vectors),
                marks=numpy.array(marks),
                plain=plain,
                toxic=toxic,
                weights=weights,
                folds=numpy.array([fold_of(each.origin, blending.FOLDS_BYTE) for each in examples]),
            )
        )
        raise _Enough

    with patch.object(fit, "blended", look), suppress(_Enough):
        train()
    return found[0]


def _known(vectors: Any, plain: Any, toxic: Any, weights: Any, folds: Any, seed: int) -> Any:
    known = numpy.zeros(len(toxic))
    for fold in set(folds.tolist()):
        into, out = folds != fold, folds == fold
        kernel = blending._kernel(vectors[into], plain[into], toxic[into], weights[into], seed)
        known[out] = kernel.scores(vectors[out])
    return known


def rates(logits: Any, of: Material, inside: Any = slice(None)) -> list[float]:
    """At 5 % of plain ordinary text: ordinary disguised, attacks plain, attacks disguised."""
    plain, toxic = of.plain[inside], of.toxic[inside]
    threshold = numpy.quantile(logits[~toxic & plain], 1 - blending.RATE)
    kinds = (~toxic & ~plain, toxic & plain, toxic & ~plain)
    return [round(float((logits[kind] > threshold).mean()), 3) for kind in kinds]


def weights_of_attacks(of: Material) -> None:
    rows = numpy.column_stack([of.scores, of.known, of.marks])
    short = numpy.array([len(each.text) <= SHORT for each in of.examples])
    for heavy in blending.WEIGHTS:
        heavier = numpy.where(of.toxic & ~of.plain, of.weights * heavy, of.weights)
        logits = blending._held_out(rows, of.toxic, heavier, of.folds)
        threshold = numpy.quantile(logits[~of.toxic & of.plain], 1 - blending.RATE)
        brief = [
            round(float((logits[~of.toxic & short & kind] > threshold).mean()), 3)
            for kind in (of.plain, ~of.plain)
        ]
        print(heavy, rates(logits, of), "short ordinary, plain and disguised", brief, flush=True)


def with_what_ships(of: Material) -> None:
    for name, more in (("n-grams and meaning", []), ("and what ships", [of.prior])):
        rows = numpy.column_stack([of.scores, of.known, *more, of.marks])
        heavier = numpy.where(of.toxic & ~of.plain, of.weights * 1.2, of.weights)
        print(name, rates(blending._held_out(rows, of.toxic, heavier, of.folds), of), flush=True)
    for size in PLACES:
        found = [_small(of, size, draw) for draw in range(DRAWS)]
        for name, at in (("alone", 0), ("with what ships", 1)):
            mean = numpy.mean([each[at] for each in found], axis=0).round(3).tolist()
            print(f"{size} sentences, {name}", mean, flush=True)


def _small(of: Material, size: int, draw: int) -> list[list[float]]:
    """Of a place with few sentences, by meaning alone, on all the others."""
    origins = sorted({each.origin for each in of.examples})
    picked = set(numpy.random.default_rng(draw).choice(origins, size, replace=False).tolist())
    inside = numpy.array([each.origin in picked for each in of.examples])
    vectors, plain, toxic, weights = of.vectors, of.plain, of.toxic, of.weights
    own = blending._kernel(vectors[inside], plain[inside], toxic[inside], weights[inside], 1)
    known = own.scores(vectors)
    some = (vectors[inside], plain[inside], toxic[inside], weights[inside], of.folds[inside])
    known[inside] = _known(*some, seed=1)
    found = []
    for more in ([], [of.prior]):
        rows = numpy.column_stack([known, *more, of.marks])
        model = blending._logistic(1.0).fit(
            rows[inside], toxic[inside], sample_weight=weights[inside]
        )
        found.append(rates(model.decision_function(rows[~inside]), of, ~inside))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", type=Path)
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    encoder = Encoder.load()
    with TemporaryDirectory() as folder:
        out = Path(folder)
        if asked.cold is not None:
            weights_of_attacks(
                material(lambda: train_shipped(asked.cold, Restorer.load(), out, encoder, seed=1))
            )
        if asked.data is not None:
            corpus = read_cntp(asked.data)
            with_what_ships(material(lambda: train_in_domain(corpus, out, encoder, seed=1)))


if __name__ == "__main__":
    main()
