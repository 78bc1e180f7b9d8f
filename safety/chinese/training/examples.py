"""Training examples: published sentences, our own, and disguised copies of both classes.

Ordinary text is disguised as often as toxic text: a model that sees only disguised insults learns
that rare characters are insults (the overcorrection of arXiv 2505.24341, section 5).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from safety.chinese.bench.data import Corpus
from safety.chinese.perturb import Kind, Perturber
from safety.chinese.toxicity.features import normal
from safety.chinese.toxicity.lexicon import Lexicon

_CLAUSE = re.compile(r"[，。！？；,.!?;\s…~～]+")
CLAUSES = 4_000
"""Clauses taken from each class; more of them drown the whole sentences."""
DISGUISED_ATTACKS, DISGUISED_ORDINARY = 1.5, 0.5
"""Weight of a disguised copy, as a share of its original's."""
FILLED = 40
"""Words that are tried in each frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    text: str
    toxic: bool
    weight: float = 1.0
    origin: str = ""
    """The whole undisguised text: it decides the fold, so that no part of it is held out alone."""
    disguised: bool = False


class _Sentences(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    frames: tuple[str, ...]
    plain: tuple[str, ...]


class _OwnFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: tuple[str, ...]
    praises: tuple[str, ...]
    toxic: _Sentences
    benign: _Sentences


def own_sentences(lexicon: Lexicon, random: Random) -> list[Example]:
    """`sentences.yaml`, its frames filled with words of the lexicon. Raises `DataError`."""
    text = files("safety.chinese.training").joinpath("sentences.yaml").read_text(encoding="utf-8")
    try:
        file = _OwnFile.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"safety/chinese/training/sentences.yaml: {error}") from error
    words = [word for group in lexicon.groups for word in group.strong]
    made = []
    for toxic, sentences in ((True, file.toxic), (False, file.benign)):
        made += [Example(text=text, toxic=toxic, origin=text) for text in sentences.plain]
        for frame in sentences.frames:
            texts = _filled(frame, file, words, random)
            made += [Example(text=text, toxic=toxic, origin=text) for text in texts]
    return made


def _filled(frame: str, file: _OwnFile, words: Sequence[str], random: Random) -> Iterator[str]:
    if "{g}" in frame:
        for group in file.groups:
            yield frame.format(g=group, w=random.choice(words), p=random.choice(file.praises))
    elif "{p}" in frame:
        for praise in file.praises:
            yield frame.format(p=praise)
    else:
        for word in words if frame == "{w}" else random.sample(words, FILLED):
            yield frame.format(w=word)


def cold_examples(
    rows: Iterable[tuple[str, bool]], lexicon: Lexicon, random: Random
) -> list[Example]:
    """Whole texts, and single clauses of them.

    A clause of a safe text without any word of the lexicon stands for ordinary short talk, of which
    COLDataset has none: all of it is about groups of people. A clause of an offensive text counts,
    at half weight, where it holds such a word.
    """
    whole = [Example(text=text, toxic=toxic, origin=text) for text, toxic in rows]
    ordinary, offensive = [], []
    for each in whole:
        for clause in _CLAUSE.split(each.text):
            if not 4 <= len(clause) <= 30:
                continue
            named = next(lexicon.find(normal(clause)), None) is not None
            if each.toxic and named:
                offensive.append(Example(text=clause, toxic=True, weight=0.5, origin=each.text))
            elif not each.toxic and not named:
                ordinary.append(Example(text=clause, toxic=False, origin=each.text))
    return [
        *whole,
        *random.sample(ordinary, min(CLAUSES, len(ordinary))),
        *random.sample(offensive, min(CLAUSES, len(offensive))),
    ]


def corpus_examples(corpus: Corpus, perturber: Perturber, seed: int) -> list[Example]:
    """Every toxic sentence plain and in its published disguises, every ordinary one in ours.

    All copies of a sentence together weigh as much as two sentences.
    """
    share = 1 / len(Kind)
    made = []
    for each in corpus.toxic:
        made.append(Example(text=each.text, toxic=True, origin=each.text))
        made += [
            Example(text=text, toxic=True, weight=share, origin=each.text, disguised=True)
            for text in each.disguised.values()
        ]
    for ordinary in corpus.benign:
        made.append(Example(text=ordinary.text, toxic=False, origin=ordinary.text))
        for kind in Kind:
            text = perturber.perturb(ordinary.text, kind, seed=seed).text
            disguised = text != ordinary.text
            made.append(
                Example(
                    text=text,
                    toxic=False,
                    weight=share,
                    origin=ordinary.text,
                    disguised=disguised,
                )
            )
    return made


def disguised(
    examples: Iterable[Example], perturber: Perturber, lexicon: Lexicon, random: Random
) -> Iterator[Example]:
    """One disguised copy of each example, at half its weight, of an attack at one and a half times.

    With equal weights ordinary text was wronged less often in disguise than plain, and a third more
    of the attacks were missed.
    In toxic text the words of the lexicon are disguised, and in half of the ordinary text too; else
    the places are drawn.
    """
    kinds = list(Kind)
    for each in examples:
        spans = [(hit.start, hit.end) for hit in lexicon.find(each.text)]
        kind, seed = random.choice(kinds), random.randrange(1 << 30)
        if spans and (each.toxic or random.random() < 0.5):
            done = perturber.perturb(each.text, kind, seed=seed, spans=spans)
        else:
            done = perturber.perturb(each.text, kind, seed=seed)
        if done.edits:
            share = DISGUISED_ATTACKS if each.toxic else DISGUISED_ORDINARY
            yield Example(
                text=done.text,
                toxic=each.toxic,
                weight=each.weight * share,
                origin=each.origin,
                disguised=True,
            )
