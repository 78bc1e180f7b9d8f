"""Splits a folder in the layout of ToxiBenchCN, two thirds and one, by each sentence's digest.

    python -m tests.safety.chinese.thirds DIR LEFT RIGHT

For training on one part and measuring on the other:
`fireside guard train --data LEFT --out M`, then `fireside guard bench --data RIGHT --model M`.
"""

import json
import sys
from pathlib import Path

from safety.chinese.bench.data import read_cntp
from safety.chinese.training.fit import FOLDS, fold_of

OUTER = 2
"""Byte of the digest: the folds inside training must not be these."""


def main(source: Path, left: Path, right: Path) -> None:
    corpus = read_cntp(source)
    texts = {each.id: each.text for each in (*corpus.toxic, *corpus.benign)}
    for target in (left, right):
        target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.glob("*.jsonl")):
        lines: dict[Path, list[str]] = {left: [], right: []}
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                text = texts[json.loads(line)["sentence_id"]]
                lines[(left, right)[fold_of(text, OUTER) == FOLDS - 1]].append(line)
        for target, kept in lines.items():
            (target / file.name).write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
