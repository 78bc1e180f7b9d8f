"""From `--model` to a model. What needs a heavy import is imported only if it is wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from adapters.models.registry import resolve
from adapters.models.scripted import ScriptedModel
from fireside.settings import Settings
from kernel.ports import Model


@asynccontextmanager
async def open_model(settings: Settings) -> AsyncIterator[Model | None]:
    """The model that the settings name, open for as long as the context lasts.

    Raises `SettingsError` if there is no such model here, `ModelUnavailable` if it does not start.
    """
    wanted = settings.model
    if wanted == "none" or settings.role == "gateway":
        yield None
    elif wanted == "scripted":
        yield ScriptedModel.load()
    elif wanted.startswith(("http://", "https://")):
        # The openai client takes most of a second to import: not for those who do not use it.
        server = import_module("adapters.models.openai_compatible")
        key = settings.model_key.get_secret_value()
        async with server.connect(wanted, settings.model_name, key) as model:
            yield model
    else:
        path = resolve(wanted, settings.model_dir)
        local = import_module("adapters.models.embedded")
        async with local.embedded(path, context=settings.model_context, name=path.stem) as model:
            yield model
