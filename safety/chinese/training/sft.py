"""Chat-format files to fine-tune a judge on, in the sizes that arXiv 2505.24341 tried (10, 20, 40).

The paper tuned on few toxic samples, and the model then called a third of ordinary text toxic. Here
each sample is one disguised attack, one plain attack, one ordinary sentence and one disguised
ordinary sentence, so classes and disguises are balanced. trl's SFTTrainer reads such files.
"""

import json
from collections.abc import Iterator
from random import Random

from kernel.errors import DataError
from safety.chinese.bench.data import Corpus
from safety.chinese.perturb import Kind, Perturber

SIZES = (10, 20, 40)

Conversation = dict[str, list[dict[str, str]]]
"""`messages` with `role` and `content`."""


def sft_rows(
    corpus: Corpus, perturber: Perturber, instruction: str, *, samples: int, seed: int
) -> Iterator[Conversation]:
    """Four conversations a sample, kinds in turn. Raises `DataError` for too little data."""
    random = Random(seed)
    complete = [each for each in corpus.toxic if set(each.disguised) == set(Kind)]
    if len(complete) < samples or len(corpus.benign) < samples:
        raise DataError(f"too little data for {samples} samples of each class")
    kinds = list(Kind)
    toxic, benign = random.sample(complete, samples), random.sample(corpus.benign, samples)
    rows: list[tuple[str, bool]] = []
    for number, (attack, ordinary) in enumerate(zip(toxic, benign, strict=True)):
        kind = kinds[number % len(kinds)]
        rows.append((attack.disguised[kind], True))
        rows.append((attack.text, True))
        rows.append((ordinary.text, False))
        rows.append((perturber.perturb(ordinary.text, kind, seed=seed).text, False))
    random.shuffle(rows)
    for text, is_toxic in rows:
        yield conversation(instruction, text, is_toxic)


def conversation(instruction: str, text: str, toxic: bool) -> Conversation:
    """A judge asked about a text, and the right answer."""
    return {
        "messages": [
            {"role": "system", "content": instruction},
            {"role": "user", "content": text},
            {"role": "assistant", "content": json.dumps({"toxic": toxic})},
        ]
    }
