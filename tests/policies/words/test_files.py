"""Files that cannot be read are named."""

from pathlib import Path

import pytest

from kernel.errors import DataError
from policies.words.files import read_prompts, read_yaml, validated
from policies.words.texts import Both


def test_prompts_are_read_in_every_language(tmp_path: Path) -> None:
    for language, text in (("zh", "你好\n"), ("en", "hello\n")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "turn.md").write_text(text, encoding="utf-8")
    assert read_prompts(tmp_path, ["turn"]) == {"turn": {"zh": "你好", "en": "hello"}}
    (tmp_path / "zh" / "turn.md").unlink()
    with pytest.raises(DataError, match=r"turn\.md"):
        read_prompts(tmp_path, ["turn"])


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.yaml"):
        read_yaml(tmp_path / "a.yaml")


def test_a_wrong_value_is_named_by_its_place(tmp_path: Path) -> None:
    assert validated(Both, {"zh": "好", "en": "good"}, tmp_path).en == "good"
    with pytest.raises(DataError, match="en: "):
        validated(Both, {"zh": "好", "en": ""}, tmp_path)
