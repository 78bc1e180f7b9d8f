"""Tokens go to the part that asked; a service's own count is the difference of two readings."""

import asyncio

from adapters.models.scripted import ScriptedModel
from adapters.models.usage import Usage as Asked
from fireside.private import private_service
from kernel.ports import Ask
from kernel.records import ChatMessage
from sim.arena.account import Account, Playing, parse, read
from sim.arena.counsellor import of_service
from sim.arena.play import play
from sim.match import Say, Usage
from tests.sim.arena.played import match
from tests.sim.arena.test_play import Readers

METRICS = """\
# TYPE fireside_model_tokens counter
fireside_model_tokens_total{kind="prompt",model="a"} 10.0
fireside_model_tokens_total{kind="prompt",model="b"} 5.0
fireside_model_tokens_total{kind="completion",model="a"} 7.0
# TYPE fireside_model_requests counter
fireside_model_requests_total{model="a"} 2.0
# TYPE fireside_model_seconds histogram
fireside_model_seconds_bucket{le="1.0",model="a"} 2.0
fireside_model_seconds_bucket{le="+Inf",model="a"} 2.0
fireside_model_seconds_sum{model="a"} 0.5
fireside_model_seconds_count{model="a"} 2.0
"""


def test_what_a_service_counts_is_read_off_its_metrics() -> None:
    reading = parse(METRICS)
    assert reading.usage == Usage(requests=2, tokens_in=15, tokens_out=7)
    assert reading.model_s == 0.5
    account = Account(start_ms=1)
    account.before, account.service = reading, parse(METRICS.replace("7.0", "9.0"))
    assert account.session().usage["counsellors"] == Usage(tokens_out=2)


async def test_one_model_in_two_parts_is_counted_by_part() -> None:
    account = Account(start_ms=1)
    model = ScriptedModel.load(meter=account.meter)
    ask = Ask(messages=(ChatMessage(role="user", text="hello"),))

    async def asking(part: str, times: int) -> None:
        playing = Playing(model, part, account)  # type: ignore[arg-type]
        for _ in range(times):
            assert [piece async for piece in playing.stream(ask)]
            await playing.value(ask, {"type": "integer"})

    async with asyncio.TaskGroup() as group:
        group.create_task(asking("people", 3))
        group.create_task(asking("judges", 5))
    account.meter(Asked(model="m", requests=1, prompt_tokens=4, completion_tokens=2, seconds=1))
    usage = account.session().usage
    assert usage["judges"].requests == 10
    assert usage["people"] == Usage(requests=7, tokens_in=4, tokens_out=2)


async def test_the_model_of_a_running_service_is_counted() -> None:
    account = Account(start_ms=1)
    async with private_service("scripted") as url:
        await account.look(url)
        lines = [Say(text="I cannot sleep and I worry about my work.") for _ in range(2)]
        opened = of_service(url, {"counsellor": "counsellor"})
        await play(match("counsellor", rounds=2), Readers(*lines), opened)
        await account.look(url)
    session = account.session()
    assert session.usage["counsellors"].requests > 0 and session.model_s > 0
    assert (await read("http://127.0.0.1:9")).usage == Usage()
