"""`make bench`: every figure of the README's table, into build/bench.json."""

import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import uvloop
from rich.console import Console
from rich.table import Table

from channels.web.serve import listen
from kernel.codec import decode, encode
from kernel.events import (
    BotSpoke,
    Event,
    MessageReceived,
    Outcome,
    Screened,
    Side,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import ConversationId, MessageId
from kernel.records import Recorded
from kernel.state import replay
from kernel.verdicts import Allow
from tests.benchmarks.load import echoes, greeted, turns
from tests.processes.service import ROOT, running

ROUNDS = 3
"""Every speed is measured so often, alternating with the yardstick; the median counts."""
OUT = ROOT / "build" / "bench.json"
console = Console()


def main() -> None:
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for step in (speed, first_answer, memory):
            console.print(f"[dim]{step.__doc__}[/dim]")
            figures |= step(data)
        console.print(f"[dim]{replay_speed.__doc__}[/dim]")
        figures |= replay_speed()
    figures["cores"] = os.cpu_count() or 0
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1) + "\n")
    table = Table("figure", "value", box=None)
    for name, value in figures.items():
        table.add_row(name, f"{value:,.3f}".rstrip("0").rstrip("."))
    console.print(table)
    console.print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}"
    )
    console.print(f"written to {OUT.relative_to(ROOT)}")


def speed(data: Path) -> dict[str, float]:
    """Turns of `echo` with guards and durable log, beside a bare echo, at 1 and 50 clients."""
    one, bare_one, fifty, bare_fifty = [], [], [], []
    with running("--model", "none", "--port", "0", data=data / "speed") as service, bare() as url:
        for _ in range(ROUNDS):
            bare_one.append(uvloop.run(echoes(url, 1, 2000)))
            one.append(uvloop.run(turns(service.url, 1, 1000)))
            bare_fifty.append(uvloop.run(echoes(url, 50, 400)))
            fifty.append(uvloop.run(turns(service.url, 50, 150)))
    turn_ms = _median([run.p50_ms for run in one])
    echo_ms = _median([run.p50_ms for run in bare_one])
    return {
        "turn_p50_ms": turn_ms,
        "turn_p99_ms": _median([run.p99_ms for run in one]),
        "echo_p50_ms": echo_ms,
        "turn_p50_ratio": turn_ms / echo_ms,
        "turns_per_s_50": _median([run.per_s for run in fifty]),
        "echo_per_s_50": _median([run.per_s for run in bare_fifty]),
    }


def first_answer(data: Path) -> dict[str, float]:
    """From the command to the first answered message, on a data directory of its own."""
    seconds = []
    for n in range(ROUNDS):
        began = time.perf_counter()
        with running("--model", "none", "--port", "0", data=data / f"start{n}") as service:
            uvloop.run(turns(service.url, 1, 1, warm_up=0))
            seconds.append(time.perf_counter() - began)
    return {"first_answer_s": _median(seconds)}


def memory(data: Path) -> dict[str, float]:
    """Resident memory of service and store, idle and with 1,000 open sockets."""

    async def hold(url: str, count: int) -> list[object]:
        async with aiohttp.ClientSession() as http:
            return [(await greeted(http, url))[0] for _ in range(count)]

    with running("--model", "none", "--port", "0", data=data / "memory") as service:
        time.sleep(2)
        idle = service.memory_mb()
        with asyncio.Runner() as runner:
            sockets = runner.run(hold(service.url, 1000))
            full = service.memory_mb()
            del sockets
    return {"idle_mb": idle, "mb_1000_sockets": full}


def replay_speed() -> dict[str, float]:
    """Events from JSON to state in one second, a log of 1,000 turns."""
    lines = [encode(event) for n in range(1000) for event in _turn(n)]
    began = time.perf_counter()
    replay(
        ConversationId("bench"),
        (Recorded(seq, seq, decode(line)) for seq, line in enumerate(lines, 1)),
    )
    return {"replay_events_per_s": len(lines) / (time.perf_counter() - began)}


def _turn(n: int) -> tuple[Event, ...]:
    id, answer = MessageId(f"m{n}"), MessageId(f"m{n}.1")
    words = "I could not sleep again last night, and work is a lot."
    return (
        MessageReceived(message_id=id, text=words),
        Screened(side=Side.USER, message_id=id, guard="crisis", verdict=Allow()),
        UserSpoke(message_id=id, text=words),
        Screened(side=Side.BOT, message_id=answer, guard="crisis", verdict=Allow()),
        BotSpoke(message_id=answer, text=words),
        TurnEnded(message_id=id, outcome=Outcome.ANSWERED),
    )


@contextmanager
def bare() -> Iterator[str]:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    script = Path(__file__).with_name("bare_echo.py")
    process = subprocess.Popen([sys.executable, str(script), str(port)])
    try:
        url = f"http://127.0.0.1:{port}"
        _await_port(port)
        yield url
    finally:
        process.terminate()
        process.wait()


def _await_port(port: int) -> None:
    async def ready() -> None:
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return

    asyncio.run(asyncio.wait_for(ready(), 15))


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


main()
