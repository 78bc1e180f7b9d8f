"""Holds every frame that passes a real websocket against the AsyncAPI document in docs/.

Put in front of the application. What it finds wrong is kept in `wrong`, because an exception here
would look like a broken line.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.wire.codec import parse_client
from kernel.errors import WireError

FILE = Path(__file__).parents[2] / "docs" / "asyncapi.yaml"


@cache
def committed() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def validator(t: str) -> Draft7Validator:
    """Of the payload of a message. Raises `KeyError` for one that is not documented."""
    payload = committed()["components"]["messages"][t]["payload"]
    return Draft7Validator({**payload, "components": committed()["components"]})


def fits(frame: Any) -> bool:
    """Whether it is one of the documented messages, by its `t`."""
    try:
        return bool(validator(frame["t"]).is_valid(frame))
    except (KeyError, TypeError):
        return False


def answers_to(t: str) -> set[str]:
    reply = committed()["operations"][t].get("reply", {})
    return {ref["$ref"].rsplit("/", 1)[1] for ref in reply.get("messages", ())}


class Documented:
    """Looks at all frames of an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._asked: dict[str, str] = {}
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def heard() -> Message:
            message = await receive()
            if message.get("text") is not None:
                self._heard(message["text"])
            return message

        async def told(message: Message) -> None:
            if message.get("text") is not None:
                self._told(message["text"])
            await send(message)

        await self._app(scope, heard, told)

    def _heard(self, text: str) -> None:
        try:
            parse_client(text)
        except WireError:
            return  # the server will not accept it
        frame = json.loads(text)
        if not fits(frame):
            self.wrong.append(f"accepted: {text[:300]}")
        self.seen.add(frame["t"])
        if "id" in frame:
            self._asked[frame["id"]] = frame["t"]

    def _told(self, text: str) -> None:
        frame = json.loads(text)
        asked = self._asked.get(frame.get("re", ""))
        if not fits(frame) or (asked and frame["t"] not in answers_to(asked)):
            self.wrong.append(f"sent: {text[:300]}")
        self.seen.add(frame["t"])
