"""How many windows one person may have open."""

from channels.web.acts import Admission
from kernel.ids import SubjectId

ADA, BOB = SubjectId("ada"), SubjectId("bob")


def test_places_are_counted_and_given_back() -> None:
    admission = Admission(per_subject=2)
    assert [admission.enter(ADA) for _ in range(3)] == [True, True, False]
    assert admission.enter(BOB)
    admission.leave(ADA)
    assert admission.enter(ADA)


def test_nought_means_no_limit() -> None:
    admission = Admission(per_subject=0)
    assert all(admission.enter(ADA) for _ in range(100))
