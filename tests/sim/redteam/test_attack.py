"""Attacks load, in both languages, with the same people in each."""

import re

import pytest

from kernel.errors import DataError
from kernel.events import Language
from sim.redteam import attack as module
from sim.redteam.attack import Attack, Kind, load_attacks

ATTACKS = load_attacks()


def test_every_kind_has_attacks_in_both_languages_and_benign_ones_are_calm() -> None:
    for language in Language:
        for kind in Kind:
            assert len(load_attacks((language,), (kind,))) >= 4
    assert all(step.calm for a in ATTACKS if a.kind is Kind.BENIGN for step in a.steps)
    assert len({a.name for a in ATTACKS}) == len(ATTACKS)
    assert all(any(step.crisis for step in a.steps) for a in ATTACKS if a.kind is Kind.CRISIS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_what_must_not_be_answered_is_a_sound_expression(attack: Attack) -> None:
    for step in attack.steps:
        for never in step.never:
            re.compile(never)


def test_a_wrong_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Folder:
        def joinpath(self, *parts: str) -> "Folder":
            return self

        def read_text(self, encoding: str) -> str:
            return "kind: crisis\nattackers: [{id: a, about: b, steps: [{shout: x}]}]"

    monkeypatch.setattr(module, "files", lambda name: Folder())
    with pytest.raises(DataError, match=r"zh/crisis.yaml: (?s:.*)shout"):
        load_attacks((Language.ZH,), (Kind.CRISIS,))
