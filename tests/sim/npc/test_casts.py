"""Casts give cards and people for the arena's matches."""

import pytest

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.shelf import Wanted
from sim.match import Match, Theme, Usage
from sim.npc.casts import scripted_cast


def test_a_cast_of_some_cards() -> None:
    cast = scripted_cast(Wanted(languages=(Language.ZH,), themes=(Theme.CAREER,)))
    refs = cast.cards()
    assert len(refs) == 7 and all(ref.id.startswith("zh-career-") for ref in refs)
    match = Match(id="1", card=refs[0], counsellor="x", seed=1, rounds=5)
    person = cast.person(match)
    assert person.usage == Usage() and cast.name == "scripted"


def test_a_card_that_is_not_there_is_named() -> None:
    cast = scripted_cast(Wanted(languages=(Language.EN,)))
    with pytest.raises(DataError, match="no card zh-nobody"):
        cast.card("zh-nobody")
