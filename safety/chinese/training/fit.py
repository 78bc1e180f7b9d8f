"""The fit: logistic regression over hashed features, calibrated on text that it did not see.

scikit-learn and numpy are imported inside, since only training needs them. Scores for calibration
and thresholds come from three folds; the copies of a sentence share its fold.
"""

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from kernel.errors import DataError, SettingsError
from safety.chinese.bench.figures import threshold_for
from safety.chinese.encoder import Encoder
from safety.chinese.restore import Restored
from safety.chinese.toxicity.detector import Undoes
from safety.chinese.toxicity.features import SIZE, Extractor, normal
from safety.chinese.toxicity.linear import (
    CARD,
    WEIGHTS,
    Card,
    LinearModel,
    MeaningCard,
    digest,
    packed,
    sigmoid,
)
from safety.chinese.toxicity.meaning import FILE, Kernel, save
from safety.chinese.toxicity.meaning import PRIOR as PRIOR_FILE
from safety.chinese.toxicity.signs import signs
from safety.chinese.training.blending import FOLDS_BYTE as BLEND_BYTE
from safety.chinese.training.blending import Blended, blended
from safety.chinese.training.examples import Example

FOLDS = 3
SCORES_BYTE = 1
"""Of the digest of a sentence: it decides the fold."""
STRENGTH = 5.0
"""Inverse of the L2 penalty."""
RATES = (0.1, 0.05, 0.02, 0.01, 0.005)
"""False-positive rates that a model knows its threshold for."""
TOP = 32_000
PRIOR = 0.2
"""Scale of a prior's score among features that are at most 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the card of a new model says besides its numbers."""

    variant: str
    trained_on: str
    licence: str
    made_by: str
    seed: int
    names_seen: bool
    """Whether the card lists digests of the training texts."""


def train(
    examples: Sequence[Example],
    extractor: Extractor,
    restorer: Undoes,
    about: About,
    out: Path,
    *,
    prior: LinearModel | None = None,
    encoder: Encoder | None = None,
    known_meaning: Kernel | None = None,
) -> Card:
    """Fit, calibrate and write a model. Raises `SettingsError` without the extra, and `DataError`.

    The score of a `prior` is one more feature. Both are linear over the same numbers, so it is
    folded into the weights that are written. With an encoder, what a text means can count too, and
    what a kernel model of other text (`known_meaning`) makes of that.
    """
    _in_one_thread()
    _check(examples)
    numpy = _needed("numpy")
    restored = [restorer.restore(each.text) for each in examples]
    rows = matrix(examples, extractor, restored)
    used = numpy.unique(rows.indices)  # most of the columns are empty, and cost time all the same
    rows, known = _with_prior(rows, used, prior)
    toxic = numpy.array([each.toxic for each in examples])
    weights = numpy.array([each.weight for each in examples])
    scores = _held_out_scores(examples, rows, toxic, weights)
    slope, intercept = _platt(scores, toxic, weights)
    more = _more(examples, restored, scores, encoder, about.seed, known_meaning)
    found, bias = _linear(rows, toxic, weights, known, prior)
    scale = float(numpy.abs(found).max()) / TOP
    card = Card(
        variant=about.variant,
        trained_on=about.trained_on,
        licence=about.licence,
        made_by=about.made_by,
        seed=about.seed,
        examples=len(examples),
        scale=scale,
        bias=bias,
        slope=slope,
        intercept=intercept,
        thresholds=_thresholds(examples, slope * scores + intercept),
        meaning=None if encoder is None or more is None else _meaning(examples, more, encoder),
        seen=_digests(examples) if about.names_seen else (),
    )
    _write(out, card, used, numpy.rint(found / scale))
    _keep(out, {FILE: more.kernel if more else None, PRIOR_FILE: known_meaning if more else None})
    return card


def _check(examples: Sequence[Example]) -> None:
    """Every fold needs both classes, to be scored and to let the others learn."""
    wanted = {(fold, toxic) for fold in range(FOLDS) for toxic in (True, False)}
    for byte in (SCORES_BYTE, BLEND_BYTE):
        if wanted - {(fold_of(each.origin, byte), each.toxic) for each in examples}:
            raise DataError(
                f"{len({e.origin for e in examples if e.toxic})} attacks and "
                f"{len({e.origin for e in examples if not e.toxic})} ordinary sentences are too "
                "few to train on; some dozens of each are the least, some hundreds are better"
            )


def _keep(out: Path, kernels: Mapping[str, Kernel | None]) -> None:
    """Write them; a file of a model that was here before goes away."""
    for file, kernel in kernels.items():
        if kernel is None:
            (out / file).unlink(missing_ok=True)
        else:
            save(kernel, out / file)


def _meaning(examples: Sequence[Example], more: Blended, encoder: Encoder) -> MeaningCard:
    return MeaningCard(
        encoder=encoder.name,
        blend=more.blend,
        disguised_attacks=more.disguised_attacks,
        thresholds=_thresholds(examples, more.held_out),
    )


