"""The console is there only where operators are named, and they have to be named well."""

from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from adapters.memory import MemoryStore
from fireside.assemble import bot_folders
from fireside.console import titles, with_console
from fireside.settings import Settings, load
from kernel.errors import SettingsError
from kernel.events import Language


async def chat(scope: Scope, receive: Receive, send: Send) -> None:
    raise LookupError(scope["path"])


def built(settings: Settings, folder: Path) -> object:
    settings = settings.model_copy(update={"data_dir": folder})
    store = MemoryStore()
    return with_console(chat, settings, "s" * 40, store, store, {})


def test_without_operators_there_is_no_console(tmp_path: Path) -> None:
    assert built(load(), tmp_path) is chat


async def test_only_its_own_addresses_are_the_consoles(tmp_path: Path) -> None:
    app = built(load(operators={"ada": "a" * 24}), tmp_path)
    sent: list[dict[str, object]] = []

    async def send(message: object) -> None:
        sent.append(message)  # type: ignore[arg-type]

    def scope(path: str, kind: str = "http") -> Scope:
        return {"type": kind, "method": "GET", "path": path, "headers": [], "query_string": b""}

    for path in ("/", "/v1/bots", "/consoles", "/widget/console"):
        with pytest.raises(LookupError):
            await app(scope(path), None, send)  # type: ignore[operator]
    with pytest.raises(LookupError):
        await app(scope("/console", "websocket"), None, send)  # type: ignore[operator]
    await app(scope("/console/sign-in"), None, send)  # type: ignore[operator]
    assert sent[0]["status"] == 200


@pytest.mark.parametrize(
    ("operators", "said"),
    [
        ({"ada": "short"}, "token of ada needs at least 24"),
        ({"a b": "a" * 24}, "a name has"),
        ({"": "a" * 24}, "a name has"),
        ({"ada": "a" * 24, "lin": "a" * 24}, "the same token"),
    ],
)
def test_operators_that_will_not_do(tmp_path: Path, operators: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        built(load(operators=operators), tmp_path)
    assert not any(token in str(caught.value) for token in operators.values())


def test_a_setting_that_is_no_json_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FIRESIDE_OPERATORS", "{ada: my-secret-token}")
    with pytest.raises(SettingsError, match="operators") as caught:
        load()
    assert "my-secret-token" not in f"{caught.value} {caught.value.__cause__}"


def test_bots_are_called_by_their_titles() -> None:
    assert titles(bot_folders(load(model="none")))["echo"][Language.EN]
