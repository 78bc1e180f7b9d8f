"""Rasa's doors beside the chat, closed until the operator opens them, and Rasa behind a desk."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module

from starlette.types import ASGIApp

from bots.spec import BotFolder
from channels.rasa.access import Access
from channels.rasa.actions import PATH as ACTIONS
from channels.rasa.actions import Actions
from channels.rasa.app import SOCKET, WEBHOOKS, beside, rasa_app
from channels.rasa.door import Door
from channels.rasa.rest import routes
from channels.web.admission import Pace
from fireside.assemble import build_guards
from fireside.settings import Settings
from kernel.errors import SettingsError
from kernel.events import Side
from kernel.ports import Assistant, EventLog, Feed
from kernel.records import Content
from kernel.state import Conversation
from kernel.turn import Rulings
from safety.chain import screen
from safety.crisis.protocol import Protocol

GUARD_SECONDS = 2.0
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
    actions_token = settings.rasa_actions_token.get_secret_value()
    if settings.rasa_doors == "closed" and not actions_token:
        return chat
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
    rooms: dict[str, ASGIApp] = {}
    if settings.rasa_doors != "closed":
        access = _access(settings)
        # The socket.io library takes a third of a second to import: not for who does not use it.
        live = import_module("channels.rasa.live").LiveDoor(door, access, origins)
        rooms |= {WEBHOOKS: rasa_app(routes(door, access), origins), SOCKET: live.app}
    if actions_token:
        actions = _actions(actions_token, log, feed, folders, settings.rasa_bot)
        rooms[ACTIONS] = rasa_app(actions.routes(), frozenset())
    return beside(chat, rooms)


def _actions(
    token: str, log: EventLog, feed: Feed, folders: Mapping[str, BotFolder], bot: str
) -> Actions:
    """The action server. A Rasa server is one client for all its people, so it is not paced."""
    if len(token) < SHORTEST_KEY:
        raise SettingsError(
            f"FIRESIDE_RASA_ACTIONS_TOKEN: needs at least {SHORTEST_KEY} characters"
        )
    guards = tuple(build_guards().values())

    async def judged(content: Content, talk: Conversation) -> Rulings:
        return await screen(guards, Side.USER, content, talk, patience=GUARD_SECONDS)

    revisions = {name: folder.revision for name, folder in folders.items()}
    return Actions(
        door=Door(log=log, feed=feed, bots=revisions, bot=bot, pace=Pace(0)),
        log=log,
        bots=tuple(folders),
        screen=judged,
        words=Protocol.load().words,
        token=token,
    )


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
