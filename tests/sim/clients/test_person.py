"""People and their hearing: they load, in both languages, and know the bot's questions."""

import pytest

from kernel.events import Language
from sim.clients.person import hearing, people
from sim.clients.scripted import IDLE, SUMMARY, ScriptedClient
from tests.policies.restructuring.talking import BOOK

CHECK = BOOK.continuation
ASKED = [
    *(
        (target.id, line)
        for step in BOOK.steps
        for target in step.targets
        for line in (*target.questions, *(target.again.questions if target.again else ()))
    ),
    *(("next", line) for line in CHECK.next_questions),
    *(("another", line) for line in CHECK.another_questions),
    *((SUMMARY, line) for line in (*BOOK.closing.openings, BOOK.closing.nothing)),
]


def client(language: Language, name: str = "exam", seed: int = 1, **more: float) -> ScriptedClient:
    return ScriptedClient(people(language)[name], hearing(language), seed=seed, **more)


@pytest.mark.parametrize("language", list(Language))
def test_everybody_loads_and_has_a_twin(language: Language) -> None:
    names = {lang: sorted(people(lang)) for lang in Language}
    assert names[Language.ZH] == names[Language.EN] and len(names[language]) >= 6
    for person in people(language).values():
        assert set(person.answers) <= set(hearing(language).questions)


@pytest.mark.parametrize("language", list(Language))
def test_every_question_of_the_book_is_heard_as_what_it_is(language: Language) -> None:
    listener = client(language)
    for question, line in ASKED:
        said = line.in_(language).replace("$thought", "it is over")
        assert listener.asked(f"{said}") == question, said


@pytest.mark.parametrize("language", list(Language))
def test_the_same_seed_says_the_same(language: Language) -> None:
    said = [line.in_(language) for _, line in ASKED]

    def told(seed: int) -> list[str]:
        person = client(language, seed=seed, aside=0.3)
        return [person.answer(words) for words in said]

    assert told(4) == told(4)
    assert told(4) != told(5)


def test_answers_come_in_turn_and_then_nothing_new() -> None:
    person = client(Language.EN, aside=0.0)
    question = BOOK.step("prosecution").targets[0].questions[0].en
    answers = [person.answer(question) for _ in range(5)]
    assert answers[0] == "Though I passed the four exams before this one."
    assert len(set(answers[:3])) == 3
    assert answers[3] in hearing(Language.EN).again


def test_a_number_is_within_what_the_person_believes() -> None:
    person = client(Language.ZH, aside=0.0)
    answer = person.answer(BOOK.step("defense").targets[0].questions[0].zh)
    low, high = people(Language.ZH)["exam"].beliefs[0].before
    assert low <= int("".join(filter(str.isdigit, answer))) <= high


def test_who_has_said_goodbye_says_nothing_more() -> None:
    person = client(Language.EN)
    assert person.answer("Let me draw this together. Is that right?")
    assert person.answer("Then let us leave it here.") == "Goodbye!"
    assert person.answer("Goodbye.") == ""


def test_where_nothing_is_asked_the_client_comes_back() -> None:
    person = client(Language.EN, aside=0.0)
    assert person.asked("Of course, have a rest.") == IDLE
    assert person.answer("Of course, have a rest.") in hearing(Language.EN).idle
    assert person.answer("What is your name?") == hearing(Language.EN).otherwise
