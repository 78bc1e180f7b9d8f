"""Undoing disguises, and what stays as it is."""

import pytest

from safety.crisis.normal import normal, tight


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("K I L L myself", "kill myself"),
        ("su1c1de", "suicide"),
        ("k*ll myself", "kill myself"),
        ("i wanna d1e", "i want to die"),
        ("ＳＵＩＣＩＤＥ", "suicide"),
        ("自\u200b杀", "自杀"),
        ("我想輕生", "我想轻生"),
        ("dont", "don't"),
        ("I have 3 cats and 10 dogs", "i have 3 cats and 10 dogs"),
        ("room B2, v1.5", "room b2, v1.5"),
    ],
)
def test_the_normal_form(text: str, plain: str) -> None:
    assert normal(text) == plain


def test_what_stands_between_characters_goes() -> None:
    assert tight("我 想.死") == "我想死"
    assert tight("a . b") == "a . b"
