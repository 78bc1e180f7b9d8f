"""The stances as data: each entry's own examples, and attacks that pretend."""

import pytest

from safety.chinese.guarding.stance import Stance, Stances
from safety.chinese.toxicity.features import normal
from safety.chinese.toxicity.lexicon import Lexicon

STANCES = Stances.load(Lexicon.load())
MATCHES = [(stance, text) for stance in STANCES.stances for text in stance.matches]
SPARES = [(stance, text) for stance in STANCES.stances for text in stance.spares]


@pytest.mark.parametrize(("stance", "text"), MATCHES, ids=lambda v: getattr(v, "id", v))
def test_it_excuses_its_examples(stance: Stance, text: str) -> None:
    assert stance.id in STANCES.excuse(normal(text))


@pytest.mark.parametrize(("stance", "text"), SPARES, ids=lambda v: getattr(v, "id", v))
def test_it_does_not_excuse_attacks(stance: Stance, text: str) -> None:
    assert STANCES.excuse(normal(text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "他骂我是废物，你也就是个傻逼",
        "他骂我是废物。你这个贱人。",
        "你就是个傻逼，他骂我是废物",
        "别人说得对，你全家都是畜生",
    ],
)
def test_a_quotation_does_not_carry_an_attack(text: str) -> None:
    assert STANCES.excuse(text) == ()


@pytest.mark.parametrize("unit", ["他骂我", "我被骂，", "“", "废物，", "我", "。"])
def test_long_text_is_read_in_bounded_time(unit: str) -> None:
    assert STANCES.excuse(unit * (30_000 // len(unit))) is not None
