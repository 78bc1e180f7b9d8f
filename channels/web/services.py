"""What the web channel needs from the rest of the platform."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from channels.session import SessionLimits
from channels.web.metrics import WebMetrics
from channels.web.tokens import Tokens
from kernel.pictures import Picture
from kernel.ports import EventLog, Feed, ImageStore

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BotCard:
    """A bot as a person sees it before talking to it. Texts by language."""

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    revision: str
    images: bool = False
    """Whether it takes pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRoom:
    """Where pictures go, and what makes one of an upload or raises `ImageRefused`."""

    store: ImageStore
    clean: Callable[[bytes], Awaitable[Picture]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLimits:
    """0 means no limit. Connections are counted per gateway process."""

    session: SessionLimits = field(default_factory=SessionLimits)
    connections_per_subject: int = 5
    connections_per_ip: int = 20
    sessions_per_minute: int = 60
    """`POST /v1/sessions` of one address, per gateway process."""
    images_per_minute: int = 20
    """Uploads of one subject, per gateway process."""
    uploads_at_once: int = 16
    """Of everybody, per gateway process; each holds at most 12 MiB."""
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
    images: ImageRoom | None = None
    """None where pictures cannot be cleaned; then no bot takes them."""
    limits: WebLimits = field(default_factory=WebLimits)
    allowed_origins: frozenset[str] = field(default=frozenset())
    """Origins besides our own, as a browser sends them."""
