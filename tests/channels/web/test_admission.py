"""How many windows one person may have open, and how fast an address may ask for sessions."""

import pytest

from channels.web import admission as admissions
from channels.web.admission import Admission, Pace, neighbourhood


def test_places_are_counted_and_given_back() -> None:
    admission = Admission(2)
    assert [admission.enter("ada") for _ in range(3)] == [True, True, False]
    assert admission.enter("bob")
    admission.leave("ada")
    assert admission.enter("ada")


def test_nought_means_no_limit() -> None:
    admission = Admission(0)
    assert all(admission.enter("ada") for _ in range(100))


def test_many_at_once_and_then_evenly() -> None:
    pace = Pace(6)
    assert [pace.wait_ms("here", 0.0) for _ in range(6)] == [0] * 6
    assert pace.wait_ms("here", 0.0) == 10_000
    assert pace.wait_ms("elsewhere", 0.0) == 0
    assert pace.wait_ms("here", 9.0) == 1000
    assert pace.wait_ms("here", 10.0) == 0
    assert pace.wait_ms("here", 10.0) == 10_000
    assert [pace.wait_ms("here", 1000.0) for _ in range(6)] == [0] * 6
    assert all(Pace(0).wait_ms("here", 0.0) == 0 for _ in range(100))


def test_addresses_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admissions, "REMEMBERED", 2)
    pace = Pace(1)
    assert [pace.wait_ms(name, 0.0) for name in "aba"] == [0, 0, 60_000]
    assert [pace.wait_ms(name, 0.0) for name in "ca"] == [0, 0], "a was silent longest"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_neighbours_share_a_limit(address: str, name: str) -> None:
    assert neighbourhood(address) == name
