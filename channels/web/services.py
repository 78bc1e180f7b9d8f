"""What the web channel needs from the rest of the platform."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from channels.session import SessionLimits
from channels.web.metrics import WebMetrics
from channels.web.tokens import Tokens
from kernel.ports import EventLog, Feed

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BotCard:
    """A bot as a person sees it before talking to it. Texts by language."""

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLimits:
    """0 means no limit. Connections are counted per gateway process."""

    session: SessionLimits = field(default_factory=SessionLimits)
    connections_per_subject: int = 5
    connections_per_ip: int = 20
    sessions_per_minute: int = 60
    """`POST /v1/sessions` of one address, per gateway process."""
    followed_per_connection: int = 100
    """Conversations; each costs a task and a subscription."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    log: EventLog
    feed: Feed
    tokens: Tokens
    bots: Sequence[BotCard]
    hotlines: Callable[[str, str], Json]
    """(country, language) -> the document of `GET /v1/hotlines`."""
    ready: Callable[[], Awaitable[bool]]
    metrics: WebMetrics
    limits: WebLimits = field(default_factory=WebLimits)
    allowed_origins: frozenset[str] = field(default=frozenset())
    """Origins besides our own, as a browser sends them."""
