"""The taxonomy: seven published labels, 31 kinds of ours, five modes."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from kernel.events import Language
from safety.multimodal.taxonomy import Category, Taxonomy, load_taxonomy


def test_the_published_labels_are_there_letter_for_letter() -> None:
    taxonomy = load_taxonomy()
    assert [risk.id for risk in taxonomy.risks] == list(Category)
    assert all(risk.source == "published" for risk in taxonomy.risks)


def test_the_31_kinds_are_marked_as_ours() -> None:
    kinds = [kind for risk in load_taxonomy().risks for kind in risk.kinds]
    assert len(kinds) == 31
    assert {kind.source for kind in kinds} == {"ours"}


def test_five_modes_say_what_they_are_in_both_languages() -> None:
    modes = load_taxonomy().modes
    assert {mode.id for mode in modes} == {
        *("semantic_drift", "metaphor", "knowledge", "contextualization", "implication")
    }
    assert all(mode.meaning.in_(language) for mode in modes for language in Language)


@pytest.mark.parametrize("harm", ["one is missing", "a kind twice"])
def test_a_damaged_file_is_refused(harm: str) -> None:
    file = Path("safety/multimodal/taxonomy.yaml")
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    if harm == "one is missing":
        del raw["risks"][2]
    else:
        raw["risks"][0]["kinds"].append(raw["risks"][1]["kinds"][0])
    with pytest.raises(ValidationError, match=r"seven published|twice"):
        Taxonomy.model_validate(raw)
