"""A JSON value is read out of whatever a model wrapped it in, and what is wrong is named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from adapters.models.answers import Words, language_of, read, repairing, told_the_schema
from kernel.ports import Ask
from kernel.records import ChatMessage

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"mood": {"enum": ["low", "high"]}, "quote": {"type": "string"}},
    "required": ["mood"],
    "additionalProperties": False,
}
VALIDATOR = Draft202012Validator(SCHEMA)
WORDS = Words.load()


@pytest.mark.parametrize(
    "answer",
    [
        '{"mood": "low"}',
        'Sure! Here it is:\n```json\n{"mood": "low"}\n```\nAnything else?',
        '好的：{"mood": "low"}。',
        ' \n{"mood":\n"low"}\n',
    ],
)
def test_what_stands_around_a_value_is_passed_over(answer: str) -> None:
    reading = read(answer, False, VALIDATOR, WORDS["en"])
    assert reading.value == {"mood": "low"}
    assert not reading.fault


def test_a_list_is_a_value_too() -> None:
    validator = Draft202012Validator({"type": "array", "items": {"type": "object"}})
    assert read('It is [{"a": 1}, {}].', False, validator, WORDS["en"]).value == [{"a": 1}, {}]


@pytest.mark.parametrize(
    ("answer", "cut_off", "said", "fault"),
    [
        (" \n", False, "empty", "an empty answer"),
        ("I would rather not.", False, "not JSON", "no JSON"),
        ('{"mood": "lo', True, "cut off", "cut off"),
        ('{"mood": NaN}', False, "not JSON", "no JSON"),
        ('{"quote": "\\ud800"}', False, "not JSON", "no JSON"),
        ("[" * 100_000 + "]" * 100_000, False, "not JSON", "no JSON"),
        ('{"mood": "I want to die"}', False, "I want to die", "$.mood enum"),
        ('"low"', False, "'low' is not of type 'object'", "$ type"),
    ],
    ids=["empty", "prose", "cut", "nan", "half_surrogate", "deep", "enum", "other_type"],
)
def test_a_fault_is_named_to_the_model_but_a_log_gets_no_words(
    answer: str, cut_off: bool, said: str, fault: str
) -> None:
    reading = read(answer, cut_off, VALIDATOR, WORDS["en"])
    assert reading.value is None
    assert said in reading.said
    assert reading.fault == fault


@given(st.text())
def test_nothing_that_a_model_writes_breaks_the_reading(answer: str) -> None:
    reading = read(answer, False, VALIDATOR, WORDS["zh"])
    assert (reading.value is None) == bool(reading.fault)


def test_the_repair_asks_in_the_language_of_the_prompt() -> None:
    for text, language, word in [("How are you?", "en", "again"), ("你好", "zh", "重新")]:
        ask = Ask(messages=(ChatMessage(role="user", text=text),))
        assert language_of(ask) == language
        words = WORDS[language_of(ask)]
        wrong, again = repairing("x" * 9000, read("x", False, VALIDATOR, words), words)
        assert (wrong.role, again.role) == ("assistant", "user")
        assert len(wrong.text) == 2000
        assert word in again.text
        assert words.problems["no_json"] in again.text
    assert language_of(Ask(messages=())) == "en"


def test_the_schema_is_told_without_breaking_the_turns() -> None:
    told = told_the_schema([ChatMessage(role="user", text="Hi")], SCHEMA, WORDS["en"])
    assert [message.role for message in told] == ["user"]
    assert told[0].text.startswith("Hi\n\n")
    assert json.dumps(SCHEMA) in told[0].text
    system = [ChatMessage(role="system", text="Be brief.")]
    assert [m.role for m in told_the_schema(system, SCHEMA, WORDS["zh"])] == ["system", "user"]
    assert len(told_the_schema([], SCHEMA, WORDS["zh"])) == 1


def test_every_language_has_the_same_words() -> None:
    assert set(WORDS) == {"zh", "en"}
    for words in WORDS.values():
        assert set(words.problems) == {"empty", "no_json", "cut_off"}
        assert "{schema}" in words.told
        assert "{problem}" in words.repair
