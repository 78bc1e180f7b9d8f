"""Any server that speaks the OpenAI chat protocol: vLLM, SGLang, llama.cpp, Ollama, the cloud.

Nothing is repeated behind the caller's back (`max_retries=0`): a deadline is the whole time there
is. Words of people go to the server and nowhere else.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from importlib.resources import files
from typing import Any, cast

import yaml
from jsonschema import Draft202012Validator
from openai import (
    APIConnectionError,
    APIStatusError,
    AsyncOpenAI,
    BadRequestError,
    DefaultAioHttpClient,
    OpenAIError,
)

from kernel.errors import ModelError, ModelRubbish, ModelTimeout, ModelUnavailable
from kernel.ports import Ask
from kernel.records import ChatMessage

_WORDS: dict[str, str] = yaml.safe_load(
    files("adapters.models").joinpath("words.yaml").read_text(encoding="utf-8")
)


class OpenAICompatible:
    """One model on one server. Make it with `connect`."""

    def __init__(self, client: AsyncOpenAI, model: str, name: str) -> None:
        self._client = client
        self._model = model
        self.name = name

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        said = False
        async with _errors_are_ours(ask):
            stream = await self._client.chat.completions.create(
                **self._options(ask, ask.messages), stream=True
            )
            async with aclosing(stream) as chunks:  # leaving early closes the line
                async for chunk in chunks:
                    if chunk.choices and (text := chunk.choices[0].delta.content):
                        said = True
                        yield text
        if not said:
            raise ModelRubbish("the model answered nothing")

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        validator = Draft202012Validator(schema)
        messages = list(ask.messages)
        problem = ""
        async with _errors_are_ours(ask):
            for _ in range(2):
                answer = await self._complete(ask, messages, schema)
                problem, value = _checked(answer, validator)
                if not problem:
                    return value
                messages += [
                    ChatMessage(role="assistant", text=answer[:2000]),
                    ChatMessage(role="user", text=_WORDS["repair"].format(problem=problem)),
                ]
        raise ModelRubbish(f"not the JSON that was asked for, also after a repair: {problem}")

    async def _complete(self, ask: Ask, messages: list[ChatMessage], schema: dict[str, Any]) -> str:
        """The answer under the strictest form that the server knows."""
        strict = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": schema, "strict": True},
        }
        told = [
            *messages,
            ChatMessage(role="user", text=_WORDS["schema"].format(schema=json.dumps(schema))),
        ]
        for form, said in ((strict, messages), ({"type": "json_object"}, told), (None, told)):
            options = self._options(ask, said)
            if form is not None:
                options["response_format"] = form
            try:
                answer = await self._client.chat.completions.create(**options)
            except BadRequestError:
                if form is None:
                    raise
                continue
            return (answer.choices[0].message.content or "") if answer.choices else ""
        raise AssertionError("the last form either answers or raises")

    def _options(self, ask: Ask, messages: Any) -> dict[str, Any]:
        options: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": m.role, "content": m.text} for m in messages],
            "max_tokens": ask.max_tokens,
            "temperature": ask.temperature,
        }
        return options if ask.seed is None else options | {"seed": ask.seed}


@asynccontextmanager
async def connect(
    base_url: str, model: str = "", api_key: str = "", name: str = ""
) -> AsyncIterator[OpenAICompatible]:
    """The model `model` on the server at `base_url`, which mostly ends in /v1."""
    client = AsyncOpenAI(
        base_url=base_url,
        api_key=api_key or "none",
        max_retries=0,
        # llama.cpp ends a connection after an answer without saying so; a reused one then fails.
        default_headers={"Connection": "close"},
        http_client=DefaultAioHttpClient(),
    )
    async with client:
        yield OpenAICompatible(client, model or "default", name or model or base_url)


@asynccontextmanager
async def _errors_are_ours(ask: Ask) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(ask.deadline):
            yield
    except TimeoutError as error:
        raise ModelTimeout(f"no whole answer within {ask.deadline:g} s") from error
    except APIConnectionError as error:
        raise ModelUnavailable("the model's server cannot be reached; is it running?") from error
    except APIStatusError as error:
        raise ModelUnavailable(f"the model's server answered {error.status_code}") from error
    except ModelError:
        raise
    except (OpenAIError, OSError, ValueError) as error:
        raise ModelRubbish(f"the model's server broke off ({type(error).__name__})") from error


def _checked(answer: str, validator: Draft202012Validator) -> tuple[str, Any]:
    """What is wrong with the answer ("" for nothing), and its value."""
    start, end = answer.find("{"), answer.rfind("}")
    try:
        value = json.loads(answer[start : end + 1] if 0 <= start < end else answer)
    except ValueError:
        return "it is not JSON", None
    fault = next(iter(validator.iter_errors(value)), None)
    return (f"{fault.json_path}: {fault.message[:200]}" if fault else ""), cast("Any", value)
