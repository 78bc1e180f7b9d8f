"""The models we know by name, from `registry.yaml`."""

from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError, SettingsError
from kernel.events import Language


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    languages: tuple[Language, ...]
    parameters: str
    licence: str
    size_bytes: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    hub: str | None
    """`owner/repository/file` on the model hub."""
    wheels: tuple[str, ...] = Field(min_length=1)
    """`package==version`, in the order of the parts."""

    def file(self, directory: Path) -> Path:
        return directory / f"{self.name}.gguf"


class Served(BaseModel):
    """A model too large to carry along: somebody else's engine serves it (`command`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    languages: tuple[Language, ...]
    parameters: str
    licence: str
    source: str
    """`owner/repository` on the model hub."""
    url: str = Field(pattern=r"^https?://")
    """Where `command` serves it."""
    command: str


class _Registry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    models: tuple[Entry, ...]
    served: tuple[Served, ...]


def entries() -> tuple[Entry, ...]:
    """Models that can be pulled. Raises `DataError` if the registry is malformed."""
    return _registry().models


def served() -> tuple[Served, ...]:
    """Models that an engine serves. Raises `DataError` if the registry is malformed."""
    return _registry().served


def _registry() -> _Registry:
    text = files("adapters.models").joinpath("registry.yaml").read_text(encoding="utf-8")
    try:
        return _Registry.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"adapters/models/registry.yaml: {error}") from error


def known(name: str) -> Entry | None:
    return next((entry for entry in entries() if entry.name == name), None)


def known_served(name: str) -> Served | None:
    return next((entry for entry in served() if entry.name == name), None)


def find(name: str) -> Entry:
    """Raises `SettingsError` that names what is close."""
    if (entry := known(name)) is not None:
        return entry
    if (there := known_served(name)) is not None:
        raise SettingsError(f"{name} is no file; it is served by: {there.command}")
    names = [*(each.name for each in entries()), *(each.name for each in served())]
    close = get_close_matches(name, names, 1, 0.4)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(names)}"
    raise SettingsError(f'no model is named "{name}"; {hint}')


def resolve(name_or_path: str, directory: Path) -> Path:
    """The file of a model that is here. Raises `SettingsError` that says how to get it."""
    if (entry := known(name_or_path)) is not None:
        if not (path := entry.file(directory)).exists():
            raise SettingsError(f"{entry.name} is not here yet: fireside models pull {entry.name}")
        return path
    if (path := Path(name_or_path).expanduser()).exists():
        return path
    if path.suffix == ".gguf" or len(path.parts) > 1:
        raise SettingsError(f"there is no model file {path}")
    find(name_or_path)
    raise AssertionError("find raises for what is not known")
