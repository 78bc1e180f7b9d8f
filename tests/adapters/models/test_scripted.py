"""The scripted model: for demonstrations, and to break on purpose."""

from pathlib import Path

import pytest
import yaml

from adapters.models.scripted import Fault, ScriptedModel, smallest
from adapters.models.usage import Usage
from kernel.errors import DataError, ModelError, ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.ports import Ask
from kernel.records import ChatMessage

MOOD = {"type": "object", "required": ["mood"], "properties": {"mood": {"enum": ["low", "high"]}}}


def ask(text: str, seconds: float = 0.05) -> Ask:
    return Ask(messages=(ChatMessage(role="user", text=text),), deadline=seconds)


def script(folder: Path, **parts: object) -> ScriptedModel:
    file = folder / "script.yaml"
    file.write_text(yaml.safe_dump({"default": "well", **parts}), encoding="utf-8")
    return ScriptedModel.load(file)


async def heard(model: ScriptedModel, text: str = "x") -> tuple[list[str], type[ModelError] | None]:
    """What came, and how it ended."""
    pieces = []
    try:
        async for piece in model.stream(ask(text)):
            pieces.append(piece)
    except ModelError as error:
        return pieces, type(error)
    return pieces, None


@pytest.mark.parametrize("text", ["I cannot sleep", "我睡不着", "你好", "something else"])
async def test_it_answers_in_fragments_and_always_the_same(text: str) -> None:
    model = ScriptedModel.load()
    fragments, error = await heard(model, text)
    assert error is None
    assert len(fragments) > 3
    assert (fragments, None) == await heard(model, text)
    is_chinese = any("\u4e00" <= char <= "\u9fff" for char in text)
    assert any("\u4e00" <= char <= "\u9fff" for char in "".join(fragments)) is is_chinese


@pytest.mark.parametrize(
    ("by", "pieces"),
    [
        ("characters", ["One ", "two.", "\n\nTh", "ree."]),
        ("words", ["One ", "two.\n\n", "Three."]),
        ("lines", ["One two.\n", "\n", "Three."]),
        ("whole", ["One two.\n\nThree."]),
    ],
)
async def test_how_it_streams(tmp_path: Path, by: str, pieces: list[str]) -> None:
    model = script(tmp_path, default="One two.\n\nThree.", streaming={"pieces": by})
    assert await heard(model) == (pieces, None)


@pytest.mark.parametrize(
    ("fault", "error", "pieces"),
    [
        ("down", ModelUnavailable, []),
        ("slow", ModelTimeout, []),
        ("stall", ModelTimeout, ["one "]),
        ("broken", ModelUnavailable, ["one ", "two "]),
        ("empty", ModelRubbish, []),
    ],
)
async def test_it_breaks_as_asked(
    tmp_path: Path, fault: Fault, error: type[ModelError], pieces: list[str]
) -> None:
    parts = {"default": "one two three four", "streaming": {"pieces": "words"}, "fault": fault}
    model = script(tmp_path, **parts)
    assert await heard(model) == (pieces, error)
    with pytest.raises(error):
        await model.value(ask("x"), {"type": "object"})


async def test_rubbish_is_said_and_is_no_json(tmp_path: Path) -> None:
    model = script(tmp_path, fault="rubbish", rubbish="<|eot|>", streaming={"pieces": "whole"})
    assert await heard(model) == (["<|eot|>"], None)
    with pytest.raises(ModelRubbish):
        await model.value(ask("x"), MOOD)


async def test_one_piece_can_stall_too(tmp_path: Path) -> None:
    assert await heard(script(tmp_path, fault="stall")) == (["well"], ModelTimeout)


async def test_pauses_count_against_the_deadline(tmp_path: Path) -> None:
    model = script(tmp_path, default="a b c d", streaming={"pieces": "words", "pause_s": 0.03})
    assert (await heard(model))[1] is ModelTimeout
    told = [piece async for piece in model.stream(ask("x", seconds=5))]
    assert "".join(told) == "a b c d"


async def test_values_by_rule_where_they_fit(tmp_path: Path) -> None:
    values = [
        {"pattern": "happy", "value": {"mood": "sunny"}},
        {"pattern": "happy", "value": {"mood": "high"}},
        {"pattern": "no idea", "value": None},
    ]
    model = script(tmp_path, values=values)
    assert await model.value(ask("I am HAPPY"), MOOD) == {"mood": "high"}
    assert await model.value(ask("I am sad"), MOOD) == {"mood": "low"}
    assert await model.value(ask("no idea"), {"type": ["boolean", "null"]}) is None


async def test_it_counts_like_every_model() -> None:
    used: list[Usage] = []
    await heard(ScriptedModel.load(meter=used.append))
    await heard(ScriptedModel.load(fault="down", meter=used.append))
    assert [(usage.requests, usage.error) for usage in used] == [(1, ""), (1, "ModelUnavailable")]


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


@pytest.mark.parametrize(
    "text",
    ["rules: 3", "default: x\nfault: sleepy", "default: x\nrules: [{pattern: '(', reply: x}]"],
)
def test_a_broken_script_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "script.yaml"
    file.write_text(text)
    with pytest.raises(DataError, match=r"script\.yaml"):
        ScriptedModel.load(file)
