"""Runs the encoder: texts in, one vector a text out. A transformer in numpy (Vaswani et al. 2017).

numpy rather than an inference engine: the matrices are small, so nearly all of the time is in its
matrix products, and many texts at a time take 5 ms each on one core.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from safety.chinese.encoder.needed import needed
from safety.chinese.encoder.tokens import Tokenizer
from safety.chinese.encoder.weights import Weights, fingerprint, read, weights_file

_NAME = "multilingual-e5-small"
WIDTH = 384
PREFIX = "query: "
"""Before every text: the model was trained so."""
BATCH = 48
THREADS = 2
"""That encode many texts; one message is encoded in the thread that asks."""


@dataclass(frozen=True, slots=True)
class _Linear:
    matrix: Any
    """Inputs by outputs."""
    bias: Any

    def __call__(self, rows: Any) -> Any:
        made = rows @ self.matrix
        made += self.bias
        return made


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Any
    bias: Any
    epsilon: float

    def __call__(self, rows: Any) -> Any:
        rows = rows - rows.mean(axis=-1, keepdims=True)
        spread = (rows * rows).mean(axis=-1, keepdims=True)
        rows /= needed("numpy").sqrt(spread + self.epsilon)
        rows *= self.weight
        rows += self.bias
        return rows


@dataclass(frozen=True, slots=True)
class _Layer:
    looks: _Linear
    """Queries, keys and values side by side."""
    gathers: _Linear
    gathered: _Norm
    widens: _Linear
    narrows: _Linear
    done: _Norm


class Encoder:
    """Build with `load` (0.8 s, 130 MB)."""

    def __init__(self, weights: Weights, name: str) -> None:
        self.name = name
        """Which weights these are, for a model's card."""
        self._weights = weights
        self._shape = weights.shape
        self._tokenizer = Tokenizer(weights.pieces)
        self._layers = [_layer(weights, number) for number in range(weights.shape.layers)]
        self._places = (
            weights.vector("emb.pos").reshape(-1, weights.shape.width)
            + (weights.vector("emb.type")[: weights.shape.width])
        )
        self._first = _norm(weights, "emb.ln")

    @classmethod
    def load(cls) -> "Encoder":
        """Raises `SettingsError` without the extra, `DataError` if the file is malformed.

        From then on this process multiplies matrices in one thread: a second one gains nothing
        for one message and makes every message wait when the machine is busy.
        """
        file = weights_file()
        needed("numpy")  # only libraries that are loaded already are limited
        needed("threadpoolctl").threadpool_limits(limits=1, user_api="blas")
        return cls(read(file), f"{_NAME}/{fingerprint(file)}")

    @classmethod
    def installed_name(cls) -> str:
        """The name of the encoder that `load` would give. Raises what it raises."""
        return f"{_NAME}/{fingerprint(weights_file())}"

    def vectors(self, texts: Sequence[str]) -> Any:
        """One row of `WIDTH` 32-bit numbers a text, of length one. Texts are cut at 128 pieces."""
        numpy = needed("numpy")
        cut = [self._tokenizer.pieces(PREFIX + text) for text in texts]
        found = numpy.zeros((len(texts), self._shape.width), dtype="float32")
        order = sorted(range(len(cut)), key=lambda at: len(cut[at]))
        parts = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]

        def encode(part: Sequence[int]) -> None:
            found[part] = self._batch([cut[at] for at in part])

        if len(parts) == 1:
            encode(parts[0])
        elif parts:
            with ThreadPoolExecutor(THREADS) as pool:  # numpy lets go of the interpreter
                list(pool.map(encode, parts))
        return found

    def _batch(self, rows: Sequence[Sequence[int]]) -> Any:
        numpy = needed("numpy")
        size = max(len(row) for row in rows)
        numbers = numpy.array([[*row, *[1] * (size - len(row))] for row in rows])
        real = numpy.array([[1.0] * len(row) + [0.0] * (size - len(row)) for row in rows], "f4")
        state = self._weights.word_rows(numbers.reshape(-1)).reshape(len(rows), size, -1)
        state = self._first(state + self._places[:size])
        hidden = (1 - real)[:, None, None, :] * numpy.float32(-1e9)
        for layer in self._layers:
            state = self._through(layer, state, hidden)
        summed = (state * real[:, :, None]).sum(axis=1)
        return summed / numpy.linalg.norm(summed, axis=1, keepdims=True)

    def _through(self, layer: _Layer, state: Any, hidden: Any) -> Any:
        numpy = needed("numpy")
        count, size, width = state.shape
        heads = self._shape.heads
        flat = state.reshape(-1, width)
        parts = layer.looks(flat).reshape(count, size, 3, heads, -1).transpose(2, 0, 3, 1, 4)
        queries, keys, values = parts
        looks = queries @ keys.transpose(0, 1, 3, 2)
        looks *= numpy.float32((width // heads) ** -0.5)
        looks += hidden
        looks -= looks.max(axis=-1, keepdims=True)
        numpy.exp(looks, out=looks)
        looks /= looks.sum(axis=-1, keepdims=True)
        seen = (looks @ values).transpose(0, 2, 1, 3).reshape(-1, width)
        flat = layer.gathered(flat + layer.gathers(seen))
        flat = layer.done(flat + layer.narrows(_gelu(layer.widens(flat))))
        return flat.reshape(count, size, width)


def _gelu(rows: Any) -> Any:
    """Hendrycks and Gimpel 2016, by its tanh form; within 0.0005 of the exact one."""
    numpy = needed("numpy")
    inner = rows * rows
    inner *= numpy.float32(0.044715)
    inner += 1
    inner *= rows
    inner *= numpy.float32(0.7978845608)
    numpy.tanh(inner, out=inner)
    inner += 1
    inner *= rows
    inner *= numpy.float32(0.5)
    return inner


def _layer(weights: Weights, number: int) -> _Layer:
    numpy, width = needed("numpy"), weights.shape.width

    def linear(*names: str, inputs: int) -> _Linear:
        matrices = [weights.matrix(f"l{number}.{name}.w", inputs) for name in names]
        biases = [weights.vector(f"l{number}.{name}.b") for name in names]
        joined = numpy.ascontiguousarray(numpy.concatenate(matrices).T)
        return _Linear(joined, numpy.concatenate(biases))

    wide = len(weights.vector(f"l{number}.fi.b"))
    return _Layer(
        looks=linear("q", "k", "v", inputs=width),
        gathers=linear("ao", inputs=width),
        gathered=_norm(weights, f"l{number}.aln"),
        widens=linear("fi", inputs=width),
        narrows=linear("fo", inputs=wide),
        done=_norm(weights, f"l{number}.oln"),
    )


def _norm(weights: Weights, name: str) -> _Norm:
    return _Norm(weights.vector(f"{name}.w"), weights.vector(f"{name}.b"), weights.shape.epsilon)
