"""The detector: a text, what it was meant to say, and the probability that it attacks somebody.

The disguises are undone first, and the model sees the text both as written and as meant. A long
text is judged in overlapping windows and is as toxic as its worst one, so that an insult cannot
hide in a page of prose, and time grows with length and no faster.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

from safety.chinese.restore import Restored, Restorer
from safety.chinese.toxicity.features import Extractor, normal
from safety.chinese.toxicity.lexicon import Hit, Lexicon
from safety.chinese.toxicity.linear import LinearModel
from safety.chinese.toxicity.sounds import usual_readings

WINDOW, STRIDE = 120, 90
"""Characters of a window and from one to the next; training texts have 5 to 200."""


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
        self, model: LinearModel, extractor: Extractor, lexicon: Lexicon, restorer: Undoes
    ) -> None:
        self.model = model
        self.lexicon = lexicon
        self._extractor = extractor
        self._restorer = restorer

    @classmethod
    def load(
        cls, folder: Traversable | None = None, *, restorer: Undoes | None = None
    ) -> "Detector":
        """The model in a folder, or the one that ships. Raises `DataError`."""
        lexicon = Lexicon.load()
        return cls(
            LinearModel.load(folder or shipped()),
            Extractor(lexicon, usual_readings()),
            lexicon,
            restorer or Restorer.load(),
        )

    @property
    def variant(self) -> str:
        return self.model.card.variant

    def probability(self, text: str) -> float:
        return max(self._judge(window)[0] for window in windows(text))

    def read(self, text: str) -> Reading:
        """The verdict with its grounds, for whoever reviews it."""
        probability, restored = max(
            (self._judge(window) for window in windows(text)), key=lambda judged: judged[0]
        )
        meant = normal(restored.text)
        return Reading(
            probability=probability,
            meant=meant,
            restored=restored,
            hits=tuple(self.lexicon.find(meant)),
        )

    def _judge(self, text: str) -> tuple[float, Restored]:
        restored = self._restorer.restore(text)
        features = self._extractor.features(normal(text), normal(restored.text))
        return self.model.probability(self.model.score(features)), restored


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
