"""The time for one whole answer, and what a failure in it is to us."""

import asyncio
from typing import Any

from openai import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    OpenAIError,
)

from adapters.models.dialect import too_long
from kernel.errors import ModelError, ModelRubbish, ModelTimeout, ModelUnavailable

_REFUSALS = {
    401: "it wants another key: check FIRESIDE_MODEL_KEY",
    403: "it does not let this key in: check FIRESIDE_MODEL_KEY",
    404: "it knows no such model or address: check FIRESIDE_MODEL and FIRESIDE_MODEL_NAME",
    429: "it is asked too often; give it more room or send fewer people to it",
}


class Deadline:
    """The time for one whole answer, entered around each wait; makes every failure ours."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = asyncio.get_running_loop().time() + seconds
        self._limit = asyncio.timeout_at(self._at)

    async def __aenter__(self) -> None:
        if asyncio.get_running_loop().time() >= self._at:
            raise self._late()
        self._limit = asyncio.timeout_at(self._at)
        await self._limit.__aenter__()

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        try:
            await self._limit.__aexit__(kind, error, trace)
        except TimeoutError:
            raise self._late() from error
        if error is not None and (ours := _ours(error)) is not None:
            raise ours from error

    def _late(self) -> ModelTimeout:
        return ModelTimeout(f"no whole answer within {round(self._seconds, 1):g} s")


def _ours(error: BaseException) -> ModelError | None:
    """The error that it is to us; none for what is ours already or not about the model."""
    match error:
        case APIConnectionError():
            return ModelUnavailable("the model's server cannot be reached; is it running?")
        case APIStatusError() if too_long(error):
            return ModelUnavailable("the prompt is longer than the context of the model's server")
        case APIStatusError(status_code=status):
            why = _REFUSALS.get(status, "see its own log")
            return ModelUnavailable(f"the model's server answered {status}: {why}")
        case APIError() if not isinstance(error, APIResponseValidationError):
            return ModelUnavailable("the model's server broke its answer off with an error")
        case OpenAIError() | OSError() | ValueError():
            return ModelRubbish(f"the server does not speak the protocol ({type(error).__name__})")
        case _:
            return None
