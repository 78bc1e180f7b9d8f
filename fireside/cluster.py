"""A run on Ray: each share is an actor with a service of its own, and one driver keeps what comes.

Only the driver writes, so the machines need no common folder: an actor sends back every record,
sheet and account as it is done. `RAY_ADDRESS` names a cluster; without it Ray starts on this
machine. The same order gives the same matches: seeds come from the order, not from the place.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from importlib import import_module
from typing import Any

from fireside.fleets import Place
from fireside.shares import Sent, Share, Told, keep, play_share
from kernel.errors import SettingsError, WireError
from sim.arena.account import Account
from sim.arena.fleet import Done, Job
from sim.arena.folder import Folder
from sim.arena.order import Order


def play_on_ray(
    folder: Folder, order: Order, place: Place, todo: Sequence[Job], told: Told, n: int
) -> None:
    """All of it, in `n` actors. Raises `SettingsError` without the extra, `WireError` if an actor
    is lost; what it had sent is kept, and the run may be resumed."""
    try:
        ray = import_module("ray")
    except ModuleNotFoundError as error:
        raise SettingsError(
            "--on ray needs the extra `cluster`: pip install 'fireside[cluster]'"
        ) from error
    ray.init(ignore_reinit_error=True, log_to_driver=False, include_dashboard=False)
    try:
        start_ms = round(time.time() * 1000)
        actor = ray.remote(num_cpus=1)(Player)
        players = [actor.remote() for _ in range(n)]
        streams = [
            player.play.options(num_returns="streaming").remote(
                order, place, list(todo[k::n]), Share(k, n, start_ms)
            )
            for k, player in enumerate(players)
        ]
        _gather(ray, streams, folder, told)
    finally:
        ray.shutdown()


def _gather(ray: Any, streams: list[Any], folder: Folder, told: Told) -> None:
    while streams:
        (ready,), _ = ray.wait(streams, num_returns=1)
        try:
            sent = ray.get(next(ready))
        except StopIteration:
            streams.remove(ready)
            continue
        except ray.exceptions.RayError as error:
            raise WireError(
                f"a share on Ray was lost ({type(error).__name__}); what it had done is kept, and "
                "--resume goes on"
            ) from error
        keep(folder, sent, told)


class Player:
    """One share, on whichever machine Ray puts it."""

    async def play(
        self, order: Order, place: Place, jobs: Sequence[Job], share: Share
    ) -> AsyncGenerator[Sent, None]:
        sent: asyncio.Queue[Sent | None] = asyncio.Queue()
        async with asyncio.TaskGroup() as group:
            group.create_task(_play(order, place, jobs, share, sent))
            while (one := await sent.get()) is not None:
                yield one


async def _play(
    order: Order,
    place: Place,
    jobs: Sequence[Job],
    share: Share,
    sent: "asyncio.Queue[Sent | None]",
) -> None:
    account = Account(start_ms=share.start_ms, share=share.k)

    def sending(what: Sent) -> None:
        sent.put_nowait(what)
        if isinstance(what, Done):
            sent.put_nowait(account.session())

    try:
        await play_share(order, place, jobs, account, sending)
    finally:
        sent.put_nowait(None)
