"""The cards that ship: all load, and they are even over languages, themes and styles."""

from collections import Counter
from pathlib import Path

import pytest

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Style
from sim.cards.checks import faults, imbalance
from sim.cards.shelf import Wanted, chosen, drawn, of_path, read, shipped
from sim.match import Theme

CARDS = shipped()
MINIMAL = """
theme: family
cards:
- slug: one
  name: A
  demographics: {age: 30, gender: female, partner: none, children: 0, work: w, lives: l}
  culture: c
  personality: p
  feeling: {words: [sad], strain: 0.5}
  distress: d
  detail: d
  core_theme: t
  goals: [g]
  opening: Hello there.
  facts:
  - {id: a, about: [event], say: It happened at home.}
"""


def test_sixty_and_more_in_each_language_even_over_themes_and_styles() -> None:
    assert Counter(card.language for card in CARDS) == {Language.ZH: 63, Language.EN: 63}
    assert imbalance(CARDS) == ()
    for language in Language:
        for theme in Theme:
            styles = {
                card.style for card in CARDS if (card.language, card.theme) == (language, theme)
            }
            assert styles == set(Style), f"{language} {theme}"


def test_every_card_that_ships_is_sound() -> None:
    assert faults(CARDS) == ()
    assert all(card.mind is not None and card.step and len(card.hidden) >= 2 for card in CARDS)


@pytest.mark.parametrize("language", list(Language))
def test_a_draw_is_even_and_repeatable(language: Language) -> None:
    cards = chosen(CARDS, Wanted(languages=(language,)))
    first = drawn(cards, 18, seed=4)
    assert first == drawn(cards, 18, seed=4) != drawn(cards, 18, seed=5)
    assert set(Counter(card.theme for card in first).values()) == {2}
    assert len({card.id for card in drawn(cards, 63, seed=1)}) == 63
    assert len(drawn(cards, 100, seed=1)) == 100


def test_nothing_to_draw_from_says_where_to_look() -> None:
    with pytest.raises(DataError, match="sim cards list"):
        drawn((), 3, seed=1)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "family.yaml").write_text(MINIMAL, encoding="utf-8")
    assert [card.id for card in of_path(tmp_path)] == ["en-family-one"]
    assert of_path(folder) == of_path(folder / "family.yaml") == of_path(tmp_path)
    (tmp_path / "elsewhere.yaml").write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(DataError, match="zh or en"):
        of_path(tmp_path / "elsewhere.yaml")


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("age: 30", "age: 3", "age"),
        ("goals: [g]", "", "goals"),
        ("say: It", "trust: 0.5, say: It", "marks"),
        ("say: It", "marks: [never said], say: It", "not in what it says"),
        ("say: It", "marks: [home], after: b, say: It", "no other fact"),
        ("about: [event]", "about: [weather]", "about"),
    ],
)
def test_a_wrong_card_is_refused_by_its_name(was: str, becomes: str, why: str) -> None:
    with pytest.raises(DataError, match=rf"(?s)a.yaml: one: .*{why}"):
        read(MINIMAL.replace(was, becomes), Language.EN, "a.yaml")


def test_facts_that_wait_for_each_other_are_refused() -> None:
    circle = MINIMAL.rstrip().replace("{id: a, ", "{id: a, after: b, marks: [home], ")
    circle += "\n  - {id: b, about: [event], after: a, marks: [work], say: And at work.}\n"
    with pytest.raises(DataError, match="circle"):
        read(circle, Language.EN, "a.yaml")
