"""Events to JSON and back; the only module here that needs pydantic.

What this version does not know stays what it was: an unknown `kind` decodes to `Unknown` and
encodes to the same JSON again, and unknown fields of a known kind are passed over.
"""

from functools import reduce
from operator import or_
from typing import Annotated, Any, cast, get_args

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from kernel.errors import StoreError
from kernel.events import Event, Unknown

_KNOWN = reduce(or_, (cls for cls in get_args(Event) if cls is not Unknown))
_known: TypeAdapter[Any] = TypeAdapter(cast("Any", Annotated[_KNOWN, Field(discriminator="kind")]))


def encode(event: Event) -> bytes:
    """One JSON object in UTF-8, without a newline."""
    if isinstance(event, Unknown):
        return event.data.encode()
    return _known.dump_json(event)


def decode(line: bytes) -> Event:
    """The event of one JSON object. Raises `StoreError` if it is not an event at all."""
    try:
        event: Event = _known.validate_json(line)
    except ValidationError as error:
        if error.errors()[0]["type"] == "union_tag_invalid":
            return Unknown(kind=str(from_json(line)["kind"]), data=line.decode())
        raise StoreError(f"this log entry is no event: {error.errors()[0]['type']}") from error
    return event
