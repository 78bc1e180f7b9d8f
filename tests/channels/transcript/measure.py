"""How long a long conversation takes: `python -m tests.channels.transcript.measure`."""

import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

from channels.transcript.compose import view
from channels.transcript.fold import transcript
from tests.channels.transcript.reading import html_of, reader
from tests.channels.transcript.stories import many
from tests.kernel.strategies import HERE

T = TypeVar("T")
TURNS, RUNS = 2000, 7


def timed(name: str, make: Callable[[], T]) -> T:
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        made = make()
        took.append(1000 * (time.perf_counter() - began))
    print(f"{name:34} {median(took):7.0f} ms (of {RUNS} runs {min(took):.0f} to {max(took):.0f})")
    return made


def main() -> None:
    log = many(TURNS)
    print(f"{TURNS} turns, {len(log)} entries")
    talk = timed("entries to transcript", lambda: transcript(HERE, log))
    timed("a page of 100 turns to words", lambda: view(talk, reader(), 10))
    page = timed("entries to a page of 100 turns", lambda: html_of(log, reader(), 10))
    whole = timed("entries to one file of all turns", lambda: html_of(log, reader(turns=0)))
    print(f"a page is {len(page) / 1e6:.2f} MB, the file {len(whole) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
