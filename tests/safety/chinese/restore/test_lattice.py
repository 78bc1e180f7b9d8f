"""The cheapest way: against trying every way."""

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from safety.chinese.restore.language import START, STOP, Language
from safety.chinese.restore.lattice import Arc, cheapest

WORDS = ["甲", "乙", "丙"]
LANGUAGE = Language(
    dict.fromkeys(WORDS, 10),
    {"甲": 9, "乙": 4, "丙": 2, START: 3, STOP: 3},
    {"甲": {"乙": 4}, START: {"丙": 2}, "乙": {STOP: 2}},
)


@given(
    st.lists(st.lists(st.tuples(st.sampled_from(WORDS), st.floats(0, 9)), min_size=1), max_size=4)
)
def test_no_way_is_cheaper(columns: list[list[tuple[str, float]]]) -> None:
    arcs = [
        [Arc(5 + at + 1, word, cost, None) for word, cost in column]
        for at, column in enumerate(columns)
    ]

    def cost(way: tuple[Arc, ...]) -> float:
        words = [START, *(arc.word for arc in way), STOP]
        steps = sum(LANGUAGE.cost(a, b) for a, b in pairwise(words))
        return steps + sum(arc.cost for arc in way)

    found = cheapest(LANGUAGE, arcs, before=START, beam=9, first=5)
    assert abs(found.cost - min(map(cost, product(*arcs)))) < 1e-9
    assert [start for start, _ in found.steps] == [5 + at for at in range(len(columns))]


def test_what_the_model_does_not_see_keeps_the_context() -> None:
    arcs = [[Arc(1, "甲", 0.0, None)], [Arc(2, "", 0.0, None)], [Arc(3, "乙", 0.0, None)]]
    apart = cheapest(LANGUAGE, arcs, before=START, beam=2).cost
    together = cheapest(LANGUAGE, [arcs[0], [Arc(2, "乙", 0.0, None)]], before=START, beam=2).cost
    assert apart == together
