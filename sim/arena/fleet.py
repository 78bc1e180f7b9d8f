"""Many matches at once, each played, checked and judged; whatever is done is handed over at once.

It knows no folder: `keep` decides what becomes of a record or a sheet, here or on another machine.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kernel.errors import ModelError
from sim.arena.counsellor import Open
from sim.arena.folder import Folder
from sim.arena.order import Order
from sim.arena.play import play
from sim.arena.record import Record
from sim.judging.sheet import Judge, Sheet
from sim.match import Cast, Fidelity, Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is left to do of a match: to play it, if there is no record, and these sheets."""

    match: Match
    record: Record | None
    sheets: tuple[tuple[int, int], ...]
    """Number of the judge, and of the repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A match that needs nothing more; `unjudged` sheets could not be had."""

    match: Match
    record: Record
    unjudged: tuple[str, ...] = ()


Keep = Callable[[Record | tuple[int, Sheet] | Done], None]
"""Told of every record, every sheet (with the number of its judge) and every end, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    cast: Cast
    open_talk: Open
    judges: Sequence[Judge]
    fidelity: Fidelity | None = None
    at_once: int = 8
    judging_at_once: int = 2
    _seats: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_seats", asyncio.Semaphore(self.judging_at_once))

    async def run(self, jobs: Sequence[Job], keep: Keep) -> None:
        """All jobs, `at_once` at the same time, begun in their order."""
        places = asyncio.Semaphore(self.at_once)

        async def one(job: Job) -> None:
            try:
                keep(await self._one(job, keep))
            finally:
                places.release()

        async with asyncio.TaskGroup() as group:
            for job in jobs:
                await places.acquire()
                group.create_task(one(job))

    async def _one(self, job: Job, keep: Keep) -> Done:
        record = job.record
        if record is None:
            transcript = await play(job.match, self.cast, self.open_talk)
            faults = () if self.fidelity is None else await self.fidelity.check(transcript)
            record = Record(transcript=transcript, faults=faults)
            keep(record)
        failed = []
        for number, repeat in job.sheets if not record.reasons else ():
            judge = self.judges[number]
            try:
                async with self._seats:
                    sheet = await judge.judge(record.transcript, repeat)
            except ModelError as error:
                failed.append(f"{judge.name}: {type(error).__name__}")
            else:
                keep((number, sheet))
        return Done(match=job.match, record=record, unjudged=tuple(failed))


def left_of(order: Order, matches: Sequence[Match], folder: Folder) -> list[Job]:
    """What is still to be done of a run: matches that were not played or broke, sheets that are not
    there. Raises `DataError`."""
    jobs, played = [], folder.played()
    wanted = [
        (number, repeat)
        for number, judge in enumerate(order.judges)
        if judge != "none"
        for repeat in range(order.repeats)
    ]
    for match in matches:
        record = folder.record(match.id) if match.id in played else None
        if record is not None and record.failed:
            record = None
        sheets = tuple(at for at in wanted if record is None or folder.sheet(match.id, *at) is None)
        if record is None or (sheets and not record.reasons):
            jobs.append(Job(match=match, record=record, sheets=sheets))
    return jobs
