"""The two secrets a service lives by, made once and kept where only the owner reads."""

import base64
import binascii
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from adapters.redis.seal import KEY_BYTES
from fireside.settings import Settings
from kernel.errors import SettingsError

FILE = "secrets.json"


@dataclass(frozen=True, slots=True)
class Secrets:
    master: bytes = field(repr=False)
    tokens: str = field(repr=False)


def load_secrets(settings: Settings) -> Secrets:
    """From the settings, else from `data_dir/secrets.json`, which is made if it is not there.

    Raises `SettingsError` if what is set cannot be used.
    """
    master = settings.master_key.get_secret_value()
    tokens = settings.token_secret.get_secret_value()
    if not (master and tokens):
        kept = _kept(settings.data_dir / FILE)
        master, tokens = master or kept["master_key"], tokens or kept["token_secret"]
    if len(tokens) < 32:
        raise SettingsError("FIRESIDE_TOKEN_SECRET: needs at least 32 characters")
    try:
        key = base64.b64decode(master, validate=True)
    except binascii.Error as error:
        raise SettingsError("FIRESIDE_MASTER_KEY: is not base64") from error
    if len(key) != KEY_BYTES:
        raise SettingsError(f"FIRESIDE_MASTER_KEY: must be {KEY_BYTES} bytes in base64")
    return Secrets(key, tokens)


def _kept(path: Path) -> dict[str, str]:
    if not path.exists():
        _make(path)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(kept[name]) for name in ("master_key", "token_secret")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path} is damaged. Put it back from a backup: without its master key the "
            "conversations in this folder cannot be read"
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = {
        "master_key": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
        "token_secret": secrets.token_urlsafe(48),
    }
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(made, file)
    try:
        os.link(draft, path)  # fails if another process was first: then its secrets count
    except FileExistsError:
        pass
    finally:
        draft.unlink()
