"""One deadline over several waits; between them the caller is never cut off."""

import asyncio

import httpx2
import pytest
from openai import APIConnectionError, APIError, APIResponseValidationError, APIStatusError

from adapters.models.deadline import Deadline
from kernel.errors import ModelError, ModelRubbish, ModelTimeout, ModelUnavailable

REQUEST = httpx2.Request("POST", "http://localhost/v1/chat/completions")


def status(code: int, message: str = "", name: str | None = None) -> APIStatusError:
    response = httpx2.Response(code, request=REQUEST)
    return APIStatusError(message, response=response, body={"code": name})


async def test_waits_share_one_time() -> None:
    by = Deadline(0.2)
    for _ in range(2):
        async with by:
            await asyncio.sleep(0.05)
    with pytest.raises(ModelTimeout, match=r"within 0\.2 s"):
        async with by:
            await asyncio.sleep(5)


async def test_it_does_not_fire_while_the_caller_has_the_word() -> None:
    by = Deadline(0.05)
    async with by:
        pass
    await asyncio.sleep(0.1)  # a limit that is still set would cancel this
    with pytest.raises(ModelTimeout):
        async with by:
            pytest.fail("nothing is begun once the time is over")


async def test_somebody_elses_cancellation_stays_one() -> None:
    async def wait() -> None:
        async with Deadline(5):
            await asyncio.sleep(5)

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("error", "ours", "said"),
    [
        (APIConnectionError(request=REQUEST), ModelUnavailable, "is it running"),
        (status(401), ModelUnavailable, "FIRESIDE_MODEL_KEY"),
        (status(404), ModelUnavailable, "FIRESIDE_MODEL_NAME"),
        (status(429), ModelUnavailable, "too often"),
        (status(500), ModelUnavailable, "answered 500"),
        (status(400, name="context_length_exceeded"), ModelUnavailable, "longer than the context"),
        (APIError("broke", REQUEST, body=None), ModelUnavailable, "broke its answer off"),
        (
            APIResponseValidationError(httpx2.Response(200, request=REQUEST), body=None),
            ModelRubbish,
            "does not speak the protocol",
        ),
        (ValueError("secret words"), ModelRubbish, "ValueError"),
    ],
    ids=["nobody", "key", "name", "often", "fault", "long", "broken", "invalid", "no_json"],
)
async def test_every_failure_is_ours_and_quotes_nobody(
    error: Exception, ours: type[ModelError], said: str
) -> None:
    with pytest.raises(ours, match=said) as caught:
        async with Deadline(1):
            raise error
    assert "secret" not in str(caught.value)


async def test_other_errors_pass() -> None:
    with pytest.raises(ModelRubbish, match="mine"):
        async with Deadline(1):
            raise ModelRubbish("mine")
    with pytest.raises(ZeroDivisionError):
        async with Deadline(1):
            raise ZeroDivisionError
