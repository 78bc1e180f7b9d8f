"""What is said in a crisis."""

import re
from itertools import product

import pytest

from kernel.errors import DataError
from kernel.events import Language, Notice
from kernel.state import Crisis
from kernel.verdicts import Risk
from safety.crisis.hotlines import Hotlines
from safety.crisis.protocol import Protocol

PROTOCOL = Protocol.load()
HOTLINES = Hotlines.load()
LABELS = [
    ("suicide",),
    ("self_harm",),
    ("harm_to_others",),
    ("suicide", "third_person"),
    ("suicide", "third_person", "bereaved"),
    ("threatened",),
]
METHODS = re.compile(r"pill|rope|knife|blade|jump|hang|gun|药|绳|刀|跳|上吊|枪|割", re.IGNORECASE)


@pytest.mark.parametrize(
    ("risk", "labels", "language", "country"),
    [*product(Risk, LABELS, Language, ("CN", "US", "GB", ""))],
)
def test_every_crisis_has_words(
    risk: Risk, labels: tuple[str, ...], language: Language, country: str
) -> None:
    crisis = Crisis(risk, labels)
    words = PROTOCOL.words(Notice.CRISIS, crisis, language, country)
    assert "{" not in words
    assert HOTLINES.emergency(country) in words
    assert not METHODS.search(words)
    assert "!" not in words
    assert "！" not in words
    han = len(re.findall("[\u4e00-\u9fff]", words))
    assert (han > 40) is (language is Language.ZH)


@pytest.mark.parametrize("notice", [Notice.CRISIS_FOLLOW_UP, Notice.CRISIS_SAFE, Notice.PERSON])
@pytest.mark.parametrize("language", list(Language))
def test_the_other_notices_name_a_line(notice: Notice, language: Language) -> None:
    assert "988" in PROTOCOL.words(notice, None, language, "US")
    assert "12356" in PROTOCOL.words(notice, None, language, "CN")
    assert "findahelpline.com" in PROTOCOL.words(notice, None, language, "")


def test_the_words_differ_by_risk_and_by_whom() -> None:
    said = {
        PROTOCOL.words(Notice.CRISIS, Crisis(risk, labels), Language.EN, "US")
        for risk, labels in product(Risk, LABELS[1:])
    }
    assert len(said) == 13


@pytest.mark.parametrize(("risk", "labels"), [*product(Risk, LABELS)])
def test_there_is_little_to_read(risk: Risk, labels: tuple[str, ...]) -> None:
    """Somebody in danger takes in little: about two sentences of care beside the numbers."""
    crisis = Crisis(risk, labels)
    assert len(PROTOCOL.words(Notice.CRISIS, crisis, Language.EN, "US").split()) < 85
    zh = PROTOCOL.words(Notice.CRISIS, crisis, Language.ZH, "CN")
    assert len(re.findall("[\u4e00-\u9fff]", zh)) < 150


def test_one_who_is_threatened_is_not_spoken_to_as_a_danger() -> None:
    words = PROTOCOL.words(Notice.CRISIS, Crisis(Risk.MODERATE, ("threatened",)), Language.EN, "US")
    assert "not your fault" in words


def test_missing_words_are_noticed_at_the_start() -> None:
    with pytest.raises(DataError, match=r"protocol\.yaml"):
        Protocol.parse("person: {zh: x, en: y}", HOTLINES)
