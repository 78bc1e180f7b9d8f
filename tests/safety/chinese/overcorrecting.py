"""What tuning on few samples does to ordinary text: with disguised attacks only, and balanced.

    python -m tests.safety.chinese.overcorrecting --data DIR

The learner is a logistic regression on the encoder's vectors of the texts as written, the largest
model that is tuned here; 10, 20 or 40 samples, drawn twenty times. "Attacks" are the paper's way
(arXiv 2505.24341): disguised and plain attacks against ordinary text. "Balanced" are the rows of
`fireside guard sft-data`: the ordinary text in disguise too. Half of the sentences, by digest, are
drawn from; rates are on 200 attacks and 200 ordinary sentences of the other half.
"""

import argparse
from pathlib import Path
from random import Random
from statistics import mean, quantiles

import numpy
from sklearn.linear_model import LogisticRegression

from safety.chinese.bench.data import read_cntp
from safety.chinese.bench.figures import tuning
from safety.chinese.encoder import Encoder
from safety.chinese.perturb import Kind, Perturber
from safety.chinese.training.sft import SIZES

DRAWS, TESTED, POOL = 20, 200, 160


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    corpus, perturber, kinds = read_cntp(parser.parse_args().data), Perturber.load(), list(Kind)
    attacks = [each for each in corpus.toxic if set(each.disguised) == set(Kind)]

    def rows(pool: bool, most: int) -> dict[str, list[str]]:
        toxic = [each for each in attacks if tuning(each.text) is pool][:most]
        plain = [each.text for each in corpus.benign if tuning(each.text) is pool][:most]
        return {
            "attack": [each.text for each in toxic],
            "hidden": [each.disguised[kinds[n % 8]] for n, each in enumerate(toxic)],
            "plain": plain,
            "cloaked": [
                perturber.perturb(text, kinds[n % 8], seed=n).text for n, text in enumerate(plain)
            ],
        }

    encoder, pool, tested = Encoder.load(), rows(True, POOL), rows(False, TESTED)
    seen = {name: encoder.vectors(texts) for name, texts in pool.items()}
    asked = {name: encoder.vectors(texts) for name, texts in tested.items()}
    for size in SIZES:
        for way, names in (
            ("attacks", ("hidden", "attack", "plain")),
            ("balanced", ("hidden", "attack", "plain", "cloaked")),
        ):
            found: dict[str, list[float]] = {name: [] for name in asked}
            for draw in range(DRAWS):
                model = _tuned({name: seen[name] for name in names}, size, Random(draw))
                for name, vectors in asked.items():
                    found[name].append(float((model.decision_function(vectors) > 0).mean()))
            cells = (f"{name} {_cell(found[name])}" for name in found)
            print(f"{size} samples, {way}: {'; '.join(cells)}")


def _tuned(seen: dict[str, numpy.ndarray], size: int, random: Random) -> LogisticRegression:
    drawn = {name: random.sample(range(len(rows)), size) for name, rows in seen.items()}
    rows = numpy.concatenate([seen[name][drawn[name]] for name in seen])
    toxic = [name in ("hidden", "attack") for name in seen for _ in range(size)]
    return LogisticRegression(C=30.0, max_iter=500).fit(rows, toxic)


def _cell(values: list[float]) -> str:
    cuts = quantiles(values, n=40, method="inclusive")
    return f"{mean(values):.3f} ({cuts[0]:.3f}-{cuts[-1]:.3f})"


if __name__ == "__main__":
    main()