def _thresholds(examples: Sequence[Example], logits: Any) -> dict[str, float]:
    """For each of `RATES`, on ordinary sentences as they were written."""
    ordinary = [
        sigmoid(float(logit))
        for logit, each in zip(logits, examples, strict=True)
        if not each.toxic and each.text == each.origin
    ]
    return {f"{rate:g}": threshold_for(ordinary, rate) for rate in RATES}


def _digests(examples: Sequence[Example]) -> tuple[str, ...]:
    return tuple(sorted({digest(each.origin) for each in examples}))


def _linear(
    rows: Any, toxic: Any, weights: Any, known: Any, prior: LinearModel | None
) -> tuple[Any, float]:
    """Weights of the used columns, and the bias, with the prior folded in."""
    final = _fitted(rows, toxic, weights)
    coefficients, bias = final.coef_[0], float(final.intercept_[0])
    if prior is None:
        return coefficients, bias
    trust = float(coefficients[-1]) * PRIOR
    return coefficients[: len(known)] + trust * known, bias + trust * prior.card.bias


def _more(
    examples: Sequence[Example],
    restored: Sequence[Restored],
    scores: Any,
    encoder: Encoder | None,
    seed: int,
    prior: Kernel | None,
) -> Blended | None:
    if encoder is None:
        return None
    meant = [known.text for known in restored]
    marks = [signs(each.text, known) for each, known in zip(examples, restored, strict=True)]
    return blended(examples, meant, marks, scores, encoder, fold_of, seed=seed, prior=prior)


def _write(out: Path, card: Card, used: Any, found: Any) -> None:
    integers = _needed("numpy").zeros(SIZE, dtype=int)
    integers[used] = found
    out.mkdir(parents=True, exist_ok=True)
    (out / WEIGHTS).write_bytes(packed(integers.tolist()))
    (out / CARD).write_text(card.model_dump_json(indent=1) + "\n", encoding="utf-8")


def _held_out_scores(examples: Sequence[Example], rows: Any, toxic: Any, weights: Any) -> Any:
    """Of every example by a model that did not see its text."""
    numpy = _needed("numpy")
    folds = numpy.array([fold_of(each.origin) for each in examples])
    scores = numpy.zeros(len(examples))
    for fold in range(FOLDS):
        inside, outside = folds != fold, folds == fold
        held_out = _fitted(rows[inside], toxic[inside], weights[inside])
        scores[outside] = held_out.decision_function(rows[outside])
    return scores


def _with_prior(rows: Any, used: Any, prior: LinearModel | None) -> tuple[Any, Any]:
    """The used columns, and one more for the prior's score; and the prior's weights for them."""
    numpy, sparse = _needed("numpy"), _needed("scipy.sparse")
    rows = rows[:, used]
    if prior is None:
        return rows, numpy.zeros(len(used))
    known = numpy.array(prior.weights)[used] * prior.card.scale
    scores = rows @ known + prior.card.bias
    more = sparse.csr_matrix((scores * PRIOR).reshape(-1, 1).astype("float32"))
    return sparse.hstack([rows, more]).tocsr(), known


def matrix(examples: Sequence[Example], extractor: Extractor, restored: Sequence[Restored]) -> Any:
    """A scipy CSR matrix: one row an example, 2^20 columns."""
    numpy, sparse = _needed("numpy"), _needed("scipy.sparse")
    values, columns, ends = array("f"), array("l"), array("l", [0])
    for each, known in zip(examples, restored, strict=True):
        for numbers, value in extractor.features(normal(each.text), normal(known.text)):
            columns.extend(numbers)
            values.extend([value] * len(numbers))
        ends.append(len(columns))
    made = sparse.csr_matrix(
        (numpy.array(values, dtype="float32"), numpy.array(columns), numpy.array(ends)),
        shape=(len(examples), SIZE),
    )
    made.sum_duplicates()
    return made


def fold_of(origin: str, byte: int = SCORES_BYTE) -> int:
    """By one byte of the digest of the text alone, so that it is the same in every run."""
    return hashlib.sha256(origin.encode("utf-8", "surrogatepass")).digest()[byte] % FOLDS


def _fitted(rows: Any, toxic: Any, weights: Any) -> Any:
    model = _needed("sklearn.linear_model").LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
    return model.fit(rows, toxic, sample_weight=weights)


def _platt(scores: Any, toxic: Any, weights: Any) -> tuple[float, float]:
    """Slope and intercept of Platt's calibration (Platt 1999)."""
    model = _needed("sklearn.linear_model").LogisticRegression(C=1e6)
    model.fit(scores.reshape(-1, 1), toxic, sample_weight=weights)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def _in_one_thread() -> None:
    """Sums in another order are other sums: the same seed must make the same model everywhere."""
    _needed("sklearn.linear_model")  # loads all the libraries that are limited
    _needed("threadpoolctl").threadpool_limits(limits=1, user_api="blas")


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise SettingsError("training needs the extra: pip install fireside[train]") from error
