"""Names are words where a file says so, and themselves where none does."""

import pytest

from channels.transcript.labels import Kind, Labels
from channels.transcript.model import Source
from channels.transcript.words import load_words
from kernel.errors import DataError
from kernel.events import Language, Notice, Outcome, SignalKind
from kernel.state import Phase
from kernel.verdicts import Risk
from tests.channels.transcript.reading import LABELS
from tests.policies.interview.talking import BOOK

TOPIC = "{kind: finding, title: {zh: 甲, en: a}}"


def test_every_name_of_the_platform_has_words() -> None:
    for language, words in load_words().items():
        for name in (*Kind, *Outcome, *Phase, *Language):
            if name is not Outcome.ANSWERED:
                assert words[name], (language, name)
        assert all(words[f"notice_{notice}"] for notice in Notice)
        assert all(words[f"pressed_{signal}"] for signal in SignalKind)
        for risk in Risk:
            assert LABELS.value("risk", risk, language) != risk or language is Language.EN


@pytest.mark.parametrize(
    "topic",
    ["guard", "passed", "node", "slot", "crisis", "eased", "handed_off", "failed", "unknown"],
)
def test_what_the_platform_tells_has_a_title(topic: str) -> None:
    assert LABELS.topic(Source.PLATFORM, topic) is not None
    assert LABELS.topic(Source.POLICY, topic) is None


def test_questions_of_the_interview_are_called_as_their_trees_call_them() -> None:
    for tree in BOOK.trees:
        for question in tree.questions():
            for language in Language:
                shown = LABELS.value("node", f"{tree.id}.{question.id}", language)
                assert shown == question.topic.in_(language), question.id


def test_an_unknown_name_stands_for_itself() -> None:
    assert LABELS.value("mark", "hum", Language.ZH) == "hum"
    assert LABELS.name("tide", Language.ZH) == "tide"
    assert LABELS.value("anything", "true", Language.ZH) == "是"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([("a.yaml", "topics: [")], "a.yaml"),
        ([("a.yaml", "topics: {x: {kind: nope, title: {zh: 甲, en: a}}}")], "kind"),
        ([("a.yaml", "topics: {x: {kind: finding, title: {en: a}}}")], "zh"),
        ([("a.yaml", f"topics: {{x: {TOPIC}}}"), ("b.yaml", f"topics: {{x: {TOPIC}}}")], "b.yaml"),
    ],
)
def test_a_wrong_file_is_named(texts: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(DataError, match=said):
        Labels.parse(texts)
