"""Training: examples of both classes in disguise, a fit on a small folder, the commands."""

import json
import shutil
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from fireside.commands.guard import app
from fireside.commands.toxicity import FEWEST
from kernel.errors import DataError, SettingsError
from safety.chinese.bench.data import read_cntp
from safety.chinese.encoder import Encoder
from safety.chinese.perturb import Kind, Perturber
from safety.chinese.toxicity.detector import Detector
from safety.chinese.toxicity.lexicon import Lexicon
from safety.chinese.toxicity.signs import SIGNS
from safety.chinese.training.examples import (
    Example,
    cold_examples,
    corpus_examples,
    disguised,
    own_sentences,
)
from safety.chinese.training.fit import FOLDS, fold_of
from safety.chinese.training.recipes import train_in_domain
from tests.safety.chinese.bench.folder import write_cntp

LEXICON = Lexicon.load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cntp(tmp_path_factory.mktemp("data") / "cntp", words=10)


def test_our_own_sentences_are_filled_and_the_same_again() -> None:
    made = own_sentences(LEXICON, Random(1))
    assert made == own_sentences(LEXICON, Random(1))
    assert not any("{" in each.text for each in made)
    assert sum(each.toxic for each in made) > 1000
    assert sum(not each.toxic for each in made) > 1000
    toxic = {each.text for each in made if each.toxic}
    assert not toxic & {each.text for each in made if not each.toxic}


def test_a_clause_of_a_safe_text_is_ordinary_only_if_it_names_nobody() -> None:
    rows = [("今天去爬山，黑人朋友也来了，很开心", False), ("天气不错，你这贱人滚，走了", True)]
    made = cold_examples(rows, LEXICON, Random(1))
    assert [(e.text, e.toxic) for e in made[2:]] == [("今天去爬山", False), ("你这贱人滚", True)]
    assert {e.origin for e in made} == {text for text, _ in rows}


def test_ordinary_text_is_disguised_as_often_as_toxic_text(folder: Path) -> None:
    made = corpus_examples(read_cntp(folder), Perturber.load(), seed=1)
    for toxic in (True, False):
        mine = [each for each in made if each.toxic is toxic]
        assert len(mine) == len({each.origin for each in mine}) * (1 + len(Kind))
    some = [Example(text=each.text, toxic=each.toxic, origin=each.text) for each in made[:200]]
    copies = list(disguised(some, Perturber.load(), LEXICON, Random(1)))
    assert all(copy.text != copy.origin for copy in copies)
    assert all(copy.weight == (1.5 if copy.toxic else 0.5) for copy in copies)
    assert len(copies) > 100


def test_copies_of_a_text_share_its_fold() -> None:
    folds = [fold_of(f"句子{n}") for n in range(300)]
    assert set(folds) == set(range(FOLDS))
    assert folds == [fold_of(f"句子{n}") for n in range(300)]


@pytest.fixture(scope="module")
def trained(folder: Path) -> Path:
    out = folder.parent / "model"
    made = CliRunner().invoke(
        app, ["train", "--data", str(folder), "--out", str(out)], catch_exceptions=False
    )
    assert "in-domain model" in made.output
    return out


def test_a_model_is_trained_and_knows_what_it_saw(folder: Path, trained: Path) -> None:
    card = json.loads((trained / "card.json").read_text(encoding="utf-8"))
    assert card["variant"] == "in-domain"
    assert card["views"] == ["written", "meant", "sounds", "words"]
    assert len(card["meaning"]["blend"]) == len(SIGNS) + 4, "what ships is asked too"
    assert card["meaning"]["thresholds"].keys() == card["thresholds"].keys()
    assert len(card["seen"]) == 100
    result = CliRunner().invoke(app, ["bench", "--data", str(folder), "--model", str(trained)])
    assert result.exit_code != 0, "it was trained on every one of these sentences"
    assert "trained on 100 of these 100" in str(result.exception)
    assert FEWEST <= 50


