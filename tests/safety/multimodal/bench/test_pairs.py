"""Our own pairs: 60, balanced, drawn, in both languages."""

from collections import Counter
from pathlib import Path

import pytest

pairs = pytest.importorskip(
    "safety.multimodal.bench.pairs", reason="the extra `images` is not installed"
)

from PIL import Image

from kernel.errors import SettingsError
from safety.multimodal.bench.records import read_records
from safety.multimodal.taxonomy import Category, load_taxonomy
from tests.safety.multimodal.drawing import font


def test_sixty_pairs_half_of_them_harmful(tmp_path: Path) -> None:
    font(10)  # skips where no font has Chinese letters
    assert pairs.write_pairs(tmp_path) == 60
    records = read_records(tmp_path)
    assert Counter(record.risk is None for record in records) == {True: 30, False: 30}
    assert {record.risk for record in records} == {None, *Category}
    modes = {mode.id for mode in load_taxonomy().modes}
    assert {record.mode for record in records if record.risk} == modes
    assert len({record.text for record in records}) == 60
    for record in records:
        with Image.open(record.image) as picture:
            assert picture.size == pairs.SIZE


def test_each_harmful_pair_has_a_harmless_twin_with_the_same_picture(tmp_path: Path) -> None:
    font(10)
    pairs.write_pairs(tmp_path)
    pictures = Counter((r.image, r.risk is None) for r in read_records(tmp_path))
    assert set(pictures.values()) == {1}


def test_without_a_font_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "FONTS", ())
    with pytest.raises(SettingsError, match="--font"):
        pairs.write_pairs(tmp_path)
