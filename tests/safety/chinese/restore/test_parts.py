"""Standing, proposals, reorder, edits: the steps of a reading, one by one."""

import pytest

from safety.chinese.perturb import Kind
from safety.chinese.restore import Restorer
from safety.chinese.restore.edits import Edit, edits, undone
from safety.chinese.restore.language import START, Language
from safety.chinese.restore.lattice import Arc, Way
from safety.chinese.restore.proposals import Proposer
from safety.chinese.restore.records import Undone
from safety.chinese.restore.reorder import reorder
from safety.chinese.restore.standing import Sight, arcs_at, odd, standing
from safety.chinese.restore.units import Reader
from safety.chinese.restore.weights import WEIGHTS

READER = Reader({"個": "个"}, ["🐶"])


@pytest.fixture
def language(restorer: Restorer) -> Language:
    return restorer._language


@pytest.fixture
def proposer(restorer: Restorer) -> Proposer:
    return restorer._proposer


def sight(text: str) -> Sight:
    return Sight(READER.units(text))


def test_ordinary_words_are_not_odd(language: Language) -> None:
    seen = sight("我今天不知道该怎么办。")
    way = standing(seen, language, WEIGHTS)
    assert [arc.word for _, arc in way.steps][:3] == ["我", "今天", "不"]
    assert not any(odd(seen, way, language, WEIGHTS))


@pytest.mark.parametrize(
    ("text", "flagged"), [("这汝人", "汝"), ("真讠寸厌", "讠"), ("好🐶啊", "🐶")]
)
def test_disguises_are_odd(language: Language, text: str, flagged: str) -> None:
    seen = sight(text)
    assert odd(seen, standing(seen, language, WEIGHTS), language, WEIGHTS)[text.index(flagged)]


def test_the_text_can_always_stay(language: Language) -> None:
    seen = sight("我龘a1 🐶。")
    for at in range(len(seen.units)):
        assert arcs_at(seen, at, language, WEIGHTS)[-1].end > at


def test_an_emoji_at_the_edge_costs_little(language: Language) -> None:
    inside, edge = sight("黑🐶们"), sight("真好🐶。")
    assert arcs_at(inside, 1, language, WEIGHTS)[0].cost == WEIGHTS.emoji
    assert arcs_at(edge, 2, language, WEIGHTS)[0].cost == WEIGHTS.emoji_at_edge


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("拉及", "垃圾", Kind.HOMO),
        ("laji", "垃圾", Kind.PY_FULL),
        ("la ji", "垃圾", Kind.PY_FULL),
        ("lj", "垃圾", Kind.PY_INIT),
        ("立土土及", "垃圾", None),
        ("土立土及", "垃圾", Kind.SPLIT),
        ("圾垃", "垃圾", Kind.SHUFFLE),
        ("舔🐶", "舔狗", Kind.EMOJI),
        ("傻8", "傻逼", "leet"),
        ("傻*逼", "傻逼", "separator"),
        ("汝旳", "女的", Kind.VSIM),
    ],
)
def test_proposals(proposer: Proposer, text: str, word: str, kind: str | None) -> None:
    seen = sight(text)
    size = len(seen.units)
    found = proposer.arcs(seen, 0, size, [True] * size)[0]
    kinds = {arc.kind for arc in found if arc.word == word and arc.end == size}
    assert kinds == ({kind} if kind else set())


def test_nothing_is_proposed_in_another_language(proposer: Proposer) -> None:
    seen = sight("he can go to the fan")
    size = len(seen.units)
    assert not any(proposer.arcs(seen, 0, size, [True] * size))


def test_neighbours_change_places(language: Language) -> None:
    units = READER.units("他就是个圾垃东西")
    order = reorder(units, 0, len(units), language, WEIGHTS)
    assert order.chars == {4: "垃", 5: "圾"} and order.swaps == 1 and order.gain > 5
    assert reorder(READER.units("他就是个垃圾"), 0, 6, language, WEIGHTS).chars == {}


def test_an_edit_leaves_out_what_stands_already() -> None:
    units = READER.units("种族其是")
    way = Way(0.0, [(0, Arc(4, "种族歧视", 5.0, Kind.HOMO))])
    assert edits(units, way) == [Edit(2, 4, "歧视", Kind.HOMO, 5.0)]


def test_undone_has_offsets_in_the_original() -> None:
    text = "個\u200b其\u200b是\u200b"
    found = list(undone(text, READER.units(text), [Edit(1, 3, "歧视", Kind.HOMO, 5.0)]))
    assert [(one.start, one.end, one.after, one.kind) for one in found] == [
        (0, 1, "个", Kind.TRAD),
        (1, 2, "", "invisible"),
        (2, 5, "歧视", Kind.HOMO),
        (5, 6, "", "invisible"),
    ]
    assert found[2] == Undone(
        start=2, end=5, before="其\u200b是", after="歧视", kind=Kind.HOMO, cost=5.0
    )


def test_the_start_is_a_context(language: Language) -> None:
    assert language.cost(START, "我") < language.unigram["我"]
