"""Messages through Fireside's REST door beside Rasa's own REST channel, in the same run.

    python -m tests.benchmarks.rasa

Rasa must be installed (docker/rasa/install.sh build/rasa). Rasa answers with the front desk of
docker/rasa, whose NLU trains no network and is faster than that of Rasa's starter project; ours are
`echo` and `counsellor` without a model, with guards and durable log. Rounds alternate between the
servers; the median of the rounds counts. Beside it the front desk of Fireside that asks Rasa.
"""

import asyncio
import json
import tempfile
import time
import uuid
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table

from tests.benchmarks.load import Speed
from tests.processes.service import ROOT
from tests.rasa_server.conftest import rasa, serving_both

ROUNDS = 3
LOADS = ((1, 40), (16, 8))
"""Clients, messages of each."""
WORDS = "who can read what I write here"
OUT = ROOT / "build" / "bench-rasa.json"
console = Console()


async def messages(url: str, clients: int, each: int, bot: str, opening: str) -> Speed:
    """Every client has a talk of its own and says the next thing once it has its answer."""
    seconds: list[float] = []
    webhook = f"{url}/webhooks/rest/webhook"

    async def say(http: aiohttp.ClientSession, sender: str, text: str = WORDS) -> None:
        body = {"sender": sender, "message": text, "metadata": {"bot": bot}}
        async with http.post(webhook, json=body) as answer:
            told = await answer.json(content_type=None)
            assert answer.status == 200 and told, f"no answer is no measure: {answer.status}"

    async def talk(http: aiohttp.ClientSession, sender: str, count: int) -> None:
        for _ in range(count):
            began = time.perf_counter()
            await say(http, sender)
            seconds.append(time.perf_counter() - began)

    senders = [uuid.uuid4().hex for _ in range(clients)]
    async with aiohttp.ClientSession() as http:
        for sender in senders:  # the greeting is no part of it
            await say(http, sender, opening)
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for sender in senders:
                group.create_task(talk(http, sender, each))
        return Speed(seconds, time.perf_counter() - began)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder) / "models"
        rasa("train", "--domain", "domain.yml", "--data", "data", "--out", str(models))
        with serving_both(models, Path(folder) / "data") as both:
            ours = both.fireside.url
            whom = {
                "Rasa, front desk": (both.rasa, "", "/open"),
                "Fireside, echo": (ours, "echo", WORDS),
                "Fireside, counsellor": (ours, "counsellor", WORDS),
                "Fireside, front desk over Rasa": (ours, "frontdesk", WORDS),
            }
            runs: dict[tuple[str, int], list[Speed]] = {}
            for _ in range(ROUNDS):
                for clients, each in LOADS:
                    for name, target in whom.items():
                        url, bot, opening = target
                        speed = asyncio.run(messages(url, clients, each, bot, opening))
                        runs.setdefault((name, clients), []).append(speed)
    table = Table("what", "clients", "p50 ms", "p99 ms", "messages/s", box=None)
    figures = {}
    for (name, clients), speeds in runs.items():
        row = [
            _median([speed.p50_ms for speed in speeds]),
            _median([speed.p99_ms for speed in speeds]),
            _median([speed.per_s for speed in speeds]),
        ]
        figures[f"{name}, {clients}"] = row
        table.add_row(name, str(clients), *(f"{value:.1f}" for value in row))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1) + "\n")
    console.print(table)


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
