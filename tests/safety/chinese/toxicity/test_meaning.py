"""The kernel model over vectors: what is near counts, and it is kept without loss."""

from pathlib import Path

import numpy

from safety.chinese.toxicity.meaning import FILE, Kernel, likeness, save

KERNEL = Kernel(
    middle=numpy.zeros(4, "f4"),
    spread=numpy.ones(4, "f4"),
    places=numpy.eye(4, dtype="f4")[:2],
    weights=numpy.array([2.0, -1.0], "f4"),
    bias=0.25,
)


def test_likeness_falls_with_distance() -> None:
    rows = numpy.array([[1, 0, 0, 0], [3, 0, 0, 0]], "f4")
    near = likeness(rows, KERNEL.places)
    assert near[0, 0] == 1
    assert 0 < near[1, 0] < near[0, 1] < 1


def test_a_score_is_the_weighed_likeness() -> None:
    row = numpy.array([[1, 0, 0, 0]], "f4")
    expected = 2.0 - float(likeness(row, KERNEL.places)[0, 1]) + 0.25
    assert float(KERNEL.scores(row)[0]) == numpy.float32(expected)


def test_it_is_kept_in_one_file(tmp_path: Path) -> None:
    save(KERNEL, tmp_path / FILE)
    kept = Kernel.load(tmp_path / FILE)
    assert (kept.places == KERNEL.places).all()
    assert kept.bias == KERNEL.bias
    row = numpy.array([[1, 0, 2, 0]], "f4")
    assert kept.scores(row) == KERNEL.scores(row)
