"""Rasa's doors are closed until they are opened, and have to be opened well."""

import pytest
from starlette.types import Receive, Scope, Send

from adapters.memory import MemoryStore
from fireside.assemble import bot_folders
from fireside.rasa import with_rasa
from fireside.settings import Settings, load
from kernel.errors import SettingsError


async def chat(scope: Scope, receive: Receive, send: Send) -> None:
    raise LookupError(scope["path"])


def built(settings: Settings) -> object:
    memory = MemoryStore()
    return with_rasa(chat, settings, memory, memory, bot_folders(load(model="none")))


def test_the_doors_are_closed_by_themselves() -> None:
    assert built(load()) is chat


async def test_only_their_own_addresses_are_the_doors() -> None:
    app = built(load(rasa_doors="open"))
    sent: list[dict[str, object]] = []

    async def send(message: object) -> None:
        sent.append(message)  # type: ignore[arg-type]

    def scope(path: str) -> Scope:
        return {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}

    for path in ("/", "/v1/bots", "/webhooksx", "/console"):
        with pytest.raises(LookupError):
            await app(scope(path), None, send)  # type: ignore[operator]
    await app(scope("/webhooks/rest/"), None, send)  # type: ignore[operator]
    assert sent[0]["status"] == 200


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rasa_doors": "jwt"}, "RASA_JWT_KEY"),
        ({"rasa_doors": "jwt", "rasa_jwt_key": "short"}, "at least 32"),
        ({"rasa_doors": "open", "rasa_bot": "nobody"}, "RASA_BOT"),
        ({"rasa_actions_token": "short"}, "RASA_ACTIONS_TOKEN"),
        ({"rasa_doors": "ajar"}, "RASA_DOORS"),
    ],
)
def test_doors_that_cannot_be_opened_so(options: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        built(load(**options))
    assert "short" not in str(caught.value).replace("shorter", "")
