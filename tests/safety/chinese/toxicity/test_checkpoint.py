"""Checkpoints: which label is meant, what is missing, and a tiny random BERT from a folder."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from kernel.errors import DataError, SettingsError
from safety.chinese.toxicity.checkpoint import Checkpoint, is_checkpoint, toxic_label

HERE = find_spec("transformers") is not None and find_spec("torch") is not None
without = pytest.mark.skipif(HERE, reason="transformers is installed")
needs = pytest.mark.skipif(
    not HERE, reason="no transformers and torch here: the extra `transformers` runs this"
)


@pytest.mark.parametrize(
    ("names", "toxic"),
    [
        ({0: "LABEL_0", 1: "LABEL_1"}, 1),
        ({0: "toxic", 1: "neutral"}, 0),
        ({0: "non-offensive", 1: "offensive"}, 1),
        ({0: "not_toxic", 1: "Toxic"}, 1),
    ],
)
def test_the_label_that_means_toxic(names: dict[int, str], toxic: int) -> None:
    assert toxic_label(names) == toxic


def test_labels_that_do_not_tell_are_refused() -> None:
    with pytest.raises(DataError, match="sports"):
        toxic_label({0: "sports", 1: "news"})


@without
def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"fireside\[transformers\]"):
        Checkpoint.load(tmp_path)


@needs
@pytest.mark.filterwarnings("ignore")
def test_a_folder_is_loaded_and_judges(tmp_path: Path) -> None:
    torch = import_module("torch")
    transformers = import_module("transformers")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"你我他好坏人是不"]
    (tmp_path / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=2,
    )
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    transformers.BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    assert is_checkpoint(tmp_path)
    found = Checkpoint.load(tmp_path)
    assert 0 < found.probability("你不是好人") < 1
    assert found.probability("你不是好人") == found.probability("你不是好人")
    assert found.probability("好" * 5000) > 0
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(DataError):
        Checkpoint.load(tmp_path)


def test_a_model_of_ours_is_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text("{}")
    assert not is_checkpoint(tmp_path)
