"""What is believed: scores that rise with what speaks for a reading, coefficients that fit."""

import csv
import math
from pathlib import Path
from random import Random

import pytest

from kernel.errors import DataError
from safety.chinese.perturb import Kind
from safety.chinese.restore.belief import (
    NAMES,
    Region,
    commonest,
    load_beliefs,
    marks,
    read_beliefs,
)
from safety.chinese.restore.edits import Edit
from safety.chinese.restore.fit_beliefs import ALTERED, disguised, logistic, sentences, solved

BELIEFS = load_beliefs()


def region(kind: Kind, gain: float) -> Region:
    return Region(gain, [Edit(0, 2, "歧视", kind, 1.0)])


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.TRAD}))
def test_more_gain_is_believed_sooner(kind: Kind) -> None:
    low, high = (BELIEFS.score(region(kind, g), total=g, size=20) for g in (0.1, 20.0))
    assert low < high and high > 0


@pytest.mark.parametrize("kind", ALTERED)
def test_other_regions_of_the_text_speak_for_it(kind: Kind) -> None:
    alone = BELIEFS.score(region(kind, 4.0), total=4.0, size=20)
    assert BELIEFS.score(region(kind, 4.0), total=24.0, size=20) > alone


def test_the_commonest_disguise_names_the_region() -> None:
    edits = [Edit(0, 1, "a", kind, 1.0) for kind in (Kind.HOMO, Kind.VSIM, Kind.VSIM)]
    assert commonest(edits) is Kind.VSIM
    assert len(marks(Region(3.0, edits), total=9.0, size=5)) == len(NAMES)


@pytest.mark.parametrize("text", ["", "kinds: {}", "kinds: {homo: {bias: x}}", "kinds: ["])
def test_a_wrong_file_is_named(text: str) -> None:
    with pytest.raises(DataError, match=r"beliefs\.yaml"):
        read_beliefs(text)


def test_a_system_is_solved() -> None:
    x = solved([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]], [5.5, 4.2, 2.7])
    assert [round(value, 9) for value in x] == [1.0, 1.0, 1.0]


def test_the_fit_finds_what_made_the_labels() -> None:
    random = Random(1)
    true = (0.5, 1.0, -1.0, 0.0, 0.5, -0.5)
    plain, hidden = [], []
    for _ in range(4000):
        row = tuple(random.gauss(0, 1) for _ in NAMES)
        logit = true[0] + sum(w * v for w, v in zip(true[1:], row, strict=True))
        (hidden if random.random() < 1 / (1 + math.exp(-logit)) else plain).append(row)
    found = logistic(plain, hidden)
    assert all(abs(a - b) < 0.15 for a, b in zip(found, true, strict=True))


def test_the_material_is_half_the_records_and_disguised(tmp_path: Path) -> None:
    with (tmp_path / "dev.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["label", "TEXT"])
        writer.writeheader()
        writer.writerows({"label": at % 2, "TEXT": "他是骗子。真的！"} for at in range(200))
    texts = sentences(tmp_path / "dev.csv", "1")
    assert 60 < len(texts) < 140 and set(texts) == {"他是骗子。", "真的！"}
    made = list(disguised(["他是骗子。", "真的！"]))
    assert len(made) == len(ALTERED) and "他是骗子。" not in made
