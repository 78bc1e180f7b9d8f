"""By sound and by shape: what is offered, and that looking less offers no less."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.chinese.perturb import Kind
from safety.chinese.restore import Restorer
from safety.chinese.restore.by_shape import ByShape, Seen, next_shown
from safety.chinese.restore.by_sound import BySound
from safety.chinese.restore.language import LONGEST
from safety.chinese.restore.offers import Found, offer
from safety.chinese.restore.standing import Sight
from safety.chinese.restore.units import Reader
from safety.chinese.restore.weights import WEIGHTS

READER = Reader({}, ["🐶"])
LETTERS = "你这个女表子真不要脸垃圾汝旳犭句立土及木每人亻尔🐶傻*逼"


@pytest.fixture(scope="module")
def shapes(restorer: Restorer) -> ByShape:
    return restorer._proposer._shapes


@pytest.fixture(scope="module")
def sounds(restorer: Restorer) -> BySound:
    return restorer._proposer._sounds


def seen_in(shapes: ByShape, sight: Sight, *, rare: bool) -> list[list[Seen]]:
    size = len(sight.units)
    return [shapes.seen(sight, at, size, rare) for at in range(size)]


def offered(
    shapes: ByShape, sight: Sight, seen: Sequence[list[Seen]], shown: Sequence[int], at: int
) -> Found:
    found: Found = {}
    shapes.add(seen, shown, at, 0, sight, found)
    return found


def test_the_cheapest_way_to_a_word_is_kept() -> None:
    found: Found = {}
    offer(found, 2, "垃圾", 3.0, Kind.HOMO)
    offer(found, 2, "垃圾", 1.0, Kind.VSIM)
    offer(found, 2, "垃圾", 2.0, Kind.HOMO)
    offer(found, 3, "垃圾", 5.0, Kind.SPLIT)
    assert found == {(2, "垃圾"): (1.0, Kind.VSIM), (3, "垃圾"): (5.0, Kind.SPLIT)}


def test_where_the_next_disguise_may_be(shapes: ByShape) -> None:
    plain, pieces = Seen(1, "人", 0.0, None), Seen(2, "好", 0.5, Kind.SPLIT)
    far = 4 + LONGEST
    assert next_shown([[plain], [plain], [plain, pieces], [plain]]) == [2, 2, 2, far, far]
    assert next_shown([]) == [LONGEST]


@given(text=st.text(LETTERS, min_size=1, max_size=9), rare=st.booleans())
def test_what_is_passed_over_could_have_offered_nothing(
    shapes: ByShape, text: str, rare: bool
) -> None:
    sight = Sight(READER.units(text))
    seen = seen_in(shapes, sight, rare=rare)
    shown, everywhere = next_shown(seen), [0] * (len(sight.units) + 1)
    for at in range(len(sight.units)):
        wanted = offered(shapes, sight, seen, everywhere, at)
        assert offered(shapes, sight, seen, shown, at) == wanted


def test_the_last_character_of_the_longest_word_may_be_the_one_that_is_hidden(
    shapes: ByShape,
) -> None:
    sight = Sight(READER.units("乱七八米曹"))
    seen = seen_in(shapes, sight, rare=False)
    found = offered(shapes, sight, seen, next_shown(seen), 0)
    assert found[5, "乱七八糟"][1] is Kind.SPLIT


def test_what_stands_there_is_no_offer(shapes: ByShape) -> None:
    sight = Sight(READER.units("垃圾"))
    seen = seen_in(shapes, sight, rare=True)
    assert (2, "垃圾") not in offered(shapes, sight, seen, next_shown(seen), 0)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [("垃", {"la"}), ("la", {"la"}), ("8", {"ba", "bi"}), ("🐶", {"gou", "quan"}), ("，", set())],
)
def test_how_a_unit_is_spoken(sounds: BySound, text: str, spoken: set[str]) -> None:
    sight = Sight(READER.units(text))
    heard = sounds.heard(sight, 0, len(sight.units), WEIGHTS.homo)
    assert {each.syllable for each in heard} <= spoken
    assert bool(heard) is bool(spoken)


def test_a_character_that_is_kept_costs_nothing(sounds: BySound) -> None:
    sight = Sight(READER.units("垃及"))
    heard = [sounds.heard(sight, at, 2, WEIGHTS.homo) for at in range(2)]
    found: Found = {}
    sounds.add(heard, 0, 0, sight, found)
    cost, kind = found[2, "垃圾"]
    assert kind is Kind.HOMO
    assert cost == pytest.approx(WEIGHTS.homo + WEIGHTS.abuse)
