"""How made-up people talk."""

import pytest

from kernel.events import Language
from sim.interview.profile import Profile, load_plan
from sim.interview.respondent import Phrases, Respondent, load_phrases

PLAN = load_plan()
ANSWERS = {
    "depression.mood_now": "yes",
    "depression.sleep_now": "no",
    "depression.energy_now": "rare",
}
QUESTIONS = tuple(ANSWERS) * 40


def person(style: str, language: Language = Language.EN, seed: int = 0) -> Respondent:
    profile = Profile(
        number=1, language=language, kind="present", style=style, has=(), answers=ANSWERS, truth={}
    )
    return Respondent(profile, PLAN, load_phrases(language), seed=seed)


def says(phrases: Phrases, topic: str, answer: str, text: str) -> bool:
    return any(way in text for way in phrases.topics[topic].says(answer))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("style", ["plain", "verbose", "contradicting"])
def test_the_truth_is_in_every_answer(style: str, language: Language) -> None:
    phrases, one = load_phrases(language), person(style, language)
    for _ in range(60):
        assert says(phrases, "mood", "yes", one.answer("depression.mood_now"))
        assert says(phrases, "energy", "rare", one.answer("depression.energy_now"))


def test_a_reserved_person_says_one_word() -> None:
    phrases, one = load_phrases(Language.EN), person("reserved")
    assert one.answer("depression.mood_now") in phrases.yes
    assert one.answer("depression.sleep_now") in phrases.no
    assert says(phrases, "energy", "rare", one.answer("depression.energy_now")), "not a bare no"


def test_a_vague_person_is_clear_when_asked_again() -> None:
    phrases, one = load_phrases(Language.EN), person("vague")
    first = [(q, one.answer(q)) for q in QUESTIONS]
    assert 20 < sum(text in phrases.vague for _, text in first) < 70
    one = person("vague")
    while (text := one.answer("depression.mood_now")) not in phrases.vague:
        assert says(phrases, "mood", "yes", text)
    assert says(phrases, "mood", "yes", one.answer("depression.mood_now"))


def test_a_slip_is_taken_back_and_not_made_twice() -> None:
    phrases, one = load_phrases(Language.EN), person("self_correcting", seed=2)
    said = [(q, one.answer(q)) for q in QUESTIONS]
    slips = [n for n, (_, text) in enumerate(said) if text in phrases.slips]
    assert 1 <= len(slips) <= len(ANSWERS)
    for n in slips:
        question, text = said[n - 1]
        topic = PLAN.modules["depression"].topics[question.partition(".")[2]]
        assert says(phrases, topic, "no" if ANSWERS[question] == "yes" else "yes", text)


def test_the_last_slip_is_taken_back_at_the_end() -> None:
    phrases, one = load_phrases(Language.EN), person("self_correcting", seed=2)
    afterwards = [(one.answer(q), one.afterthought())[1] for q in QUESTIONS]
    assert set(filter(None, afterwards)) <= set(phrases.slips)
    assert 1 <= sum(map(bool, afterwards)) < len(QUESTIONS)
    assert one.afterthought() == "", "once is enough"
    assert person("plain").afterthought() == ""


def test_the_same_seed_says_the_same() -> None:
    def talk(seed: int) -> list[str]:
        one = person("verbose", seed=seed)
        return [one.answer(q) for q in QUESTIONS]

    assert talk(1) == talk(1) != talk(2)


def test_what_is_not_a_question_of_theirs() -> None:
    assert person("plain").answer("wrap") == load_phrases(Language.EN).lost
