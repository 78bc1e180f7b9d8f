"""What tuning on few samples does to ordinary text, on the largest learner that needs no torch.

    python -m tests.safety.chinese.few.vectors --data DIR

The learner is a logistic regression on the encoder's vectors of the texts as written; 10, 20 or 40
samples, drawn twenty times. Rates are on 200 attacks and 200 ordinary sentences.
"""

import argparse
from pathlib import Path
from random import Random

import numpy
from sklearn.linear_model import LogisticRegression

from safety.chinese.bench.data import read_cntp
from safety.chinese.encoder import Encoder
from safety.chinese.training.sft import SIZES
from tests.safety.chinese.few.samples import TOXIC, WAYS, cell, drawn, texts

DRAWS, TESTED, POOL = 20, 200, 160


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    corpus, encoder = read_cntp(parser.parse_args().data), Encoder.load()
    pool, tested = texts(corpus, pool=True, most=POOL), texts(corpus, pool=False, most=TESTED)
    seen = {sort: encoder.vectors(some) for sort, some in pool.items()}
    asked = {sort: encoder.vectors(some) for sort, some in tested.items()}
    for size in SIZES:
        for way in WAYS:
            found: dict[str, list[float]] = {sort: [] for sort in asked}
            for draw in range(DRAWS):
                model = _tuned(seen, drawn(pool, way, size, Random(draw)))
                for sort, vectors in asked.items():
                    found[sort].append(float((model.decision_function(vectors) > 0).mean()))
            cells = (f"{sort} {cell(found[sort])}" for sort in found)
            print(f"{size} samples, {way}: {'; '.join(cells)}")


def _tuned(seen: dict[str, numpy.ndarray], some: dict[str, list[int]]) -> LogisticRegression:
    rows = numpy.concatenate([seen[sort][at] for sort, at in some.items()])
    toxic = [sort in TOXIC for sort, at in some.items() for _ in at]
    return LogisticRegression(C=30.0, max_iter=500).fit(rows, toxic)


if __name__ == "__main__":
    main()
