"""Frames to JSON and back."""

import json

import pytest

from channels.wire.client import Pong
from channels.wire.codec import UnknownType, dump, frame_id, parse_client, parse_server
from channels.wire.server import Ack, Error
from kernel.errors import WireError


def test_round_trip_leaves_out_what_is_not_set() -> None:
    ack = Ack(re="x")
    assert json.loads(dump(ack)) == {"v": 1, "t": "ack", "re": "x", "d": {"dup": False}}
    assert parse_server(dump(ack)) == ack
    assert isinstance(parse_client(dump(Pong())), Pong)


def test_unknown_fields_are_passed_over_and_unknown_types_named() -> None:
    assert isinstance(parse_client('{"t":"pong","new":1}'), Pong)
    with pytest.raises(UnknownType):
        parse_server('{"t":"dance"}')
    with pytest.raises(WireError):
        parse_server('{"t":"ack"}')


@pytest.mark.parametrize(
    ("raw", "id"),
    [('{"id":"abc"}', "abc"), ("{", None), ("[]", None), ('{"id":3}', None), (b"\xff", None)],
)
def test_the_id_of_a_bad_frame(raw: str | bytes, id: str | None) -> None:
    assert frame_id(raw) == id


def test_errors_have_the_documented_shape() -> None:
    raw = '{"t":"error","d":{"code":"busy","message":"m","temporary":true}}'
    with pytest.raises(WireError):
        parse_server(raw)
    assert isinstance(parse_server(raw.replace("busy", "unavailable")), Error)
