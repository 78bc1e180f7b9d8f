"""The eight disguises: what each may and may not do to a text."""

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safety.chinese.perturb import Kind, Perturbed, Perturber
from safety.chinese.perturb.glyphs import common, load_glyphs
from safety.chinese.perturb.perturber import han
from safety.chinese.perturb.sounds import readings

PERTURBER = Perturber.load()
TEXT = "你这个大笨蛋真讨厌，滚回去吧！别让我再看见你的脸。"
SPANS = [(3, 6), (7, 9)]


def disguised(kind: Kind, text: str = TEXT, seed: int = 1) -> Perturbed:
    return PERTURBER.perturb(text, kind, seed=seed, spans=SPANS)


@pytest.mark.parametrize("kind", Kind)
def test_only_the_spans_change(kind: Kind) -> None:
    made = disguised(kind)
    assert made.edits
    reach = 2 if kind is Kind.SHUFFLE else 0
    for edit in made.edits:
        assert any(a - reach <= edit.start and edit.end <= b + reach for a, b in SPANS)
        assert TEXT[edit.start : edit.end] == edit.before != edit.after


@pytest.mark.parametrize("kind", Kind)
def test_the_edits_say_how_to_get_back(kind: Kind) -> None:
    made = disguised(kind)
    text, moved = made.text, 0
    for edit in made.edits:
        start = edit.start + moved
        assert text[start : start + len(edit.after)] == edit.after
        text = text[:start] + edit.before + text[start + len(edit.after) :]
    assert text == TEXT


@pytest.mark.parametrize("kind", Kind)
def test_the_seed_decides(kind: Kind) -> None:
    assert disguised(kind) == disguised(kind)
    drawn = {PERTURBER.perturb(TEXT, kind, seed=seed).text for seed in range(20)}
    assert len(drawn) > 3


def test_homophones_keep_the_sound_and_stay_common() -> None:
    for seed in range(20):
        made = disguised(Kind.HOMO, seed=seed)
        for edit in made.edits:
            assert readings(TEXT)[edit.start] in readings(edit.after)
            assert common(edit.after)


def test_full_pinyin_is_spaced_and_toneless() -> None:
    assert disguised(Kind.PY_FULL).text == TEXT.replace("大笨蛋", "da ben dan").replace(
        "讨厌", "tao yan"
    )


def test_initials_are_lower_case_and_joined() -> None:
    assert disguised(Kind.PY_INIT).text == TEXT.replace("大笨蛋", "dbd").replace("讨厌", "ty")


def test_traditional_is_one_for_one() -> None:
    made = disguised(Kind.TRAD)
    assert made.text == TEXT.replace("讨厌", "討厭")


def test_a_split_is_made_of_parts() -> None:
    assert "讠寸" in disguised(Kind.SPLIT).text


def test_a_shuffle_is_a_permutation() -> None:
    for seed in range(20):
        made = PERTURBER.perturb(TEXT, Kind.SHUFFLE, seed=seed)
        assert sorted(made.text) == sorted(TEXT)
        assert made.text != TEXT


def test_an_emoji_stands_for_sense_or_sound() -> None:
    text = "这条狗很丑"
    made = {PERTURBER.perturb(text, Kind.EMOJI, seed=s, spans=[(2, 3)]).text for s in range(20)}
    assert made <= {"这条🐶很丑", "这条🐕很丑"} and made
    by_sound = PERTURBER.perturb("正直", Kind.EMOJI, seed=1, spans=[(0, 1)]).text
    assert by_sound == "♨️直"


def test_look_alikes_share_a_part() -> None:
    alike = load_glyphs().alike
    assert "姓" in alike["性"]
    assert "奴" in alike["女"]
    assert "亻" not in {char for chars in alike.values() for char in chars}


def test_without_spans_about_the_ratio_is_disguised() -> None:
    text = TEXT * 10
    changed = sum(
        len(edit.before) for edit in PERTURBER.perturb(text, Kind.PY_INIT, seed=3, ratio=0.3).edits
    )
    assert 0.28 < changed / sum(map(han, text)) < 0.35
    assert PERTURBER.perturb(text, Kind.HOMO, seed=3, ratio=0).text == text


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["", " \n", "hello", "😀😀", "\ud800", "123，。", "a\u200b"])
def test_what_is_not_chinese_stays(kind: Kind, text: str) -> None:
    assert PERTURBER.perturb(text, kind, seed=1) == Perturbed(text=text, edits=())


@pytest.mark.parametrize("spans", [[(-1, 2)], [(2, 2)], [(0, 99)], [(3, 1)]])
def test_spans_out_of_range_are_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="span"):
        PERTURBER.perturb("你真讨厌", Kind.HOMO, seed=1, spans=spans)


def test_a_kind_may_be_named() -> None:
    named = PERTURBER.perturb(TEXT, "homo", seed=1)  # type: ignore[arg-type]
    assert named == PERTURBER.perturb(TEXT, Kind.HOMO, seed=1)


def test_a_ratio_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="ratio"):
        PERTURBER.perturb("你真讨厌", Kind.HOMO, seed=1, ratio=1.5)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.characters(), max_size=60), st.sampled_from(Kind), st.integers())
def test_any_text_can_be_tried(text: str, kind: Kind, seed: int) -> None:
    made = PERTURBER.perturb(text, kind, seed=seed, ratio=0.5)
    assert len(made.text) <= len(text) * 7
    assert PERTURBER.perturb(text, kind, seed=seed, ratio=0.5) == made


def test_no_emoji_is_listed_twice() -> None:
    lines = files("safety.chinese.perturb").joinpath("emoji.yaml").read_text("utf-8").splitlines()
    keys = [line.split(":")[0] for line in lines if not line.startswith("#")]
    assert len(keys) == len(set(keys))
