"""The loaders: joins, duplicates, every malformed file named."""

from pathlib import Path

import pytest

from kernel.errors import DataError
from safety.chinese.bench.data import read_benign, read_cntp, read_cold, read_toxicloak
from safety.chinese.perturb import Kind
from tests.safety.chinese.bench.folder import write, write_cntp


@pytest.fixture(scope="module")
def cntp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cntp(tmp_path_factory.mktemp("data") / "cntp", words=2)


def test_disguises_are_joined_by_id_and_not_by_place(cntp: Path) -> None:
    lines = (cntp / "homo.jsonl").read_text(encoding="utf-8").splitlines()
    expected = read_cntp(cntp).toxic
    (cntp / "homo.jsonl").write_text("\n".join(reversed(lines)), encoding="utf-8")
    assert read_cntp(cntp).toxic == expected
    assert len(expected) == 10
    assert all(set(each.disguised) == set(Kind) for each in expected)


def test_a_row_that_comes_twice_counts_once_and_a_missing_one_is_missing(cntp: Path) -> None:
    lines = (cntp / "emoji.jsonl").read_text(encoding="utf-8").splitlines()
    (cntp / "emoji.jsonl").write_text("\n".join([*lines[1:], *lines[1:]]), encoding="utf-8")
    corpus = read_cntp(cntp)
    assert Kind.EMOJI not in corpus.toxic[0].disguised
    assert sum(Kind.EMOJI in each.disguised for each in corpus.toxic) == 9


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 11"),
        ('{"sentence_id": "x", "perturbed_text": "a"}', "sentence_id"),
        ('{"sentence_id": 3}', "perturbed_text"),
        ('{"sentence_id": 3, "perturbed_text": ""}', "perturbed_text"),
        ('{"sentence_id": 99999, "perturbed_text": "a"}', "99999 is not in toxic_base"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    folder = write_cntp(tmp_path / "cntp", words=2)
    with (folder / "split.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(DataError, match=r"split\.jsonl") as raised:
        read_cntp(folder)
    assert said in str(raised.value)


def test_a_missing_file_and_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="toxic_base"):
        read_cntp(tmp_path)
    (tmp_path / "toxic_base.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="toxic_base"):
        read_cntp(tmp_path)


def test_cold_has_a_mark_of_byte_order_and_quoted_lines(tmp_path: Path) -> None:
    file = tmp_path / "train.csv"
    file.write_text(
        '\ufeff,split,topic,label,TEXT\n1,train,race,1,"一，\n二"\n2,train,race,0,三\n'
        "3,train,race,0,三\n",
        encoding="utf-8",
    )
    assert read_cold(file) == (("一，\n二", True), ("三", False))
    file.write_text("label,TEXT\n2,三\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"train\.csv, line 2"):
        read_cold(file)
    file.write_text("label,words\n1,三\n", encoding="utf-8")
    with pytest.raises(DataError, match="wanted columns TEXT and label"):
        read_cold(file)


def test_rows_of_toxicloak_go_together(tmp_path: Path) -> None:
    (tmp_path / "base_data.tsv").write_text('content\ttoxic\n他说"好\t0\n滚\t1\n', encoding="utf-8")
    (tmp_path / "homo_keyword.csv").write_text("text,label\n他说郝,0\n磙,1\n", encoding="utf-8")
    assert read_toxicloak(tmp_path, "homo_keyword") == (
        ('他说"好', "他说郝", False),
        ("滚", "磙", True),
    )
    assert read_benign(tmp_path) == ('他说"好',)
    (tmp_path / "homo_keyword.csv").write_text("text,label\n他说郝,0\n", encoding="utf-8")
    with pytest.raises(DataError, match="its rows are not those"):
        read_toxicloak(tmp_path, "homo_keyword")


def test_ordinary_text_comes_in_any_layout(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no ordinary sentences"):
        read_benign(tmp_path)
    write(tmp_path / "a.jsonl", [{"text": "一"}, {"original_text": "二"}, {"text": "一"}])
    (tmp_path / "b.txt").write_text("三\n\n四\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("label,TEXT\n0,五\n1,六\n", encoding="utf-8")
    assert read_benign(tmp_path) == ("一", "二", "三", "四", "五")
