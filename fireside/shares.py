"""A run in one process, or one share of it: what is left is played, and kept as it is done.

Shares are processes of their own, each with its own service; they write into one folder and never
touch the same match. A share ends when whoever started it does.
"""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fireside.fleets import Place, cards, open_fleet
from kernel.errors import WireError
from kernel.events import Side
from sim.arena.account import Account, Session
from sim.arena.fleet import Done, Job, left_of
from sim.arena.folder import Folder
from sim.arena.order import Order, draw
from sim.arena.record import Record
from sim.judging.sheet import Sheet

LOOK_S = 5.0
"""How often the account of a run is brought up to date."""
RESUME = (sys.executable, "-m", "fireside", "arena", "run", "--resume")
Told = Callable[[Done], None]
Sent = Record | tuple[int, Sheet] | Session | Done
"""What a share hands over as it goes."""


@dataclass(frozen=True, slots=True)
class Share:
    """Number `k` of `n`; `start_ms` is when the whole run was started."""

    k: int
    n: int
    start_ms: int


def jobs(folder: Folder, order: Order, share: Share | None = None) -> list[Job]:
    """What is left, of the whole or of a share. Raises `DataError`."""
    matches = draw(order, cards(order))
    if share is not None:
        matches = tuple(m for at, m in enumerate(matches) if at % share.n == share.k)
    return left_of(order, matches, folder)


def play_here(
    folder: Folder, order: Order, place: Place, todo: Sequence[Job], told: Told, share: Share
) -> None:
    """All of it, in this process. Raises what `open_fleet` raises; Ctrl-C raises
    `KeyboardInterrupt`, after everything that is done was kept."""
    with asyncio.Runner() as runner:
        try:
            runner.run(_play(folder, order, place, todo, told, share))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


async def _play(
    folder: Folder, order: Order, place: Place, todo: Sequence[Job], told: Told, share: Share
) -> None:
    account = Account(start_ms=share.start_ms, share=share.k)

    def keeping(what: Sent) -> None:
        keep(folder, what, told)
        if isinstance(what, Done):
            keep(folder, account.session(), told)

    playing = asyncio.current_task()
    assert playing is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, playing.cancel)
    await play_share(order, place, todo, account, keeping)


async def play_share(
    order: Order, place: Place, todo: Sequence[Job], account: Account, sent: Callable[[Sent], None]
) -> None:
    """Open what a share needs and play it; `sent` is told of all that is to be kept."""

    def counted(what: Record | tuple[int, Sheet] | Done) -> None:
        if isinstance(what, Record):
            turns = what.transcript.turns
            account.matches += 1
            account.turns += sum(turn.side is Side.BOT and turn.round > 0 for turn in turns)
        sent(what)

    async with open_fleet(order, place, account) as (fleet, url), asyncio.TaskGroup() as group:
        looking = group.create_task(_look(account, url))
        account.restart()
        await fleet.run(todo, counted)
        looking.cancel()
        if url:
            await account.look(url)
        sent(account.session())


async def _look(account: Account, url: str) -> None:
    while url:
        await account.look(url)
        await asyncio.sleep(LOOK_S)


def keep(folder: Folder, sent: Sent, told: Told) -> None:
    """Write what a share has done."""
    match sent:
        case Record():
            folder.keep_record(sent)
        case Session():
            folder.keep_session(sent)
        case Done():
            told(sent)
        case (number, sheet):
            folder.keep_sheet(sheet, number)


@contextmanager
def shares(out: Path, options: Sequence[str], n: int) -> Iterator[Callable[[], bool]]:
    """`n` shares of a run as processes; what is given says whether all have ended.

    Raises `WireError` if one of them failed. They end with this process, however it ends: their
    input is a pipe that closes then.
    """
    start_ms = round(time.time() * 1000)
    children = [
        subprocess.Popen(
            [*RESUME, "--out", str(out), "--share", f"{k}/{n}/{start_ms}", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        for k in range(n)
    ]

    def ended() -> bool:
        return all(child.poll() is not None for child in children)

    try:
        yield ended
    finally:
        for child in children:
            if child.stdin is not None:
                child.stdin.close()
            child.wait()
    if failed := [k for k, child in enumerate(children) if child.returncode]:
        raise WireError(
            f"share {failed[0]} of {n} failed; what was done is kept, and --resume goes on"
        )
