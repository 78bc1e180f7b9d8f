"""Rasa's doors beside the chat, closed until the operator opens them, and Rasa behind a desk."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module

from starlette.types import ASGIApp

from bots.spec import BotFolder
from channels.rasa.access import Access
from channels.rasa.app import SOCKET, WEBHOOKS, beside, rasa_app
from channels.rasa.door import Door
from channels.rasa.rest import routes
from channels.web.admission import Pace
from fireside.settings import Settings
from kernel.errors import SettingsError
from kernel.ports import Assistant, EventLog, Feed

SHORTEST_KEY = 32
"""Characters; a shorter key of HS256 can be guessed (RFC 7518, 3.2)."""


@asynccontextmanager
async def open_assistant(settings: Settings) -> AsyncIterator[Assistant | None]:
    """The Rasa server that holds the front desk, if the settings name one."""
    if not settings.rasa_url:
        yield None
        return
    server = import_module("adapters.rasa.server")
    async with server.connect(settings.rasa_url, seconds=settings.rasa_seconds) as assistant:
        yield assistant


def with_rasa(
    chat: ASGIApp,
    settings: Settings,
    log: EventLog,
    feed: Feed,
    folders: Mapping[str, BotFolder],
) -> ASGIApp:
    """The chat and the doors that are open. Raises `SettingsError` if one cannot be opened so."""
    if settings.rasa_doors == "closed":
        return chat
    access = _access(settings)
    if settings.rasa_bot not in folders:
        raise SettingsError(
            f'FIRESIDE_RASA_BOT: there is no bot "{settings.rasa_bot}"; '
            f"there are {', '.join(sorted(folders))}"
        )
    door = Door(
        log=log,
        feed=feed,
        bots={name: folder.revision for name, folder in folders.items()},
        bot=settings.rasa_bot,
        pace=Pace(settings.sessions_per_minute),
    )
    origins = frozenset(settings.allowed_origins)
    # The socket.io library takes a third of a second to import: not for those without doors.
    live = import_module("channels.rasa.live").LiveDoor(door, access, origins)
    return beside(chat, {WEBHOOKS: rasa_app(routes(door, access), origins), SOCKET: live.app})


def _access(settings: Settings) -> Access:
    key = settings.rasa_jwt_key.get_secret_value()
    if settings.rasa_doors == "open":
        return Access("open")
    if len(key) < SHORTEST_KEY:
        raise SettingsError(
            f"FIRESIDE_RASA_JWT_KEY: needs at least {SHORTEST_KEY} characters while "
            "FIRESIDE_RASA_DOORS is jwt"
        )
    return Access("jwt", key)
