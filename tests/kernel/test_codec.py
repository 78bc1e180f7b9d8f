"""Events survive the trip to JSON and back, also those of other versions."""

import json

import pytest
from hypothesis import given

from kernel.codec import decode, encode
from kernel.errors import StoreError
from kernel.events import Event, TurnEnded, Unknown
from tests.kernel.strategies import events


@given(events)
def test_round_trip(event: Event) -> None:
    line = encode(event)
    assert decode(line) == event
    assert type(decode(line)) is type(event)
    assert b"\n" not in line


def test_a_kind_of_a_newer_version_is_kept_as_it_stands() -> None:
    line = b'{"kind":"mood_measured","mood":7,"deep":{"a":[1,2]}}'
    event = decode(line)
    assert event == Unknown(kind="mood_measured", data=line.decode())
    assert json.loads(encode(event)) == json.loads(line)


def test_unknown_fields_of_a_known_kind_are_passed_over() -> None:
    line = b'{"kind":"turn_ended","message_id":"m","outcome":"answered","mood":7}'
    assert isinstance(decode(line), TurnEnded)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b'{"kind":"turn_ended"}', b"\xff"])
def test_what_is_no_event_is_refused(line: bytes) -> None:
    with pytest.raises(StoreError, match="no event"):
        decode(line)
