"""A worker is killed in the middle of a turn, fifty times: nothing is lost, doubled or swapped.

Real processes: one gateway, two workers on one Valkey, and clients on real websockets. The bot
streams slowly, so that kills hit turns that have begun, some with sentences already seen. Then
the same with whole services, whose workers are given their turns by the gateway beside them.
"""

import asyncio
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from redis.asyncio import Redis

from adapters.redis.embedded import embedded_server
from adapters.redis.store import Keys
from channels.web.client import connect
from channels.web.serve import listen
from channels.wire.messages import Completed
from channels.wire.server import (
    ServerFrame,
    TurnEnd,
)
from kernel.events import Outcome
from kernel.ids import ConversationId
from tests.processes.service import ROOT, Service, running, start

KILLS = 50
HIT = 15
"""Turns that must at least have been taken up again."""
SERVICE_KILLS = 5
CLIENTS = 4
BOTS = Path(__file__).parent / "bots"


@pytest.mark.slow
async def test_fifty_killed_workers_lose_nothing(tmp_path: Path) -> None:
    env = {"FIRESIDE_LEASE_MS": "500", "FIRESIDE_BOTS_DIR": str(BOTS)}
    async with embedded_server(tmp_path / "store") as redis:
        options = ("--redis", redis, "--model", "none")
        with running(
            *options, "--role", "gateway", "--port", "0", data=tmp_path, env=env
        ) as gateway:
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                talks = [group.create_task(_talk(gateway.url, n, stop)) for n in range(CLIENTS)]
                await asyncio.to_thread(_kill_workers, redis, tmp_path)
                stop.set()
                last = Worker(redis, tmp_path)
                answered = [await talk for talk in talks]
                last.kill()
            taken = sum([await _taken(redis, id) for id, _ in answered])
    turns = sum(count + 1 for _, count in answered)
    assert turns >= KILLS, "the clients kept talking through the kills"
    assert taken - turns >= HIT, "the kills hit turns that had begun"


@pytest.mark.slow
async def test_killed_services_lose_nothing(tmp_path: Path) -> None:
    env = {"FIRESIDE_LEASE_MS": "500", "FIRESIDE_BOTS_DIR": str(BOTS)}
    async with embedded_server(tmp_path / "store") as redis:
        with listen("127.0.0.1", 0) as free:
            port = free.getsockname()[1]
        options = ("--redis", redis, "--model", "none", "--port", str(port))

        def begin() -> Service:
            return start(*options, data=tmp_path, env=env, module="tests.processes.slow_service")

        service = await asyncio.to_thread(begin)
        stop = asyncio.Event()
        chance = random.Random(2)
        async with asyncio.TaskGroup() as group:
            talks = [group.create_task(_talk(service.url, n, stop)) for n in range(CLIENTS)]
            for _ in range(SERVICE_KILLS):
                await asyncio.sleep(chance.uniform(0.3, 0.8))
                service.kill()
                service = await asyncio.to_thread(begin)
            stop.set()
            answered = [await talk for talk in talks]
            service.kill()
    assert sum(count for _, count in answered) >= SERVICE_KILLS, (
        "the clients kept talking through the kills"
    )


class Worker:
    """A process of `slow_worker.py`."""

    def __init__(self, redis: str, data: Path) -> None:
        script = "tests.processes.slow_worker"
        self._process = subprocess.Popen(
            [sys.executable, "-m", script, redis, str(data)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it says when it works

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


async def _taken(redis: str, id: str) -> int:
    """How often a worker has taken up this conversation; without a kill once for each turn."""
    async with Redis.from_url(redis) as client:
        return int(await client.hget(Keys().meta(ConversationId(id)), "fence") or 0)


def _kill_workers(redis: str, data: Path) -> None:
    """Two workers at a time, so that one always picks up what the other dropped."""
    chance = random.Random(1)
    workers = [Worker(redis, data) for _ in range(2)]
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.4))
        workers.pop(0).kill()
        workers.append(Worker(redis, data))
    for worker in workers:
        worker.kill()


async def _talk(url: str, n: int, stop: asyncio.Event) -> tuple[str, int]:
    """Say numbered things until told to stop; every one must be answered once and in order."""
    async with connect(url) as client:
        talk = await client.open("slowecho")
        seen = [frame async for frame in talk.greeting()]
        asked: list[str] = []
        while not stop.is_set():
            asked.append(f"{n}-{len(asked)}")
            seen += [frame async for frame in talk.say(asked[-1])]
        _check(asked, seen)
        return talk.id, len(asked)


def _check(asked: list[str], seen: list[ServerFrame]) -> None:
    said = [f.d.text for f in seen if isinstance(f, Completed) and f.d.notice is None][1:]
    assert said == [f"I heard {words}. Let me say it again. {words}." for words in asked]
    ends = [f for f in seen if isinstance(f, TurnEnd)]
    assert len(ends) == len({f.d.message for f in ends}) == len(asked) + 1
    assert {f.d.outcome for f in ends} == {Outcome.ANSWERED}
    seqs = [f.seq for f in seen if isinstance(f, Completed | TurnEnd)]
    assert seqs == sorted(set(seqs))
