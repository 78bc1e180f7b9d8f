"""How many windows one person may have open."""

from channels.web.admission import Admission


def test_places_are_counted_and_given_back() -> None:
    admission = Admission(2)
    assert [admission.enter("ada") for _ in range(3)] == [True, True, False]
    assert admission.enter("bob")
    admission.leave("ada")
    assert admission.enter("ada")


def test_nought_means_no_limit() -> None:
    admission = Admission(0)
    assert all(admission.enter("ada") for _ in range(100))
