"""Every ask is counted once, however it ends."""

from types import SimpleNamespace

import pytest

from adapters.models.usage import Tally, Usage
from kernel.errors import ModelTimeout


def test_counts_are_added_up() -> None:
    told: list[Usage] = []
    with Tally("m", told.append) as tally:
        for _ in range(2):
            tally.requests += 1
            tally.count(SimpleNamespace(prompt_tokens=5, completion_tokens=None))
        tally.count(None)
    [usage] = told
    assert (usage.model, usage.requests, usage.error) == ("m", 2, "")
    assert (usage.prompt_tokens, usage.completion_tokens) == (10, 0)
    assert usage.seconds >= 0


@pytest.mark.parametrize(
    ("raised", "named"),
    [(ModelTimeout("late"), ("ModelTimeout", "late")), (GeneratorExit(), ("", ""))],
)
def test_an_ask_that_breaks_is_counted_too(raised: BaseException, named: tuple[str, str]) -> None:
    told: list[Usage] = []
    with pytest.raises(type(raised)), Tally("m", told.append):
        raise raised
    assert [(usage.error, usage.reason) for usage in told] == [named]


def test_nobody_needs_to_listen() -> None:
    with Tally("m", None) as tally:
        tally.count(SimpleNamespace(prompt_tokens=1, completion_tokens=1))
