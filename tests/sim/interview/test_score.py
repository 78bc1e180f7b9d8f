"""Figures that can be worked out by hand."""

import pytest

from sim.interview.score import ModuleScore, Share, kappa, kappa_interval


def test_a_share_and_its_interval() -> None:
    """Wilson's interval for 8 of 10 as in Agresti and Coull 1998, table 1 (0.49, 0.94)."""
    low, high = Share(8, 10).interval or (0, 0)
    assert (round(low, 2), round(high, 2)) == (0.49, 0.94)
    assert Share(0, 0).value is None and Share(0, 0).interval is None
    assert Share(10, 10).interval == pytest.approx((0.722, 1.0), abs=1e-3)


def test_kappa() -> None:
    """20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: (0.7 - 0.5) / (1 - 0.5)."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    low, high = kappa_interval(pairs) or (1, 0)
    assert low < 0.4 < high
    assert kappa([("no", "no")] * 3) is None, "everybody is alike"
    assert kappa([]) is None and kappa_interval([]) is None


def test_a_module() -> None:
    pairs = (("yes", "yes"), ("yes", "undetermined"), ("no", "no"), ("no", "yes"))
    scored = ModuleScore(pairs=pairs, not_reached=2)
    assert (scored.accuracy.k, scored.accuracy.n) == (2, 4), "undetermined is wrong"
    assert (scored.sensitivity.k, scored.sensitivity.n) == (1, 2)
    assert (scored.specificity.k, scored.specificity.n) == (1, 2)
    assert scored.confusion == {"no_no": 1, "no_yes": 1, "yes_undetermined": 1, "yes_yes": 1}
