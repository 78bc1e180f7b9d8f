"""Scores a detector on a corpus: every figure of the table, from one pass over every text.

Benign text is disguised by our own generators, in the share of characters that the published
disguises change (0.3), one seed for each kind: a guard that only learned what rare looks like
fails there.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from kernel.errors import DataError
from safety.chinese.bench.data import Corpus
from safety.chinese.bench.figures import (
    Rate,
    Recovery,
    calibration_error,
    f1,
    quantile,
    rate,
    recovery,
    threshold_for,
    tuning,
)
from safety.chinese.perturb import Kind, Perturber

SEED = 20_000
RATIO = 0.3
LENGTH = 30
"""Characters of a message in the latency figure."""
TIMED = 1_000


class Scorer(Protocol):
    """Gives a text its probability of being toxic, 0 to 1."""

    @property
    def variant(self) -> str: ...

    def probability(self, text: str) -> float: ...

    def probabilities(self, texts: Sequence[str]) -> Sequence[float]:
        """The same, for many at a time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is scored, the same for every model of one table."""

    plain: tuple[str, ...]
    disguised: Mapping[Kind, tuple[str | None, ...]]
    tune: tuple[str, ...]
    """Ordinary text that thresholds are set on."""
    held: tuple[str, ...]
    """Ordinary text that false positives are counted on."""
    held_disguised: Mapping[str, tuple[tuple[str, str], ...]]
    """(plain, disguised) of the held text in each disguise; unchanged text is left out."""
    skipped: int = 0
    """Texts left out because the model was trained on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    variant: str
    threshold: float
    base: Rate
    per_kind: Mapping[str, Rate]
    recovery: Recovery
    fpr: Rate
    fpr_perturbed: Rate
    per_kind_benign: Mapping[str, Rate]
    f1: float
    ece: float
    p50_ms: float
    p99_ms: float
    per_second: float
    n: int
    """Toxic sentences, plus ordinary ones that count, in their plain form."""
    skipped: int


def sampled(
    material: Material, n: int, seed: int, kinds: Collection[Kind] = tuple(Kind)
) -> Material:
    """At most `n` toxic and `n` ordinary sentences, and one disguise of each of the latter.

    Of disguises only these kinds.

    For models that are too slow for everything; the same sample for each of them.
    """
    random = Random(seed)
    rows = random.sample(range(len(material.plain)), min(n, len(material.plain)))
    held = random.sample(material.held, min(n, len(material.held)))
    pairs: dict[str, list[tuple[str, str]]] = {name: [] for name in material.held_disguised}
    for text in held:
        found = [
            (name, pair)
            for name, known in material.held_disguised.items()
            if name not in set(map(str, Kind)) - set(map(str, kinds))
            for pair in known
            if pair[0] == text
        ]
        if found:
            name, pair = random.choice(found)
            pairs[name].append(pair)
    return replace(
        material,
        plain=tuple(material.plain[row] for row in rows),
        disguised={
            kind: tuple(texts[row] if kind in kinds else None for row in rows)
            for kind, texts in material.disguised.items()
        },
        held=tuple(held),
        held_disguised={name: tuple(some) for name, some in pairs.items()},
    )


def gather(
    corpus: Corpus,
    benign: Sequence[str],
    cloaked: Mapping[str, Sequence[tuple[str, str]]],
    *,
    skipped: int = 0,
) -> Material:
    """Split the ordinary text and disguise the part that counts.

    `cloaked` holds pairs of (plain, cloaked) ordinary text by the name of the cloak; only those
    count whose plain text is not in the tuning part. Raises `DataError` for too little data.
    """
    held = tuple(text for text in benign if not tuning(text))
    tune = tuple(text for text in benign if tuning(text))
    if not corpus.toxic or not held or not tune:
        raise DataError("too little data: wanted toxic sentences and some dozen ordinary ones")
    perturber = Perturber.load()
    disguises = {
        str(kind): tuple(
            (text, done.text)
            for text in held
            if (done := perturber.perturb(text, kind, seed=SEED, ratio=RATIO)).edits
        )
        for kind in Kind
    }
    cloaks = {
        name: tuple((was, now) for was, now in pairs if was != now and not tuning(was))
        for name, pairs in cloaked.items()
    }
    return Material(
        plain=tuple(each.text for each in corpus.toxic),
        disguised={kind: tuple(each.disguised.get(kind) for each in corpus.toxic) for kind in Kind},
        tune=tune,
        held=held,
        held_disguised={**disguises, **cloaks},
        skipped=skipped,
    )


