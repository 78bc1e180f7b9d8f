"""The model file: what is written is read again, what is broken is named, scores are sums."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import DataError
from safety.chinese.toxicity.features import SIZE
from safety.chinese.toxicity.linear import CARD, WEIGHTS, Card, LinearModel, digest, packed, sigmoid

MADE = Card(
    variant="test",
    trained_on="nothing",
    licence="none",
    made_by="hand",
    seed=1,
    examples=1,
    scale=0.5,
    bias=-1.0,
    slope=2.0,
    intercept=0.25,
    thresholds={"0.05": 0.5},
)


def written(folder: Path, weights: bytes) -> Path:
    (folder / WEIGHTS).write_bytes(weights)
    (folder / CARD).write_text(MADE.model_dump_json(), encoding="utf-8")
    return folder


def test_a_score_is_a_sum_of_weights(tmp_path: Path) -> None:
    weights = [0] * SIZE
    weights[3], weights[SIZE - 1] = 10, -32_000
    model = LinearModel.load(written(tmp_path, packed(weights)))
    assert model.score(([(3,), 1.0],)) == -1.0 + 0.5 * 10
    assert model.score((((3, SIZE - 1), 0.5),)) == -1.0 + 0.5 * 0.5 * (10 - 32_000)
    assert model.score(()) == -1.0
    assert model.probability(-0.125) == 0.5


@given(st.floats(allow_nan=False))
def test_a_probability_is_one(logit: float) -> None:
    assert 0.0 <= sigmoid(logit) <= 1.0


@pytest.mark.parametrize("weights", [b"", b"rubbish", packed([1, 2, 3])])
def test_a_broken_file_is_named(tmp_path: Path, weights: bytes) -> None:
    with pytest.raises(DataError):
        LinearModel.load(written(tmp_path, weights))


def test_a_missing_or_malformed_card_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a model of this version's `fireside guard train`"):
        LinearModel.load(tmp_path)
    folder = written(tmp_path, packed([0] * SIZE))
    (folder / CARD).write_text('{"variant": "X"}')
    with pytest.raises(DataError):
        LinearModel.load(folder)


def test_a_digest_tells_texts_apart_and_takes_any() -> None:
    assert digest("一") != digest("二")
    assert len(digest("\ud800")) == 12
