"""Whose danger a crisis was about."""

import pytest

from policies.words.care import CareAfter

CARE = CareAfter(labels=("suicide", "self_harm"), elsewhere=("third_person", "bereaved"), turns=3)


@pytest.mark.parametrize(
    ("labels", "own"),
    [
        ({"suicide"}, True),
        ({"self_harm", "threatened"}, True),
        ({"suicide", "bereaved"}, False),
        ({"threatened"}, False),
        (set(), False),
    ],
)
def test_danger_is_the_persons_own_if_the_labels_say_so(labels: set[str], own: bool) -> None:
    assert CARE.is_own(labels) is own
