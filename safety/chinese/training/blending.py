"""Fits what an encoder adds: a kernel model over its vectors, and the blend with the n-gram score.

The blend is fitted on scores of texts that neither model saw, and its own probabilities, for the
card's thresholds, come from folds too. How much disguised attacks weigh in it is decided on these:
as much as they can while ordinary text in disguise is wronged hardly more often than plain text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from safety.chinese.encoder import Encoder
from safety.chinese.encoder.needed import needed
from safety.chinese.toxicity.meaning import Kernel, likeness
from safety.chinese.training.examples import Example

PLACES = 800
"""Training sentences that others are compared with."""
STRENGTH = 30.0
"""Inverse of the L2 penalty of the kernel model."""
WEIGHTS = (1.6, 1.4, 1.2, 1.1, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
"""Of disguised attacks, tried from the heaviest to the lightest."""
RATE, MORE = 0.05, 0.015
"""At the threshold for this share of false positives, disguised ordinary text may have this much
more of them (docs/design/011-chinese-guard.md)."""
FOLDS_BYTE = 7
"""Of the digest: the folds of the blend are not those of the scores."""

Fold = Callable[[str, int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blended:
    kernel: Kernel
    blend: tuple[float, ...]
    disguised_attacks: float
    held_out: Any
    """Logits of all examples, by blends that did not see their sentence."""


def blended(
    examples: Sequence[Example],
    meant: Sequence[str],
    marks: Sequence[Sequence[float]],
    scores: Any,
    encoder: Encoder,
    fold_of: Fold,
    *,
    seed: int,
    prior: Kernel | None = None,
) -> Blended:
    """`scores` are those by n-grams, of models that did not see the sentence; a `prior` is a kernel
    model of other text, whose score is one more."""
    numpy = needed("numpy")
    vectors = _vectors(meant, encoder)
    plain = numpy.array([not each.disguised for each in examples])
    toxic = numpy.array([each.toxic for each in examples])
    weights = numpy.array([each.weight for each in examples])
    folds = numpy.array([fold_of(each.origin, 1) for each in examples])
    known = numpy.zeros(len(examples))
    for fold in set(folds.tolist()):
        inside, outside = folds != fold, folds == fold
        kernel = _kernel(vectors[inside], plain[inside], toxic[inside], weights[inside], seed)
        known[outside] = kernel.scores(vectors[outside])
    told = [] if prior is None else [prior.scores(vectors)]
    rows = numpy.column_stack([scores, known, *told, numpy.array(marks)])
    folds = numpy.array([fold_of(each.origin, FOLDS_BYTE) for each in examples])
    for heavy in WEIGHTS:
        heavier = numpy.where(toxic & ~plain, weights * heavy, weights)
        held_out = _held_out(rows, toxic, heavier, folds)
        if _wronged(held_out[~toxic & plain], held_out[~toxic & ~plain]) <= RATE + MORE:
            break
    final = _logistic(1.0).fit(rows, toxic, sample_weight=heavier)
    return Blended(
        kernel=_kernel(vectors, plain, toxic, weights, seed),
        blend=(*(float(one) for one in final.coef_[0]), float(final.intercept_[0])),
        disguised_attacks=heavy,
        held_out=held_out,
    )


def _held_out(rows: Any, toxic: Any, weights: Any, folds: Any) -> Any:
    """Logits by blends that did not see the sentence."""
    found = needed("numpy").zeros(len(rows))
    for fold in set(folds.tolist()):
        inside, outside = folds != fold, folds == fold
        model = _logistic(1.0).fit(rows[inside], toxic[inside], sample_weight=weights[inside])
        found[outside] = model.decision_function(rows[outside])
    return found


def _wronged(plain: Any, disguised: Any) -> float:
    """The share of disguised ordinary text above the threshold for plain text."""
    if not len(disguised):
        return 0.0
    return float((disguised > needed("numpy").quantile(plain, 1 - RATE)).mean())


def _vectors(meant: Sequence[str], encoder: Encoder) -> Any:
    """Many disguises are read as the same text, which is encoded once."""
    distinct = list(dict.fromkeys(meant))
    number = {text: at for at, text in enumerate(distinct)}
    return encoder.vectors(distinct)[[number[text] for text in meant]]


def _kernel(vectors: Any, plain: Any, toxic: Any, weights: Any, seed: int) -> Kernel:
    numpy = needed("numpy")
    middle, spread = vectors[plain].mean(axis=0), vectors[plain].std(axis=0) + 1e-6
    rows = (vectors - middle) / spread
    some = numpy.flatnonzero(plain)
    drawn = numpy.random.default_rng(seed).choice(some, min(PLACES, len(some)), replace=False)
    places = rows[drawn].astype("float16").astype("float32")  # as they will be kept
    left, values, _ = numpy.linalg.svd(likeness(places, places) + 1e-4 * numpy.eye(len(places)))
    whitened = left / numpy.sqrt(values)
    model = _logistic(STRENGTH).fit(likeness(rows, places) @ whitened, toxic, sample_weight=weights)
    return Kernel(
        middle=middle,
        spread=spread,
        places=places,
        weights=(whitened @ model.coef_[0]).astype("float32"),
        bias=float(model.intercept_[0]),
    )


def _logistic(strength: float) -> Any:
    return needed("sklearn.linear_model").LogisticRegression(C=strength, max_iter=500, tol=1e-3)
