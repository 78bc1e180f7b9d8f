"""The build: from a handful of texts to files that load."""

import csv
import lzma
from pathlib import Path

import pytest

from safety.chinese.restore.build import main, new_words
from safety.chinese.restore.tables import CHARACTERS, PAIRS, WORDS

TEXTS = [
    *("我觉得黑命贵很吵", "他说黑命贵不对", "谈谈黑命贵是什么", "不懂黑命贵啊", "又见黑命贵了"),
] * 3 + ["".join(map(chr, range(start, start + 20))) for start in range(0x5000, 0x5400, 20)]


def test_a_string_that_holds_together_is_a_new_word() -> None:
    known = {"觉得": 9}
    assert new_words(TEXTS, known).get("黑命贵", 0) >= 12
    assert "觉得" not in new_words(TEXTS, known)


def test_it_writes_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "train.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["label", "TEXT"])
        writer.writeheader()
        writer.writerows({"label": 0, "TEXT": text} for text in TEXTS)
    (tmp_path / "dict.txt").write_text("觉得 900 v\n什么 800 r\n我 99 r\n罕见 3 a\n", "utf-8")
    paths = ["--cold", str(tmp_path / "train.csv"), "--dictionary", str(tmp_path / "dict.txt")]
    main([*paths, "--out", str(tmp_path)])
    words = lzma.decompress((tmp_path / WORDS).read_bytes()).decode().splitlines()
    named = {line.split("\t")[0]: line.split("\t")[1:] for line in words}
    assert named["觉得"] == ["900", "3", "jue de"]
    assert "罕见" not in named and "傻逼" in named
    assert (tmp_path / PAIRS).exists() and (tmp_path / CHARACTERS).exists()
    assert "KiB" in capsys.readouterr().out
