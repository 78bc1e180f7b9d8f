"""Profiles in the formats of other simulators become cards that can be played."""

import json
from pathlib import Path
from typing import Any

import pytest

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Style
from sim.cards.convert import FORMATS, Format, taken
from sim.cards.shelf import of_path
from sim.cards.store import write
from sim.match import Theme
from tests.sim.npc.counsellors import listening, scripted

PROFILES: dict[Format, dict[str, Any]] = {
    "patient-psi": {
        "name": "Nora", "id": "7", "type": ["upset", "plain"],
        "history": "My parents split when I was nine, and I moved in with an aunt.",
        "helpless_belief": ["I am powerless."], "unlovable_belief": [], "worthless_belief": [],
        "intermediate_belief": "If I keep quiet nobody leaves.",
        "coping_strategies": "I tidy the whole flat.", "situation": "My aunt did not call back.",
        "auto_thought": "She has had enough of me.", "emotion": ["sad", "lonely"],
        "behavior": "I switch the phone off.",
    },
    "clientcast": {
        "basic_profile": {
            "name": "Not Specified", "gender": "Female", "age": -1, "occupation": "baker",
            "topic": "drinking", "situation": "I drink wine on most evenings after the shop.",
            "emotion": "I feel guilty in the mornings.", "reasons": "I want to drink less.",
            "problem": "I drink more than I mean to.", "resistance": "High, does not want advice",
        },
        "big_five": {},
    },
    "cactus": {
        "intake_form": "Name: Laura Saunders\nAge: 45\nOccupation: office worker",
        "thought": "I will never be good at anything.", "attitude": "negative",
        "reason_counseling": "I cannot sleep before presentations.", "patterns": ["x"],
    },
    "psi-arena": {
        "demographics": "nurse, 30", "cultural_background": "small town",
        "personality_traits": "careful", "emotional_state": "tense",
        "current_distress": "I cannot stop checking the door.",
        "detailed_distress_description": "I have been late for work because of it all month.",
        "core_theme": "control",
    },
}  # fmt: skip


def profile(folder: Path, format: Format, **changes: Any) -> Path:
    file = folder / f"{format}.json"
    file.write_text(json.dumps(PROFILES[format] | changes), encoding="utf-8")
    return file


@pytest.mark.parametrize("format", FORMATS)
def test_a_profile_becomes_a_card_that_is_stored_and_played(format: Format, tmp_path: Path) -> None:
    (card,) = taken(profile(tmp_path, format), format, Theme.EMOTION, Language.EN)
    write([card], tmp_path / "cards")
    assert of_path(tmp_path / "cards") == (card,)
    held = scripted(card, listening(Language.EN), rounds=8)
    assert held.turns[1].text == card.opening


def test_what_a_profile_says_is_kept(tmp_path: Path) -> None:
    made = {
        format: taken(profile(tmp_path, format), format, Theme.EMOTION, Language.EN)[0]
        for format in FORMATS
    }
    psi = made["patient-psi"]
    assert psi.mind is not None and psi.mind.thought == "She has had enough of me."
    assert psi.style is Style.UPSET and psi.demographics.age is None
    assert made["clientcast"].style is Style.RESISTANT
    assert made["clientcast"].demographics.gender == "female"
    assert made["cactus"].demographics.age == 45 and made["cactus"].attitude == "guarded"
    assert made["cactus"].name == "Laura Saunders"
    assert made["psi-arena"].culture == "small town" and made["psi-arena"].hidden


def test_lists_and_lines_are_read_and_ids_differ(tmp_path: Path) -> None:
    one = PROFILES["patient-psi"]
    listed, lined = tmp_path / "a.json", tmp_path / "b.jsonl"
    listed.write_text(json.dumps([one, one]), encoding="utf-8")
    lined.write_text(f"{json.dumps(one)}\n{json.dumps(one)}\n", encoding="utf-8")
    for file in (listed, lined):
        made = taken(file, "patient-psi", Theme.FAMILY, Language.EN)
        assert [card.id for card in made] == ["en-family-psi_nora_1", "en-family-psi_nora_2"]


@pytest.mark.parametrize(
    ("text", "why"),
    [("{", "not JSON"), ("[]", "no profile"), ('[{"name": "x"}]', "profile 1 is not of cactus")],
)
def test_what_is_no_profile_is_named(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=why):
        taken(file, "cactus", Theme.EMOTION, Language.EN)