def test_the_same_seed_makes_the_same_model(folder: Path, trained: Path, tmp_path: Path) -> None:
    train_in_domain(read_cntp(folder), tmp_path, Encoder.load(), seed=1)
    for file in ("weights.bin", "card.json", "meaning.npz", "prior.npz", "home.json"):
        assert (tmp_path / file).read_bytes() == (trained / file).read_bytes()


def test_what_a_text_means_counts_and_can_be_left_out(trained: Path) -> None:
    whole, bare = Detector.load(trained, meaning=True), Detector.load(trained)
    texts = ["你就是个废物", "今天上午下雨，记得带伞", "字" * 300]
    found = whole.probabilities(texts)
    assert found == pytest.approx([whole.probability(text) for text in texts], abs=1e-4)
    assert found[0] > found[1]
    assert found != pytest.approx(bare.probabilities(texts), abs=1e-3)
    assert (bare.variant, whole.variant) == ("in-domain", "in-domain, with meaning")
    assert whole.thresholds != bare.thresholds


def test_a_model_refuses_another_encoder_than_its_own(trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    card = (folder / "card.json").read_text(encoding="utf-8")
    strange = card.replace("multilingual-e5-small/", "multilingual-e5-small/0")
    (folder / "card.json").write_text(strange, encoding="utf-8")
    with pytest.raises(SettingsError, match="was trained with the encoder"):
        Detector.load(folder, meaning=True)
    assert Detector.load(folder).probability("你就是个废物") > 0.5, "its n-grams need none"
    (folder / "card.json").write_text(card, encoding="utf-8")
    (folder / "meaning.npz").write_bytes(b"no archive")
    with pytest.raises(DataError, match=r"meaning\.npz"):
        Detector.load(folder, meaning=True)


def test_a_model_can_be_trained_without_an_encoder(folder: Path, tmp_path: Path) -> None:
    command = ["train", "--data", str(folder), "--out", str(tmp_path), "--no-encoder"]
    assert "views: written, meant, sounds, words\n" in CliRunner().invoke(app, command).output
    assert not (tmp_path / "meaning.npz").exists()
    assert Detector.load(tmp_path).probability("你就是个废物") > 0.5
    with pytest.raises(SettingsError, match="without an encoder"):
        Detector.load(tmp_path, meaning=True)


def test_it_is_measured_on_what_it_did_not_see(trained: Path, tmp_path: Path) -> None:
    other = write_cntp(tmp_path / "cntp", words=22)  # the sentences of 12 words are new
    figures, page = tmp_path / "f.json", tmp_path / "p.html"
    command = ["bench", "--data", str(other), "--model", str(trained), "--json", str(figures)]
    (tmp_path / "ordinary").mkdir()
    lines = "\n".join(f"第{n}次去图书馆借书" for n in range(40))
    (tmp_path / "ordinary" / "mine.txt").write_text(lines, encoding="utf-8")
    command += ["--benign", str(tmp_path / "ordinary"), "--page", str(page)]
    result = CliRunner().invoke(app, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert found["variant"] == "in-domain, with meaning"
    assert found["base"] > 0.8, "the frames are the same, only the words are new"
    assert "<svg" in page.read_text(encoding="utf-8")


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    runner = CliRunner()
    neither = runner.invoke(app, ["train", "--out", str(tmp_path)]).output
    assert "either --data or --cold" in neither
    missing = runner.invoke(app, ["bench", "--data", str(tmp_path / "none")])
    assert "toxic_base.jsonl" in str(missing.exception)
    rate = runner.invoke(app, ["bench", "--data", str(tmp_path), "--fpr", "2"]).output
    assert "between 0 and 1" in rate


def test_too_few_sentences_are_told_before_anything_is_trained(tmp_path: Path) -> None:
    data = write_cntp(tmp_path / "cntp", words=1)
    done = CliRunner().invoke(app, ["train", "--data", str(data), "--out", str(tmp_path / "model")])
    assert isinstance(done.exception, DataError)
    assert "too few to train on; some dozens of each" in str(done.exception)
    assert not (tmp_path / "model").exists()
