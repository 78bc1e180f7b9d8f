"""What the encoder imports only when it is used, so that a service without it starts no slower."""

from importlib import import_module
from typing import Any

from kernel.errors import SettingsError


def needed(module: str) -> Any:
    """Raises `SettingsError` if the extra is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise SettingsError("the encoder needs the extra: pip install fireside[encoder]") from error
