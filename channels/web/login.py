"""Who a client is: a short token that is renewed before it runs out.

`POST /v1/sessions` gives both the token and what it is renewed with.
"""

import asyncio
import random
import time
from dataclasses import dataclass

import aiohttp

from kernel.errors import AccessDenied, WireError

RENEW_AT = 0.5
"""After this part of a token's life a new one is fetched: half of it is left to try again."""
ANSWER_S = 10.0
AGAIN_S = 5.0
"""Before asking again a service that is asked too often and does not say for how long."""
LONGEST_S = 60.0


@dataclass(frozen=True, slots=True)
class Credentials:
    """What `POST /v1/sessions` gave. Keep them to come back as the same person."""

    token: str
    refresh: str
    subject: str


class Login:
    """One person's credentials at the service at `base`. Calls that fail raise
    `aiohttp.ClientError`, `TimeoutError` (try again), `AccessDenied` or `WireError` (do not)."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self._http = http
        self._url = f"{base}/v1/sessions"
        self._credentials: Credentials | None = None
        self._renew_at = 0.0

    @property
    def credentials(self) -> Credentials:
        assert self._credentials is not None, "begin first"
        return self._credentials

    @property
    def due_in_s(self) -> float:
        """When to ask for the next token."""
        return max(0.0, self._renew_at - time.monotonic())

    async def begin(self, credentials: Credentials | None) -> None:
        """As who has these credentials, whose token is of unknown age, or as somebody new."""
        if credentials is None:
            await self._fetch({})
        self._credentials = credentials or self._credentials

    async def token(self) -> str:
        """A token that is good for a while."""
        if not self.due_in_s:
            await self._fetch({"refresh": self.credentials.refresh})
        return self.credentials.token

    def doubt(self) -> None:
        """The server did not like the token: fetch another one before the next use."""
        self._renew_at = 0.0

    async def _fetch(self, body: dict[str, str]) -> None:
        """Ask, and as often as the service says that it is asked too often, ask again later."""
        while wait_s := await self._asked(body):  # noqa: ASYNC110 - how long, the service says
            await asyncio.sleep(wait_s * random.uniform(1, 1.25))  # not all at the same moment

    async def _asked(self, body: dict[str, str]) -> float:
        """0, or after how many seconds to ask again."""
        asked_at = time.monotonic()
        limit = aiohttp.ClientTimeout(total=ANSWER_S)
        async with self._http.post(self._url, json=body, timeout=limit) as answer:
            if answer.status == 401:
                raise AccessDenied("the service does not know this session any more")
            if answer.status == 429:
                said = answer.headers.get("Retry-After", "")
                return min(max(1.0, float(said)), LONGEST_S) if said.isdigit() else AGAIN_S
            if answer.status >= 500:
                answer.raise_for_status()
            if answer.status != 200:
                raise WireError(f"{self._url} answers {answer.status}: is that a Fireside service?")
            given = await answer.json()
        self._credentials = Credentials(given["token"], given["refresh"], given["subject"])
        self._renew_at = asked_at + RENEW_AT * given["expires_in"]
        return 0.0
