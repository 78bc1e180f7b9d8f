"""Made-up people: every kind is what its name says, in every module and language."""

from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from kernel.events import Language
from sim.interview.profile import Plan, Profile, load_plan, profiles
from sim.interview.respondent import Wording, load_phrases
from sim.interview.sheet import Sheet, load_sheets

PLAN = load_plan()
SHEETS = load_sheets(Path(str(files("bots"))) / "interview")
PEOPLE = profiles(PLAN, SHEETS, 480, seed=3, languages=tuple(Language))
SCREENED = ("depression_current", "generalised_anxiety", "social_anxiety")


def of(kind: str) -> list[Profile]:
    found = [person for person in PEOPLE if person.kind == kind]
    assert len(found) == 60
    return found


def positive(person: Profile) -> set[str]:
    return {name for name in (*SCREENED, "depression_past") if person.truth[name] == "yes"}


def named(person: Profile) -> set[str]:
    return {"depression_current" if name == "depression" else name for name in person.has}


@pytest.mark.parametrize("kind", ["present", "mixed"])
def test_who_has_something_is_to_be_found(kind: str) -> None:
    for person in of(kind):
        assert positive(person) == named(person)
        assert len(person.has) == (2 if kind == "mixed" else 1)


@pytest.mark.parametrize(
    "kind", ["subthreshold", "wrong_window", "no_impairment", "excluded", "none"]
)
def test_who_lacks_one_thing_is_not(kind: str) -> None:
    for person in of(kind):
        assert positive(person) == set(), person.answers


def test_what_is_over_is_found_as_past() -> None:
    for person in of("past_only"):
        assert positive(person) == {"depression_past"}


def test_somebody_below_the_threshold_lacks_exactly_one_symptom() -> None:
    for person in of("subthreshold"):
        (name,) = person.has
        module = PLAN.modules[name]
        there = [
            node
            for node in (*module.core, *module.symptoms)
            if person.answers[f"{name}.{node}"] == "yes"
        ]
        assert len(there) == module.needed - 1


def test_levels_of_suicidality() -> None:
    levels = [person.truth["suicidality"] for person in PEOPLE]
    assert set(levels) == {"none", "low", "moderate", "high"}
    assert 0.1 < sum(level != "none" for level in levels) / len(levels) < 0.3


def test_styles_kinds_and_languages_are_not_bound_to_each_other() -> None:
    met = {(person.style, person.kind, person.language) for person in PEOPLE}
    assert len(met) == len(PLAN.styles) * len(PLAN.kinds) * len(Language)


def test_the_same_seed_draws_the_same_people() -> None:
    def drawn(seed: int) -> tuple[Profile, ...]:
        return profiles(PLAN, SHEETS, 20, seed=seed, languages=tuple(Language))

    assert drawn(5) == drawn(5) != drawn(6)


@pytest.mark.parametrize("wording", get_args(Wording))
@pytest.mark.parametrize("language", Language)
def test_every_question_has_words(language: Language, wording: Wording) -> None:
    phrases = load_phrases(language, wording)
    for sheet in SHEETS:
        topics = PLAN.modules[sheet.id].topics
        assert set(topics) == {node.id for node in sheet.questions}
        assert set(topics.values()) <= set(phrases.topics)
    assert used(PLAN, SHEETS) == set(phrases.topics), "nothing is written that nobody says"


def used(plan: Plan, sheets: tuple[Sheet, ...]) -> set[str]:
    return {topic for sheet in sheets for topic in plan.modules[sheet.id].topics.values()}
