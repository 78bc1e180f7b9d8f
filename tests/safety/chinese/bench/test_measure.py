"""The harness on a detector whose every figure is known beforehand."""

from collections.abc import Sequence

import pytest

from kernel.errors import DataError
from safety.chinese.bench.data import Benign, Corpus, Toxic, read_cntp
from safety.chinese.bench.figures import tuning
from safety.chinese.bench.measure import Material, gather, measure, sampled
from safety.chinese.bench.report import brief, details, page, table
from safety.chinese.perturb import Kind
from tests.safety.chinese.bench.folder import write_cntp


class Knows:
    """Gives 0.9 to what it knows and 0.1 to the rest; counts how often it was asked."""

    variant = "knows"

    def __init__(self, known: set[str]) -> None:
        self.known = known

    def probability(self, text: str) -> float:
        return 0.9 if text in self.known else 0.1

    def probabilities(self, texts: Sequence[str]) -> list[float]:
        return [self.probability(text) for text in texts]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return read_cntp(write_cntp(tmp_path_factory.mktemp("data") / "cntp", words=4))


@pytest.fixture(scope="module")
def material(corpus: Corpus) -> Material:
    return gather(corpus, [each.text for each in corpus.benign], {})


def test_what_is_known_is_found_and_nothing_else(corpus: Corpus, material: Material) -> None:
    known = {each.text for each in corpus.toxic[:5]}
    known |= {each.disguised[Kind.HOMO] for each in corpus.toxic[:4]}
    result = measure(Knows(known), material, fpr=0.05)
    assert (result.base.hits, result.base.n) == (5, 20)
    expected = sum(each.disguised[Kind.HOMO] in known for each in corpus.toxic)
    assert 4 <= result.per_kind["homo"].hits == expected < 20
    assert result.fpr.hits == result.fpr_perturbed.hits == 0
    assert result.recovery.average < 0.2
    assert result.n == 20 + len(material.held)
    assert result.threshold == 0.1


def test_a_threshold_is_set_on_one_part_and_paid_for_on_the_other(material: Material) -> None:
    assert not set(material.tune) & set(material.held)
    assert all(tuning(text) for text in material.tune)
    result = measure(Knows(set(material.held)), material, fpr=0.05)
    assert result.fpr.share == 1.0, "the held part had no say in the threshold"
    assert measure(Knows(set(material.tune)), material, fpr=0.05).threshold == 0.9


def test_ordinary_text_is_disguised_too(material: Material) -> None:
    disguised = {text for pairs in material.held_disguised.values() for _, text in pairs}
    result = measure(Knows(disguised), material, fpr=0.05)
    assert result.fpr.share == 0.0
    assert result.fpr_perturbed.share == 1.0
    for pairs in material.held_disguised.values():
        assert all(was != now for was, now in pairs)


def test_cloaked_text_counts_beside_our_own(corpus: Corpus) -> None:
    benign = [each.text for each in corpus.benign]
    cloaked = {"homo_full": [(text, text + "😀") for text in benign] + [(benign[0], benign[0])]}
    found = gather(corpus, benign, cloaked).held_disguised["homo_full"]
    assert {was for was, _ in found} == {text for text in benign if not tuning(text)}


def test_too_little_is_said(corpus: Corpus) -> None:
    with pytest.raises(DataError, match="too little"):
        gather(corpus, ["一"], {})
    with pytest.raises(DataError, match="too little"):
        gather(Corpus(toxic=(), benign=()), ["一", "二", "三", "四", "五", "六"], {})


def test_a_sentence_without_a_disguise_is_left_out_of_that_kind() -> None:
    lacking = Corpus(
        toxic=(Toxic(id=1, text="你好坏", entities=(), disguised={Kind.HOMO: "泥好坏"}),),
        benign=tuple(Benign(id=n, text=f"第{n}句话") for n in range(20)),
    )
    made = gather(lacking, [each.text for each in lacking.benign], {})
    result = measure(Knows({"泥好坏"}), made, fpr=0.05)
    assert (result.per_kind["homo"].n, result.per_kind["trad"].n) == (1, 0)


def test_a_sample_is_the_same_again(material: Material) -> None:
    some = sampled(material, 6, seed=3)
    assert some == sampled(material, 6, seed=3)
    assert len(some.plain) == len(some.held) == 6
    assert sum(len(pairs) for pairs in some.held_disguised.values()) == 6
    assert set(some.plain) <= set(material.plain)


def test_the_report_has_the_names_that_others_read(material: Material) -> None:
    result = measure(Knows(set(material.plain)), material, fpr=0.05)
    short = brief(result)
    assert set(short) == {
        *("base", "avg8", "recovery", "per_kind", "fpr", "fpr_perturbed", "f1", "ece"),
        *("p50_ms", "p99_ms", "n", "threshold", "variant"),
    }
    assert set(short["per_kind"]) == {str(kind) for kind in Kind}
    (row,) = details([result])
    assert row["base_interval"][0] <= row["base"] <= row["base_interval"][1]
    assert len(table([result, result]).columns) == 3
    html = page([result])
    assert html.count("<rect") == 9 + 9
    assert "$" not in html
