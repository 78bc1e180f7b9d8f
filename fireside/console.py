"""The console beside the chat: on where operators are named, else not there at all."""

import re
from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.clock import SystemClock
from bots.spec import BotFolder
from channels.console.app import Console, Parts
from channels.console.audit import AuditFile
from channels.console.operators import TOKEN_LENGTH, Operators
from channels.console.showing import PATH, Showing
from fireside.settings import Settings
from kernel.errors import SettingsError
from kernel.events import Language
from kernel.ports import EventLog, ImageStore

AUDIT = "audit.jsonl"
"""File in the data directory that says who looked at what."""
_NAME = re.compile(r"[\w.@-]{1,40}")


def with_console(
    chat: ASGIApp,
    settings: Settings,
    secret: str,
    log: EventLog,
    images: ImageStore,
    folders: Mapping[str, BotFolder],
) -> ASGIApp:
    """The chat, and the console at its address. `secret` is that of the service's tokens.

    Raises `SettingsError` if an operator's name or token will not do.
    """
    if not settings.operators:
        return chat
    tokens = {name: token.get_secret_value() for name, token in settings.operators.items()}
    _check(tokens)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    console = Console(
        Parts(
            log=log,
            images=images,
            operators=Operators(tokens, secret),
            audit=AuditFile(settings.data_dir / AUDIT),
            clock=SystemClock(),
            showing=Showing.load(titles(folders)),
        )
    )

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        own = scope["type"] == "http" and (path == PATH or path.startswith(f"{PATH}/"))
        await (console.app if own else chat)(scope, receive, send)

    return either


def titles(folders: Mapping[str, BotFolder]) -> dict[str, dict[Language, str]]:
    """What the bots are called, by name and language."""
    return {
        name: {language: folder.spec.title.in_(language) for language in Language}
        for name, folder in folders.items()
    }


def _check(tokens: Mapping[str, str]) -> None:
    for name, token in tokens.items():
        if not _NAME.fullmatch(name):
            raise SettingsError(
                "FIRESIDE_OPERATORS: a name has 1 to 40 letters, digits and any of . @ _ -"
            )
        if len(token) < TOKEN_LENGTH:
            raise SettingsError(
                f"FIRESIDE_OPERATORS: the token of {name} needs at least {TOKEN_LENGTH} characters"
            )
    if len(set(tokens.values())) < len(tokens):
        raise SettingsError("FIRESIDE_OPERATORS: two operators have the same token")
