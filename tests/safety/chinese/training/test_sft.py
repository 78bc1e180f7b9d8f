"""Files for fine-tuning: balanced, mixed, the same again, and what is missing is said."""

import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fireside.commands.guard import app
from kernel.errors import DataError
from safety.chinese.bench.data import read_cntp
from safety.chinese.perturb import Perturber
from safety.chinese.training.sft import sft_rows
from tests.safety.chinese.bench.folder import write_cntp


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cntp(tmp_path_factory.mktemp("data") / "cntp", words=8)


def test_files_of_the_papers_sizes_are_balanced(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["sft-data", "--data", str(folder), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    for size in (10, 20, 40):
        text = (tmp_path / f"sft_{size}.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line)["messages"] for line in text.splitlines()]
        assert [message["role"] for message in rows[0]] == ["system", "user", "assistant"]
        answers = Counter(row[2]["content"] for row in rows)
        assert answers == {'{"toxic": true}': 2 * size, '{"toxic": false}': 2 * size}


def test_ordinary_text_is_disguised_too(folder: Path) -> None:
    corpus, perturber = read_cntp(folder), Perturber.load()
    rows = list(sft_rows(corpus, perturber, "x", samples=16, seed=3))
    assert rows == list(sft_rows(corpus, perturber, "x", samples=16, seed=3))
    plain = {each.text for each in corpus.benign}
    said = [
        row["messages"][1]["content"]
        for row in rows
        if row["messages"][2]["content"] == '{"toxic": false}'
    ]
    assert 0 < sum(text not in plain for text in said) <= 16


def test_too_little_is_said(folder: Path) -> None:
    with pytest.raises(DataError, match="too little data for 1000"):
        list(sft_rows(read_cntp(folder), Perturber.load(), "x", samples=1000, seed=1))
