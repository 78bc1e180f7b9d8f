"""Features: hashing, views, and that nothing about a text can break them."""

from collections.abc import Sequence
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from safety.chinese.toxicity.features import SIZE, VIEWS, Extractor, normal
from safety.chinese.toxicity.lexicon import Lexicon
from safety.chinese.toxicity.sounds import usual_readings

SOUNDS = usual_readings()
EXTRACTOR = Extractor(Lexicon.load(), SOUNDS)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)  # surrogates included


@given(ANY_TEXT)
def test_normal_form_keeps_offsets(text: str) -> None:
    assert len(normal(text)) == len(text)
    assert normal(normal(text)) == normal(text)


def test_normal_form() -> None:
    assert normal("ＡＢ１，傻Ｂ") == "ab1,傻b"


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_has_features_of_length_one(written: str, meant: str) -> None:
    views = EXTRACTOR.features(normal(written), normal(meant))
    assert len(views) == len(VIEWS)
    for numbers, value in views:
        assert all(0 <= number < SIZE for number in numbers)
        assert len(set(numbers)) == len(numbers)
        assert not numbers or abs(len(numbers) * value**2 - 1) < 1e-9


def test_homophones_sound_alike_and_look_different() -> None:
    one = EXTRACTOR.features("废物", "废物")
    other = EXTRACTOR.features("肺雾", "肺雾")
    assert set(one[2][0]) == set(other[2][0])
    assert set(one[0][0]) != set(other[0][0])


def test_pinyin_is_read_as_its_syllable() -> None:
    spoken = set(EXTRACTOR.features("废物", "废物")[2][0])
    assert usual_readings()["废"] == "fei"
    assert spoken == set(EXTRACTOR.features("肺物", "肺物")[2][0])


def test_the_lexicon_leaves_marks() -> None:
    with_word, without = EXTRACTOR.features("x", "你这贱人"), EXTRACTOR.features("x", "你这好人")
    assert with_word[3][0]
    assert not without[3][0]


@given(written=st.text("你好吗ab 😀\ud83d", max_size=8), meant=st.text("你好吗ab 😀", max_size=8))
def test_a_feature_is_the_checksum_of_its_n_gram(written: str, meant: str) -> None:
    """A model is a table of such numbers, so they may never change."""
    heard = [SOUNDS.get(char, char) for char in meant if char != " "]

    def numbers(prefix: str, tokens: Sequence[str], longest: int, between: str = "") -> set[int]:
        grams = (
            prefix + between.join(tokens[at : at + size])
            for size in range(1, longest + 1)
            for at in range(len(tokens) - size + 1)
        )
        return {crc32(gram.encode("utf-8", "surrogatepass")) & (SIZE - 1) for gram in grams}

    found = EXTRACTOR.features(written, meant)
    assert set(found[0][0]) == numbers("w", f"^{written}$", 3)
    assert set(found[1][0]) == numbers("m", f"^{meant}$", 4)
    assert set(found[2][0]) == numbers("s", heard, 3, between=" ")
