"""The scripted model: for demonstrations, and to break on purpose."""

from pathlib import Path

import pytest

from adapters.models.scripted import Fault, ScriptedModel, smallest
from kernel.errors import DataError, ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.ports import Ask
from kernel.records import ChatMessage


def ask(text: str) -> Ask:
    return Ask(messages=(ChatMessage(role="user", text=text),), deadline=0.05)


@pytest.mark.parametrize("text", ["I cannot sleep", "我睡不着", "你好", "something else"])
async def test_it_answers_in_fragments_and_always_the_same(text: str) -> None:
    model = ScriptedModel.load()
    fragments = [part async for part in model.stream(ask(text))]
    assert len(fragments) > 3
    assert fragments == [part async for part in model.stream(ask(text))]
    is_chinese = any("\u4e00" <= char <= "\u9fff" for char in text)
    assert any("\u4e00" <= char <= "\u9fff" for char in "".join(fragments)) is is_chinese


@pytest.mark.parametrize(
    ("fault", "error"),
    [("down", ModelUnavailable), ("slow", ModelTimeout), ("empty", ModelRubbish)],
)
async def test_it_breaks_as_asked(fault: Fault, error: type[Exception]) -> None:
    model = ScriptedModel.load(fault=fault)
    with pytest.raises(error):
        _ = [part async for part in model.stream(ask("x"))]
    with pytest.raises(error):
        await model.value(ask("x"), {"type": "object"})


def test_the_smallest_value_that_fits() -> None:
    schema = {
        "type": "object",
        "required": ["a", "b", "c", "d"],
        "properties": {
            "a": {"enum": ["x", "y"]},
            "b": {"type": "array", "items": {"type": "integer", "minimum": 2}, "minItems": 1},
            "c": {"type": ["string", "null"], "minLength": 1},
            "d": {"type": "boolean"},
            "e": {"type": "number"},
        },
    }
    assert smallest(schema) == {"a": "x", "b": [2], "c": "x", "d": False}


def test_a_broken_script_is_named(tmp_path: Path) -> None:
    script = tmp_path / "script.yaml"
    script.write_text("rules: 3")
    with pytest.raises(DataError, match=r"script\.yaml"):
        ScriptedModel.load(script)
