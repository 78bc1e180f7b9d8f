"""Frames to JSON and back."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from channels.wire.client import ClientFrame
from channels.wire.server import ServerFrame
from kernel.errors import WireError

_client: TypeAdapter[Any] = TypeAdapter(Annotated[ClientFrame, Field(discriminator="t")])
_server: TypeAdapter[Any] = TypeAdapter(Annotated[ServerFrame, Field(discriminator="t")])


class UnknownType(WireError):
    """A frame whose `t` this version does not know."""


def parse_client(raw: str | bytes) -> ClientFrame:
    """The frame a client sent. Raises `WireError` with a text that quotes none of its content."""
    frame: ClientFrame = _parse(_client, raw)
    return frame


def parse_server(raw: str | bytes) -> ServerFrame:
    """The frame a server sent. Raises `UnknownType` for what a newer server may add."""
    frame: ServerFrame = _parse(_server, raw)
    return frame


def dump(frame: ClientFrame | ServerFrame) -> str:
    """The JSON of a frame, without fields that are not set."""
    return frame.model_dump_json(exclude_none=True)


def size(raw: str | bytes) -> int:
    """Bytes of a frame on the wire."""
    if isinstance(raw, bytes) or raw.isascii():
        return len(raw)
    return len(raw.encode(errors="surrogatepass"))


def frame_id(raw: str | bytes) -> str | None:
    """The `id` of a frame that could not be parsed, if it has one, to answer it by."""
    try:
        id = from_json(raw).get("id")
    except (ValueError, AttributeError, TypeError):  # TypeError: a lone surrogate in a str
        return None
    return id if isinstance(id, str) and len(id) <= 64 else None


def _parse(adapter: TypeAdapter[Any], raw: str | bytes) -> Any:
    try:
        return adapter.validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["type"] == "union_tag_invalid":
            raise UnknownType("this frame type is not known") from error
        where = ".".join(str(part) for part in first["loc"]) or "frame"
        raise WireError(f"{where}: {first['msg']}") from error
