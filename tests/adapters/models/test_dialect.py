"""Refusals as servers really word them, and what is learned from each."""

from typing import Any

import httpx2
import pytest
from openai import APIStatusError

from adapters.models.dialect import FORMS, Dialect, too_long

REQUEST = httpx2.Request("POST", "http://localhost/v1/chat/completions")
OPTIONS: dict[str, Any] = {"max_tokens": 9, "temperature": 0.7, "seed": 1, "stream_options": {}}


def refusal(message: str, status: int = 400, **body: str) -> APIStatusError:
    response = httpx2.Response(status, request=REQUEST)
    return APIStatusError(message, response=response, body=body)


def test_a_fresh_one_changes_nothing() -> None:
    assert Dialect().spoken(OPTIONS) == OPTIONS
    assert Dialect().forms() == FORMS


def test_another_name_for_the_limit_is_remembered() -> None:
    dialect = Dialect()
    error = refusal("Unsupported parameter", param="max_tokens 'max_completion_tokens'")
    assert dialect.learn(error, OPTIONS)
    spoken = dialect.spoken(OPTIONS)
    assert spoken["max_completion_tokens"] == 9
    assert "max_tokens" not in spoken
    assert not dialect.learn(error, spoken), "the second time it is another fault: no endless loop"


@pytest.mark.parametrize("option", ["stream_options", "seed", "temperature"])
def test_what_a_server_does_not_take_is_left_out(option: str) -> None:
    dialect = Dialect()
    error = refusal(f"Extra inputs are not permitted: {option}", status=422)
    assert dialect.learn(error, OPTIONS)
    assert set(OPTIONS) - set(dialect.spoken(OPTIONS)) == {option}
    assert not dialect.learn(error, dialect.spoken(OPTIONS))


@pytest.mark.parametrize(
    "error",
    [
        refusal("seed", status=500),
        refusal("seedless grapes"),
        refusal("seed", code="context_length_exceeded"),
    ],
)
def test_other_refusals_teach_nothing(error: APIStatusError) -> None:
    dialect = Dialect()
    assert not dialect.learn(error, OPTIONS)
    assert dialect.spoken(OPTIONS) == OPTIONS


def test_a_form_that_the_server_does_not_know_is_not_tried_again() -> None:
    dialect = Dialect()
    assert dialect.refused_form(refusal("unknown", param="response_format"), "json_schema")
    assert dialect.forms() == ("json_object", "none")
    assert dialect.refused_form(refusal("'json_object' is unknown"), "json_object")
    assert dialect.forms() == ("none",)
    assert not dialect.refused_form(refusal("no"), "none")


def test_a_schema_that_it_cannot_do_costs_only_this_ask() -> None:
    dialect = Dialect()
    assert dialect.refused_form(refusal("failed to parse grammar"), "json_schema")
    assert dialect.forms() == FORMS
    assert not dialect.refused_form(refusal("overloaded", status=503), "json_schema")


def test_too_long_a_prompt_is_known_by_its_code() -> None:
    assert too_long(refusal("the request exceeds", type="exceed_context_size_error"))
    assert not too_long(refusal("words"))
