"""The published record format, in the places where it is found."""

import json
from pathlib import Path

import pytest

from kernel.errors import DataError
from safety.multimodal.bench.records import read_records
from safety.multimodal.taxonomy import Category
from safety.multimodal.tier2.asking import Task
from tests.safety.multimodal.bench.records_of_ours import corpus, write


def test_the_three_tasks_and_their_outputs(tmp_path: Path) -> None:
    records = read_records(corpus(tmp_path))
    assert [record.task for record in records] == [task for task in Task for _ in range(2)]
    first, second, *_, last = records
    assert (first.risk, second.risk) == (Category.OFFENSIVE, None)
    assert first.image == tmp_path / "statement" / "0.png"
    assert first.output is not None and "unsafe" in first.output
    assert last.answer == "Nice."


def test_files_right_in_the_folder_and_what_the_released_code_writes(tmp_path: Path) -> None:
    row = {"id": 1, "image": "images/1.png", "text": "x", "pred_label": "[Answer]safe"}
    (tmp_path / "prompt.json").write_text(json.dumps([row]), encoding="utf-8")
    (record,) = read_records(tmp_path)
    assert (record.task, record.risk, record.output) == (Task.PROMPT, None, "[Answer]safe")
    assert record.image == tmp_path / "images/1.png"


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no statement, prompt or dialog"):
        read_records(tmp_path)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([{"id": 1, "image": "x"}], "not a list of records"),
        ([{"id": 1, "image": "x", "text": "t", "risk_type": "Evil"}], "no risk type 'Evil'"),
    ],
)
def test_wrong_files_are_refused_by_name(
    tmp_path: Path, rows: list[dict[str, object]], complaint: str
) -> None:
    write(tmp_path, "statement", rows)
    with pytest.raises(DataError, match=complaint):
        read_records(tmp_path)
