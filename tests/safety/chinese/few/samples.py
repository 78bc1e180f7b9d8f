"""What the studies of tuning on few samples draw from, and what they are measured on.

Half of the sentences, by digest, are drawn from; the others are asked about. Samples come in two
ways: "attacks" as in arXiv 2505.24341, disguised and plain attacks against ordinary text, and
"balanced" as `fireside guard sft-data` writes them, ordinary text in disguise too.
"""

from collections.abc import Mapping, Sequence
from random import Random
from statistics import mean, quantiles

from safety.chinese.bench.data import Corpus
from safety.chinese.bench.figures import tuning
from safety.chinese.perturb import Kind, Perturber

WAYS: Mapping[str, Sequence[str]] = {
    "attacks": ("hidden", "attack", "plain"),
    "balanced": ("hidden", "attack", "plain", "cloaked"),
}
"""Of which sorts a sample has one text each."""
TOXIC = frozenset({"attack", "hidden"})

Texts = Mapping[str, Sequence[str]]


def texts(corpus: Corpus, *, pool: bool, most: int) -> Texts:
    """By sort: attacks plain and `hidden`, ordinary text `plain` and `cloaked`; kinds in turn."""
    perturber, kinds = Perturber.load(), list(Kind)
    complete = [each for each in corpus.toxic if set(each.disguised) == set(Kind)]
    toxic = [each for each in complete if tuning(each.text) is pool][:most]
    plain = [each.text for each in corpus.benign if tuning(each.text) is pool][:most]
    return {
        "attack": [each.text for each in toxic],
        "hidden": [each.disguised[kinds[n % 8]] for n, each in enumerate(toxic)],
        "plain": plain,
        "cloaked": [
            perturber.perturb(text, kinds[n % 8], seed=n).text for n, text in enumerate(plain)
        ],
    }


def drawn(pool: Texts, way: str, samples: int, random: Random) -> dict[str, list[int]]:
    """For each sort of a way, which of its texts; the sorts are drawn one after the other."""
    return {sort: random.sample(range(len(pool[sort])), samples) for sort in WAYS[way]}


def cell(values: Sequence[float]) -> str:
    """The mean, and the middle 95 %."""
    cuts = quantiles(values, n=40, method="inclusive")
    return f"{mean(values):.3f} ({cuts[0]:.3f}-{cuts[-1]:.3f})"
