"""A linear model over hashed features, in plain Python: a file of 16-bit weights and a card.

A model is a folder: `weights.bin` (zlib of 2^20 little-endian int16) and `card.json` (how it was
made, its scale and calibration). No numpy is needed to use one, so a service starts no slower.
"""

import hashlib
import sys
import zlib
from array import array
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from math import exp

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from safety.chinese.toxicity.features import SIZE, VIEWS, Features

WEIGHTS, CARD = "weights.bin", "card.json"
STEEPEST = 40.0
"""Logits beyond this are cut: the probability is 0 or 1 anyway, and exp must not overflow."""


class MeaningCard(BaseModel):
    """The same model asked with an encoder: how its scores are put together, and its thresholds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: str
    """Name and digest of the encoder's weights."""
    blend: tuple[float, ...]
    """Weights of the score by n-grams, of each score by meaning, of the signs of disguise, and a
    bias, which make the logit of the probability."""
    disguised_attacks: float = Field(gt=0)
    """How much a disguised attack weighed in the fit of the blend, beside its example's weight."""
    thresholds: dict[str, float] = Field(min_length=1)


class Card(BaseModel):
    """What a model is, how it was made, and the numbers that go with its weights."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    variant: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    trained_on: str
    licence: str
    made_by: str
    """The command that makes it again, seed included."""
    seed: int
    examples: int = Field(gt=0)
    scale: float = Field(gt=0)
    """A weight is its integer times this."""
    bias: float
    slope: float = Field(gt=0)
    intercept: float
    """Platt's calibration: probability = 1 / (1 + exp(-(slope * score + intercept)))."""
    thresholds: dict[str, float] = Field(min_length=1)
    """For a false-positive rate, as "0.05", the probability that ordinary text exceeds so often."""
    views: tuple[str, ...] = VIEWS
    """What its n-grams are taken from."""
    meaning: MeaningCard | None = None
    """None for a model that was trained without an encoder."""
    seen: tuple[str, ...] = ()
    """Digests of the texts it was trained on, where a benchmark must leave them out."""


class LinearModel:
    def __init__(self, card: Card, weights: "array[int]") -> None:
        if len(weights) != SIZE:
            raise DataError(f"{WEIGHTS}: {len(weights)} weights, wanted {SIZE}")
        self.card = card
        self.weights = weights

    @classmethod
    def load(cls, folder: Traversable) -> "LinearModel":
        """Raises `DataError` if a file is missing or malformed."""
        card = read_card(folder)
        try:
            weights = array("h", zlib.decompress(folder.joinpath(WEIGHTS).read_bytes()))
        except (OSError, zlib.error, ValueError) as error:
            raise DataError(f"{folder}: not a model of `fireside guard train`: {error}") from error
        if sys.byteorder == "big":
            weights.byteswap()
        return cls(card, weights)

    def score(self, features: Features) -> float:
        """The logit before calibration."""
        weights, total = self.weights, 0.0
        for numbers, value in features:
            total += value * sum([weights[number] for number in numbers])
        return self.card.bias + self.card.scale * total

    def probability(self, score: float) -> float:
        return sigmoid(self.card.slope * score + self.card.intercept)


def read_card(folder: Traversable) -> Card:
    """Raises `DataError` if it is missing or malformed."""
    try:
        return Card.model_validate_json(folder.joinpath(CARD).read_bytes())
    except (OSError, ValidationError) as error:
        raise DataError(
            f"{folder}: not a model of this version's `fireside guard train`: {error}"
        ) from error


def digest(text: str) -> str:
    """48 bits that tell whether a text is known without telling the text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def sigmoid(logit: float) -> float:
    return 1 / (1 + exp(-max(-STEEPEST, min(STEEPEST, logit))))


def packed(integers: Iterable[int]) -> bytes:
    """The bytes of `weights.bin`."""
    weights = array("h", integers)
    if sys.byteorder == "big":
        weights.byteswap()
    return zlib.compress(weights.tobytes(), 9)
