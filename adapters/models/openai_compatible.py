"""Any server that speaks the OpenAI chat protocol: vLLM, SGLang, llama.cpp, Ollama, the cloud.

Nothing is repeated behind the caller's back (`max_retries=0`): a deadline is the whole time there
is. Words of people go to the server and nowhere else: no error and no log quotes them.
"""

import ipaddress
import logging
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator
from openai import APIStatusError, AsyncOpenAI, DefaultAioHttpClient
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from adapters.models.answers import Words, language_of, read, repairing, told_the_schema
from adapters.models.deadline import Deadline
from adapters.models.dialect import Dialect
from adapters.models.usage import Meter, Tally
from kernel.errors import ModelRubbish
from kernel.ports import Ask
from kernel.records import ChatMessage


class OpenAICompatible:
    """One model on one server. Make it with `connect`."""

    def __init__(
        self,
        client: AsyncOpenAI,
        model: str,
        name: str,
        words: Mapping[Literal["zh", "en"], Words],
        meter: Meter | None = None,
    ) -> None:
        self._client = client
        self._model = model
        self._dialect = Dialect()
        self._words = words
        self._meter = meter
        self.name = name

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        said = False
        with Tally(self.name, self._meter) as tally:
            by = Deadline(ask.deadline)
            options = self._options(ask, ask.messages) | {"stream": True}
            if self._meter is not None:
                options["stream_options"] = {"include_usage": True}
            async with by:
                stream = await self._send(options, tally)
            # The deadline is set around each wait, not around the loop: between two fragments
            # the caller has the word, and a limit that fires there would cancel the caller.
            async with aclosing(stream) as chunks:  # leaving early closes the line
                while True:
                    async with by:
                        chunk = await anext(chunks, None)
                    if chunk is None:
                        break
                    if text := _fragment(chunk, tally):
                        said = True
                        yield text
            if not said:
                raise ModelRubbish("the model answered nothing")

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        validator = Draft202012Validator(schema)
        words = self._words[language_of(ask)]
        messages = list(ask.messages)
        with Tally(self.name, self._meter) as tally:
            async with Deadline(ask.deadline):
                for _ in range(2):
                    answer, cut_off = await self._complete(ask, messages, schema, words, tally)
                    reading = read(answer, cut_off, validator, words)
                    if not reading.fault:
                        return reading.value
                    messages += repairing(answer, reading, words)
            raise ModelRubbish(
                f"not the JSON that was asked for, also after a repair: {reading.fault}"
            )

    async def _complete(
        self,
        ask: Ask,
        messages: list[ChatMessage],
        schema: dict[str, Any],
        words: Words,
        tally: "Tally",
    ) -> tuple[str, bool]:
        """The answer under the strictest form that the server knows; whether it was cut off."""
        for form in self._dialect.forms():
            strict = form == "json_schema"
            said = messages if strict else told_the_schema(messages, schema, words)
            options = self._options(ask, said)
            if strict:
                shape = {"name": "answer", "schema": schema, "strict": True}
                options["response_format"] = {"type": form, form: shape}
            elif form != "none":
                options["response_format"] = {"type": form}
            try:
                answer = await self._send(options, tally)
            except APIStatusError as error:
                if not self._dialect.refused_form(error, form):
                    raise
                continue
            return _whole(answer, tally)
        raise AssertionError("the last form either answers or raises")

    async def _send(self, options: dict[str, Any], tally: "Tally") -> Any:
        while True:
            spoken = self._dialect.spoken(options)
            tally.requests += 1
            try:
                return await self._client.chat.completions.create(**spoken)
            except APIStatusError as error:
                if not self._dialect.learn(error, spoken):
                    raise

    def _options(self, ask: Ask, messages: Any) -> dict[str, Any]:
        options: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": m.role, "content": _content(m)} for m in messages],
            "max_tokens": ask.max_tokens,
            "temperature": ask.temperature,
        }
        return options if ask.seed is None else options | {"seed": ask.seed}


@asynccontextmanager
async def connect(
    base_url: str, model: str = "", api_key: str = "", name: str = "", meter: Meter | None = None
) -> AsyncIterator[OpenAICompatible]:
    """The model `model` on the server at `base_url`, which mostly ends in /v1.

    Does not ask the server anything yet, so it succeeds also where nobody listens.
    """
    address = urlsplit(base_url)
    # At debug level the client's own log would hold every prompt.
    logging.getLogger("openai").setLevel(logging.INFO)
    # llama.cpp ends a connection after a streamed answer without saying so, and the next request
    # on it fails (measured: 2 of 10). A new one is cheap unless it needs a TLS handshake.
    once = {"Connection": "close"} if address.scheme == "http" else {}
    client = AsyncOpenAI(
        base_url=base_url,
        api_key=api_key or "none",
        max_retries=0,
        default_headers=once,
        http_client=DefaultAioHttpClient(trust_env=not _is_here(address.hostname or "")),
    )
    async with client:
        named = name or model or base_url
        yield OpenAICompatible(client, model or "default", named, Words.load(), meter)


def _content(message: ChatMessage) -> str | list[dict[str, Any]]:
    """Pictures before the words, as data URLs: the server fetches nothing from anywhere."""
    if not message.pictures:
        return message.text
    seen: list[dict[str, Any]] = [
        {
            "type": "image_url",
            "image_url": {"url": f"data:image/jpeg;base64,{b64encode(picture.data).decode()}"},
        }
        for picture in message.pictures
    ]
    return [*seen, {"type": "text", "text": message.text}]


def _is_here(host: str) -> bool:
    """Whether it is this machine, which no proxy can reach for us."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _fragment(chunk: object, tally: Tally) -> str:
    if not isinstance(chunk, ChatCompletionChunk):
        raise ModelRubbish("the model's server streams something else than chat completions")
    tally.count(chunk.usage)
    return _text(chunk.choices[0].delta.content) if chunk.choices else ""


def _whole(answer: object, tally: Tally) -> tuple[str, bool]:
    """The text of an answer, and whether it was cut off."""
    if not isinstance(answer, ChatCompletion):  # the client gives a web page as a string
        raise ModelRubbish("the model's server answers something else than chat completions")
    tally.count(answer.usage)
    if not answer.choices:
        return "", False
    choice = answer.choices[0]
    return _text(choice.message.content), choice.finish_reason == "length"


def _text(content: object) -> str:
    """The client checks no types; and half a surrogate pair is no text that could be stored."""
    if not isinstance(content, str):
        return ""
    return content.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
