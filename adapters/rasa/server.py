"""Words to a Rasa server and its messages back; whatever goes wrong there has a name of ours."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kernel.errors import ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.records import AssistantSaid

LONGEST = 256 * 1024
"""Bytes of an answer; a front desk says a few sentences."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str = ""
    custom: dict[str, Any] = {}


_messages: TypeAdapter[list[_Message]] = TypeAdapter(
    Annotated[list[_Message], Field(max_length=50)]
)


@asynccontextmanager
async def connect(url: str, *, seconds: float) -> AsyncIterator["RasaServer"]:
    """The server at this base URL; an answer may take so many seconds."""
    limit = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(timeout=limit) as http:
        yield RasaServer(http, url)


class RasaServer:
    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = f"{url.rstrip('/')}/webhooks/rest/webhook"

    async def answer(self, sender: str, text: str) -> Sequence[AssistantSaid]:
        """Raises `ModelUnavailable`, `ModelTimeout`, `ModelRubbish`."""
        try:
            raw = await self._asked({"sender": sender, "message": text})
        except TimeoutError as error:
            raise ModelTimeout("the Rasa server does not answer in time") from error
        except aiohttp.ClientError as error:
            raise ModelUnavailable(
                f"the Rasa server cannot be reached ({type(error).__name__})"
            ) from error
        try:
            messages = _messages.validate_json(raw)
        except ValidationError as error:
            raise ModelRubbish("the Rasa server answers what is no list of messages") from error
        return [AssistantSaid(text=one.text, custom=one.custom) for one in messages]

    async def _asked(self, message: dict[str, str]) -> bytes:
        async with self._http.post(self._url, json=message) as answer:
            if answer.status != 200:
                raise ModelUnavailable(f"the Rasa server answers {answer.status}")
            raw = await answer.content.read(LONGEST + 1)
            while len(raw) <= LONGEST and not answer.content.at_eof():
                raw += await answer.content.read(LONGEST + 1 - len(raw))
            if len(raw) > LONGEST:
                raise ModelRubbish(f"the Rasa server answers more than {LONGEST} bytes")
            return raw
