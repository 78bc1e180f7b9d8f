"""From `--model` to a model. What needs a heavy import is imported only if it is wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

from adapters.models.registry import known_served, resolve
from adapters.models.usage import Meter
from fireside.settings import Settings
from kernel.errors import SettingsError
from kernel.ports import Model

SCRIPTS = frozenset({".yaml", ".yml"})


@asynccontextmanager
async def open_model(settings: Settings, meter: Meter | None = None) -> AsyncIterator[Model | None]:
    """The model that the settings name, open for as long as the context lasts.

    `meter` is told what every ask of it cost. Raises `SettingsError` if there is no such model
    here or real ones are forbidden, and `ModelUnavailable` if it does not start.
    """
    check_permitted(settings)
    wanted = settings.model
    if not _needed(settings):
        yield None
    elif _is_script(wanted):
        play = import_module("adapters.models.scripted").ScriptedModel.load
        yield play(None if wanted == "scripted" else Path(wanted), meter=meter)
    elif (served := known_served(wanted)) or wanted.startswith(("http://", "https://")):
        # The openai client takes most of a second to import: not for those who do not use it.
        server = import_module("adapters.models.openai_compatible")
        key = settings.model_key.get_secret_value()
        url, name = (served.url, served.name) if served else (wanted, settings.model_name)
        async with server.connect(url, name, key, meter=meter) as model:
            yield model
    else:
        path = resolve(wanted, settings.model_dir)
        local = import_module("adapters.models.embedded")
        async with local.embedded(
            path,
            context=settings.model_context,
            slots=settings.model_slots,
            name=path.stem,
            meter=meter,
        ) as model:
            yield model


def check_permitted(settings: Settings) -> None:
    """Raises `SettingsError` if a real model is wanted where real ones are forbidden."""
    real = _needed(settings) and not _is_script(settings.model)
    if real and settings.real_models == "forbid":
        raise SettingsError(
            f'the model "{settings.model}" is a real one, and FIRESIDE_REAL_MODELS=forbid; '
            "use --model scripted, a script of your own, or none"
        )


def _needed(settings: Settings) -> bool:
    return settings.model != "none" and settings.role != "gateway"


def _is_script(wanted: str) -> bool:
    return wanted == "scripted" or Path(wanted).suffix in SCRIPTS
