"""What the guard against toxic Chinese costs a service that loads it: memory and processor time.

    python -m tests.safety.chinese.footprint [--runs N]

Each run is a fresh process that has what every service has (the kernel, the crisis guard) before it
is measured: MB resident after a full collection, seconds of the processor in all threads. The
median of the runs.
"""

import argparse
import asyncio
import gc
import json
import statistics
import subprocess
import sys
import time
from importlib import import_module
from itertools import pairwise

import psutil

from kernel.events import Side
from kernel.ids import ConversationId
from kernel.records import Content
from kernel.state import Conversation
from safety.catalog import GUARDS

STEPS = ("import", "tables", "first words")
FIRST = "你这个人真的很垃圾，nao can一个，tmd"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", action="store_true", help="Measure this process; for itself.")
    given = parser.parse_args()
    if given.once:
        print(json.dumps(asyncio.run(once())))
        return
    command = [sys.executable, "-m", "tests.safety.chinese.footprint", "--once"]
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        for _ in range(given.runs)
    ]
    for step, cells in zip(
        (*STEPS, "together"), zip(*map(_summed, runs), strict=True), strict=True
    ):
        megabytes, seconds = (statistics.median(column) for column in zip(*cells, strict=True))
        print(f"{step:12} {megabytes:+7.1f} MB {seconds:+6.2f} s")


async def once() -> list[tuple[float, float]]:
    """MB and seconds that each of `STEPS` adds."""
    GUARDS["crisis"]()
    marks = [_mark()]
    import_module("safety.chinese.guarding.guard")
    marks.append(_mark())
    guard = GUARDS["toxicity_care"]()
    talk = Conversation(id=ConversationId("c"))
    await guard.review(Side.USER, Content(text="好"), talk)  # waits for the tables
    marks.append(_mark())
    await guard.review(Side.USER, Content(text=FIRST), talk)
    marks.append(_mark())
    return [(b[0] - a[0], b[1] - a[2]) for a, b in pairwise(marks)]


def _mark() -> tuple[float, float, float]:
    """MB, and the time before and after they were counted."""
    before = time.process_time()
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6, before, time.process_time()


def _summed(steps: list[list[float]]) -> list[tuple[float, float]]:
    cells = [(megabytes, seconds) for megabytes, seconds in steps]
    return [*cells, (sum(m for m, _ in cells), sum(s for _, s in cells))]


if __name__ == "__main__":
    main()
