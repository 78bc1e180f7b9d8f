"""The whole document: the outline's words around what the code knows.

The service is the application, so it *receives* what clients send and *sends* the rest. Extensions
say what AsyncAPI has no field for: `x-close-codes` and `x-limits` of the channel.
"""

from collections.abc import Iterable
from importlib.resources import files
from types import ModuleType
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from channels.asyncapi.schemas import PLACE, Schema, schemas, words_beside
from channels.session import SessionLimits
from channels.wire import base, client, messages, server
from channels.wire.base import SUBPROTOCOL, CloseCode, Frame
from channels.wire.client import ClientFrame
from channels.wire.server import ServerFrame
from kernel.errors import DataError

CHANNEL = "#/channels/talk"
LIMITS_OF_A_FRAME = ("MAX_FIRST_FRAME", "MAX_FRAME", "MAX_TEXT", "MAX_PAGE", "RESUME_LIMIT")
LIMITS_OF_A_SESSION = (
    "connect_within_s",
    "ping_after_s",
    "pong_within_s",
    "frames_per_minute",
    "malformed_in_a_row",
)


class Outline(BaseModel):
    """What outline.yaml says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    version: str
    summary: str
    description: str
    license: dict[str, str]
    server: str
    token: str
    channel: str
    protocol_header: str
    origin_header: str
    close: dict[str, str]
    answers: dict[str, tuple[str, ...]]
    examples: tuple[dict[str, Any], ...]

    @classmethod
    def load(cls) -> "Outline":
        """Raises `DataError`."""
        text = files("channels.asyncapi").joinpath("outline.yaml").read_text(encoding="utf-8")
        try:
            return cls.model_validate(yaml.safe_load(text))
        except (yaml.YAMLError, ValidationError) as error:
            raise DataError(f"channels/asyncapi/outline.yaml: {error}") from error


def document() -> Schema:
    """The AsyncAPI 3.1 document of this version."""
    said = Outline.load()
    heard, told = _by_type(get_args(ClientFrame)), _by_type(get_args(ServerFrame))
    return {
        "asyncapi": "3.1.0",
        "id": "urn:fireside:v1",
        "info": {
            "title": said.title,
            "version": said.version,
            "description": f"{said.summary}\n\n{said.description}",
            "license": said.license,
        },
        "defaultContentType": "application/json",
        "servers": {
            "here": {
                "host": "localhost:8000",
                "protocol": "ws",
                "description": said.server,
                "security": [{"$ref": "#/components/securitySchemes/token"}],
            }
        },
        "channels": {"talk": _channel(said, [*heard, *told])},
        "operations": _operations(said, heard, told),
        "components": {
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "password", "description": said.token}
            },
            "correlationIds": {
                "asked": {"location": "$message.payload#/id"},
                "answered": {"location": "$message.payload#/re"},
            },
            "messages": {t: _message(t, model, said) for t, model in (heard | told).items()},
            "schemas": schemas(
                [*heard.values()], [*told.values()], _classes(client, messages, server)
            ),
        },
    }


def to_yaml(made: Schema) -> str:
    """As it is kept in docs/."""
    head = "# Made by `make docs` from channels/wire. Change that, not this file.\n"
    return head + yaml.dump(made, Dumper=_Readable, sort_keys=False, allow_unicode=True, width=100)


class _Readable(yaml.SafeDumper):
    """Paragraphs as they were written."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "|" if "\n" in data else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style)


_Readable.add_representer(str, _Readable.represent_str)


def _channel(said: Outline, types: Iterable[str]) -> Schema:
    headers = {
        "Sec-WebSocket-Protocol": {
            "type": "string",
            "const": SUBPROTOCOL,
            "description": said.protocol_header,
        },
        "Origin": {"type": "string", "description": said.origin_header},
    }
    return {
        "address": "/v1/ws",
        "description": said.channel,
        "messages": {t: {"$ref": f"#/components/messages/{t}"} for t in types},
        "bindings": {"ws": {"method": "GET", "headers": {"type": "object", "properties": headers}}},
        "x-close-codes": _close_codes(said),
        "x-limits": _limits(),
    }


def _operations(
    said: Outline, heard: dict[str, type[Frame]], told: dict[str, type[Frame]]
) -> dict[str, Schema]:
    made: dict[str, Schema] = {}
    for t, model in heard.items():
        made[t] = _operation("receive", t, model)
        if answers := said.answers[t]:
            made[t]["reply"] = {
                "channel": {"$ref": CHANNEL},
                "messages": [_in_channel(answer) for answer in (*answers, "error")],
            }
    only_answers = {t for answers in said.answers.values() for t in answers}
    for t, model in told.items():
        if t not in only_answers:
            made[t] = _operation("send", t, model)
    return made


def _operation(action: str, t: str, model: type[Frame]) -> Schema:
    return {
        "action": action,
        "channel": {"$ref": CHANNEL},
        "summary": _summary(model),
        "messages": [_in_channel(t)],
    }


def _message(t: str, model: type[Frame], said: Outline) -> Schema:
    made: Schema = {
        "name": t,
        "summary": _summary(model),
        "payload": {"$ref": f"{PLACE}{model.__name__}"},
        "examples": [{"payload": frame} for frame in said.examples if frame["t"] == t],
    }
    for field, place in (("id", "asked"), ("re", "answered")):
        if field in model.model_fields:
            made["correlationId"] = {"$ref": f"#/components/correlationIds/{place}"}
    return made


def _close_codes(said: Outline) -> list[Schema]:
    words = words_beside(CloseCode)
    return [
        {
            "code": int(code),
            "name": code.name.lower(),
            "then": said.close["back" if code < 4500 else "final"],
            "description": words[code.name],
        }
        for code in CloseCode
    ]


def _limits() -> dict[str, Schema]:
    of_frames, of_sessions = words_beside(base), words_beside(SessionLimits)
    usual = SessionLimits()
    return {
        name.lower(): {"value": getattr(base, name), "description": of_frames[name]}
        for name in LIMITS_OF_A_FRAME
    } | {
        name: {"value": getattr(usual, name), "description": of_sessions[name]}
        for name in LIMITS_OF_A_SESSION
    }


def _by_type(union: Iterable[type[Frame]]) -> dict[str, type[Frame]]:
    return {model.model_fields["t"].default: model for model in union}


def _classes(*modules: ModuleType) -> dict[str, type]:
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, type)
    }


def _in_channel(t: str) -> Schema:
    return {"$ref": f"{CHANNEL}/messages/{t}"}


def _summary(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())
