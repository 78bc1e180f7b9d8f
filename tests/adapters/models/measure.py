"""How long people wait for the first words when several talk to the embedded model at once.

    python -m tests.adapters.models.measure [--model smollm2] [--slots 1 2 3] [--rounds 10]

Three people ask at the same moment, each about something else, and each answer has 60 tokens. For
every number of slots: the seconds until each person sees the first words, the quickest, the middle
and the slowest of the three, as medians over the rounds with the range of the slowest.
"""

import argparse
import asyncio
import time
from statistics import median

from adapters.models.embedded import EmbeddedModel, embedded
from adapters.models.registry import resolve
from fireside.settings import load
from kernel.ports import Ask
from kernel.records import ChatMessage

PEOPLE = 3
TOKENS = 60
SYSTEM = "You listen, and answer in a few warm sentences. " * 12
SAID = ("I cannot sleep since the exam.", "My boss shouts at me.", "My cat died last week.")


async def waited(model: EmbeddedModel, said: str, round: int) -> float:
    """Seconds until the first words; listens to the end."""
    messages = (
        ChatMessage(role="system", text=SYSTEM),
        ChatMessage(role="user", text=f"{said} ({round})"),
    )
    ask = Ask(messages=messages, max_tokens=TOKENS, temperature=0.0, seed=1, deadline=120)
    began, first = time.perf_counter(), 0.0
    async for _ in model.stream(ask):
        first = first or time.perf_counter() - began
    return first


async def together(model: EmbeddedModel, round: int) -> list[float]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(waited(model, said, round)) for said in SAID[:PEOPLE]]
    return sorted(task.result() for task in tasks)


async def measure(name: str, slots: int, rounds: int) -> None:
    settings = load()
    path = resolve(name, settings.model_dir)
    async with embedded(path, context=settings.model_context, slots=slots) as model:
        await waited(model, SAID[0], -1)  # the beginning of the prompt is read once
        alone = [await waited(model, SAID[0], n) for n in range(rounds)]
        firsts = [await together(model, n) for n in range(rounds)]
    quick, middle, slow = (median(each[n] for each in firsts) for n in range(PEOPLE))
    slowest = [each[-1] for each in firsts]
    print(
        f"{name} slots={slots} alone {median(alone):.2f} s; three at once "
        f"{quick:.2f} {middle:.2f} {slow:.2f} s, slowest {min(slowest):.2f}-{max(slowest):.2f} s, "
        f"slowest/alone {slow / median(alone):.1f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="smollm2")
    parser.add_argument("--slots", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    for slots in asked.slots:
        asyncio.run(measure(asked.model, slots, asked.rounds))


if __name__ == "__main__":
    main()
