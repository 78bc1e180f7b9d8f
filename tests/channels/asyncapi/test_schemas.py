"""Schemas as frames are on the wire, and the words beside fields."""

from enum import StrEnum

from pydantic import BaseModel, Field

from channels.asyncapi.schemas import schemas, words_beside


class Colour(StrEnum):
    """What it looks like."""

    RED = "red"
    """Like a fire."""
    BLUE = "blue"


class Frame(BaseModel):
    t: str = "frame"
    colour: Colour
    """Chosen by
    the person."""
    size: int | None = None
    names: dict[str, int] = Field(default={})


CLASSES = {"Colour": Colour, "Frame": Frame}


def test_a_server_leaves_out_what_is_not_set_and_sends_the_rest() -> None:
    frame = schemas([], [Frame], CLASSES)["Frame"]
    assert frame["required"] == ["t", "colour", "names"]
    assert frame["properties"]["size"] == {"type": "integer"}


def test_a_client_must_say_what_a_frame_is() -> None:
    frame = schemas([Frame], [], CLASSES)["Frame"]
    assert frame["required"] == ["t", "colour"]
    assert frame["properties"]["size"]["anyOf"] == [{"type": "integer"}, {"type": "null"}]
    assert frame["properties"]["names"]["default"] == {}


def test_words_stand_where_a_reader_finds_them() -> None:
    assert words_beside(Frame) == {"colour": "Chosen by the person."}
    made = schemas([Frame], [], CLASSES)
    assert made["Frame"]["properties"]["colour"] == {
        "allOf": [{"$ref": "#/components/schemas/Colour"}],
        "description": "Chosen by the person.",
    }
    assert made["Colour"]["description"] == "What it looks like.\n\n- `red`: Like a fire."