def measure(scorer: Scorer, material: Material, *, fpr: float) -> Result:
    """`fpr` is the share of false positives that the threshold is set for, on the tuning part."""
    plain = (*material.plain, *material.held)
    began = time.perf_counter()
    known = dict(zip(plain, scorer.probabilities(plain), strict=True))
    per_second = len(plain) / (time.perf_counter() - began)
    rest = list(dict.fromkeys(text for text in _all(material) if text not in known))
    known |= zip(rest, scorer.probabilities(rest), strict=True)
    score = known.__getitem__
    threshold = threshold_for([score(text) for text in material.tune], fpr)
    toxic = [score(text) for text in material.plain]
    benign = [score(text) for text in material.held]
    return tally(
        scorer.variant,
        material,
        score,
        threshold,
        ece=calibration_error(toxic + benign, [True] * len(toxic) + [False] * len(benign)),
        milliseconds=latencies(scorer, material),
        per_second=per_second,
    )


def _all(material: Material) -> Iterator[str]:
    yield from material.tune
    for row in material.disguised.values():
        yield from (text for text in row if text is not None)
    for pairs in material.held_disguised.values():
        yield from (text for _, text in pairs)


def tally(
    variant: str,
    material: Material,
    score: Callable[[str], float],
    threshold: float,
    *,
    ece: float,
    milliseconds: Sequence[float],
    per_second: float,
) -> Result:
    """The figures at a threshold; `milliseconds` of single calls, in any order."""
    plain = [score(text) > threshold for text in material.plain]
    kinds = {
        str(kind): [None if text is None else score(text) > threshold for text in texts]
        for kind, texts in material.disguised.items()
    }
    wronged = {
        name: rate([score(text) > threshold for _, text in pairs])
        for name, pairs in material.held_disguised.items()
    }
    base, fpr = rate(plain), rate([score(text) > threshold for text in material.held])
    own, times = [wronged[str(kind)] for kind in Kind], sorted(milliseconds)
    return Result(
        variant=variant,
        threshold=threshold,
        base=base,
        per_kind={name: rate([f for f in flags if f is not None]) for name, flags in kinds.items()},
        recovery=recovery(plain, kinds),
        fpr=fpr,
        fpr_perturbed=Rate(sum(r.hits for r in own), sum(r.n for r in own)),
        per_kind_benign=wronged,
        f1=f1(base, fpr),
        ece=ece,
        p50_ms=quantile(times, 0.5),
        p99_ms=quantile(times, 0.99),
        per_second=per_second,
        n=base.n + fpr.n,
        skipped=material.skipped,
    )


def latencies(scorer: Scorer, material: Material) -> list[float]:
    """Milliseconds of one core for single calls on 30 characters, half of them disguised.

    Processor time of the thread, so that a busy machine measures the same.
    """
    disguised = [text for texts in material.disguised.values() for text in texts if text]
    mixed = [text for pair in zip(material.held * 8, disguised, strict=False) for text in pair]
    stream, times = "，".join(mixed), []
    for at in range(0, max(1, min(len(stream) - LENGTH, TIMED * LENGTH)), LENGTH):
        began = time.thread_time()
        scorer.probability(stream[at : at + LENGTH])
        times.append((time.thread_time() - began) * 1000)
    return times
