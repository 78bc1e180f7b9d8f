"""The two recipes: the model that ships, and one for the sentences of a folder."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

from safety.chinese.bench.data import Corpus, read_cold
from safety.chinese.encoder import Encoder
from safety.chinese.perturb import Perturber
from safety.chinese.restore import Restorer, learn
from safety.chinese.toxicity.detector import HOME, Undoes, shipped
from safety.chinese.toxicity.features import Extractor
from safety.chinese.toxicity.lexicon import Lexicon
from safety.chinese.toxicity.linear import Card, LinearModel
from safety.chinese.toxicity.meaning import FILE, Kernel
from safety.chinese.toxicity.sounds import usual_readings
from safety.chinese.training.examples import (
    Example,
    cold_examples,
    corpus_examples,
    disguised,
    own_sentences,
)
from safety.chinese.training.fit import About, train

ROWS = 9_000
"""Of COLDataset that are used: in a trial all 25,726 found as much, and took four times as long."""


def train_shipped(
    cold: Path, restorer: Undoes, out: Path, encoder: Encoder | None, *, seed: int
) -> Card:
    """From COLDataset's train.csv (Apache-2.0) and sentences of our own, and nothing else."""
    lexicon, random = Lexicon.load(), Random(seed)
    examples = cold_examples(read_cold(cold)[:ROWS], lexicon, random) + own_sentences(
        lexicon, random
    )
    return _trained(
        examples + list(disguised(examples, Perturber.load(), lexicon, random)),
        lexicon,
        restorer,
        About(
            variant="shipped",
            trained_on="9,000 rows of COLDataset's training part; sentences of the project's own",
            licence="Apache-2.0",
            made_by=f"fireside guard train --cold {cold.name} --seed {seed} --out DIR",
            seed=seed,
            names_seen=False,
        ),
        out,
        encoder=encoder,
    )


def train_in_domain(corpus: Corpus, out: Path, encoder: Encoder | None, *, seed: int) -> Card:
    """From the sentences of a folder, on top of the model that ships.

    The restorer learns the words of the place first, and is kept with the model. The new model is
    as free as these sentences are.
    """
    texts = [*(each.text for each in corpus.toxic), *(each.text for each in corpus.benign)]
    home = learn(texts)
    card = _trained(
        corpus_examples(corpus, Perturber.load(), seed),
        Lexicon.load(),
        Restorer.load(home),
        About(
            variant="in-domain",
            trained_on="the user's own folder",
            licence="that of the training data",
            made_by=f"fireside guard train --data DIR --seed {seed} --out DIR",
            seed=seed,
            names_seen=True,
        ),
        out,
        prior=LinearModel.load(shipped()),
        encoder=encoder,
        known_meaning=None if encoder is None else Kernel.load(shipped().joinpath(FILE)),
    )
    home.save(out / HOME)
    return card


def _trained(
    examples: Sequence[Example],
    lexicon: Lexicon,
    restorer: Undoes,
    about: About,
    out: Path,
    *,
    prior: LinearModel | None = None,
    encoder: Encoder | None = None,
    known_meaning: Kernel | None = None,
) -> Card:
    return train(
        examples,
        Extractor(lexicon, usual_readings()),
        restorer,
        about,
        out,
        prior=prior,
        encoder=encoder,
        known_meaning=known_meaning,
    )
