"""What log, queue and feed share: the client, the scripts, the key names, the open seals."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    ConnectionError as RedisConnectionError,
)
from redis.exceptions import (
    NoScriptError,
    RedisError,
)
from redis.exceptions import (
    TimeoutError as RedisTimeoutError,
)

from adapters.redis.line import PATIENCE_S, Line, Upon
from adapters.redis.seal import Keyring, Seal
from adapters.redis.wire import Argument, Wire
from kernel.errors import SettingsError, StoreError, StoreUnavailable, UnknownConversation
from kernel.ids import ConversationId, SubjectId

GROUP = "workers"
_IDEMPOTENT = frozenset({"open", "receive", "begin", "renew", "erase", "put_image", "keep_images"})
SEALS = 4096
"""Open seals kept in memory; each is under 1 kB."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Names of everything in the server, under one prefix."""

    prefix: str = "fs:"

    def meta(self, id: ConversationId) -> str:
        return f"{self.prefix}c:{id}"

    def log(self, id: ConversationId) -> str:
        return f"{self.prefix}c:{id}:log"

    def seen(self, id: ConversationId) -> str:
        return f"{self.prefix}c:{id}:seen"

    def show(self, id: ConversationId) -> str:
        return f"{self.prefix}c:{id}:show"

    def uploads(self, id: ConversationId) -> str:
        return f"{self.prefix}c:{id}:up"

    def images(self, id: ConversationId) -> str:
        return f"{self.prefix}c:{id}:img"

    def channel(self, id: ConversationId) -> str:
        return f"{self.prefix}f:{id}"

    def subject(self, subject: SubjectId) -> str:
        return f"{self.prefix}s:{subject}"

    def rate(self, subject: SubjectId) -> str:
        return f"{self.prefix}r:{subject}"

    @property
    def all(self) -> str:
        return f"{self.prefix}all"

    @property
    def ready(self) -> str:
        return f"{self.prefix}ready"

    @property
    def dead(self) -> str:
        return f"{self.prefix}dead"

    @property
    def cancel(self) -> str:
        return f"{self.prefix}cancel"


class _ScriptGone(StoreError):
    """The server was restarted and must be given the script again."""


@asynccontextmanager
async def connect(url: str, keyring: Keyring, prefix: str = "fs:") -> AsyncIterator["Store"]:
    """The store at `url`, connected at its first command.

    Without redis-py's own time limits, which under Python 3.11 can swallow a cancellation
    (`asyncio.wait_for`, cpython issue 86296), and without its retries, which would repeat a
    commit that had arrived. `Line` has a limit of its own; `Store` repeats what is idempotent.
    """
    retry = Retry(NoBackoff(), 0)
    async with Redis.from_url(url, socket_timeout=None, retry=retry) as client:
        line = Line(client.connection_pool)
        try:
            yield Store(client, line, keyring, prefix)
        finally:
            line.close()


class Store:
    """One server, spoken to by name of script. Server faults come out as `StoreUnavailable`."""

    def __init__(self, client: Redis, line: Line, keyring: Keyring, prefix: str) -> None:
        self.client = client
        """For what keeps a connection to itself: subscriptions, blocking reads."""
        self.keyring = keyring
        self.keys = Keys(prefix)
        self._line = line
        self._shas: dict[str, str] = {}
        self._seals: OrderedDict[ConversationId, tuple[Seal, SubjectId]] = OrderedDict()

    async def run(
        self, script: str, keys: Sequence[str], *args: Argument, upon: Upon | None = None
    ) -> Any:
        """The answer of `lua/<script>.lua`, which is loaded at its first use."""
        sha = self._shas.get(script) or await self._load(script)
        try:
            return await self.call("EVALSHA", sha, len(keys), *keys, *args, upon=upon)
        except _ScriptGone:
            sha = await self._load(script)
        except StoreUnavailable:  # a connection that had been idle while the server restarted
            if script not in _IDEMPOTENT:
                raise
        return await self.call("EVALSHA", sha, len(keys), *keys, *args, upon=upon)

    async def call(self, *command: Argument, upon: Upon | None = None) -> Any:
        """The answer of a plain command, as the server gives it. Raises `StoreUnavailable`."""
        try:
            return await self._line.ask(*command, upon=upon)
        except RedisError as error:
            raise _translation(error) from error

    async def wait(self, *command: Argument, patience: float) -> Any:
        """The answer of a command that the server may hold back for `patience` seconds."""
        with translated():
            async with asyncio.timeout(PATIENCE_S + patience):
                return await self.client.execute_command(*command)  # type: ignore[no-untyped-call]

    async def dial(self, wire: Wire) -> None:
        """Connect a wire of one's own, for subscriptions. Raises `RedisError`."""
        await wire.dial(self.client.connection_pool)

    async def check_key(self) -> None:
        """Raises `SettingsError` if this store was written under another master key."""
        mine = self.keyring.fingerprint()
        await self.call("SET", f"{self.keys.prefix}key", mine, "NX")
        if await self.call("GET", f"{self.keys.prefix}key") != mine.encode():
            raise SettingsError(
                "this store was written under another master key; set FIRESIDE_MASTER_KEY, or "
                "put secrets.json back, to the one it was made with"
            )

    async def seal(self, id: ConversationId) -> Seal:
        """What opens this conversation. Raises `UnknownConversation`."""
        return (await self._identity(id))[0]

    async def owner(self, id: ConversationId) -> SubjectId:
        """Whose conversation it is. Raises `UnknownConversation`."""
        return (await self._identity(id))[1]

    def keep(self, id: ConversationId, wrapped: bytes, subject: SubjectId) -> Seal:
        """Remember a key that was just read; all share one seal (`Seal.fresh`), also those who
        read it at the same moment."""
        if (known := self._seals.get(id)) is not None:
            return known[0]
        seal = self.keyring.seal(id, wrapped)
        self._seals[id] = seal, subject
        if len(self._seals) > SEALS:
            self._seals.popitem(last=False)
        return seal

    def forget(self, id: ConversationId) -> None:
        self._seals.pop(id, None)

    async def _identity(self, id: ConversationId) -> tuple[Seal, SubjectId]:
        if (known := self._seals.get(id)) is not None:
            return known
        wrapped, subject = await self.call("HMGET", self.keys.meta(id), "key", "subject")
        if wrapped is None:
            raise UnknownConversation("there is no such conversation, or it has been erased")
        owner = SubjectId(subject.decode())
        return self.keep(id, wrapped, owner), owner

    async def _load(self, script: str) -> str:
        source = files("adapters.redis").joinpath("lua", f"{script}.lua").read_text()
        sha: str | bytes = await self.call("SCRIPT", "LOAD", source)
        self._shas[script] = sha.decode() if isinstance(sha, bytes) else sha
        return self._shas[script]


@contextmanager
def translated() -> Iterator[None]:
    """Faults of the server's client come out as ours."""
    try:
        yield
    except TimeoutError as error:
        raise StoreUnavailable("the event log's server does not answer in time") from error
    except RedisError as error:
        raise _translation(error) from error


def _translation(error: RedisError) -> StoreError:
    if isinstance(error, NoScriptError):
        return _ScriptGone("the event log's server has forgotten its scripts")
    if isinstance(error, RedisConnectionError | RedisTimeoutError):
        return StoreUnavailable(f"the event log's server does not answer ({type(error).__name__})")
    return StoreError(f"the event log's server refused: {error}")
