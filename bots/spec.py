"""A bot is a folder: `bot.toml`, and the data that its policy reads.

The revision is the digest of every file in the folder, so that a score of a conversation names
exactly the prompts it was held with.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BothLanguages(_Part):
    """Whatever a person reads exists in every language of the platform."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


class ModelNeeds(_Part):
    needs: Literal["none", "optional", "required"] = "optional"


class ImagesSpec(_Part):
    """Pictures in messages. A bot that takes them has eyes (`Bot.eyes`) besides its guards."""

    take: bool = False
    policy: Literal["care", "strict", "watched"] = "care"


class Limits(_Part):
    turn_seconds: float = Field(default=120, gt=0, le=600)
    """After this a turn is given up with an apology."""
    guard_seconds: float = Field(default=2, gt=0, le=30)
    """After this a guard counts as failed, which blocks."""
    image_seconds: float = Field(default=20, gt=0, le=120)
    """The same where there are pictures to judge."""


class BotSpec(_Part):
    """`bot.toml`. The crisis guard is always on and cannot be listed or left out."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")
    policy: str
    guards: tuple[str, ...] = ()
    second_opinion: Literal["none", "model"] = "none"
    """Whom the toxicity guards ask where they are unsure: nobody, or the service's model."""
    title: BothLanguages
    about: BothLanguages
    greeting: BothLanguages
    model: ModelNeeds = ModelNeeds()
    images: ImagesSpec = ImagesSpec()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class BotFolder:
    path: Path
    spec: BotSpec
    revision: str
    """First 16 hex digits of the SHA-256 of all files."""


def load_bot(folder: Path) -> BotFolder:
    """Raises `DataError` that names the file and what is wrong in it."""
    file = folder / "bot.toml"
    try:
        spec = BotSpec.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{file}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{file}: {where}: {first['msg']}") from error
    if spec.name != folder.name:
        raise DataError(f'{file}: name is "{spec.name}" but the folder is "{folder.name}"')
    return BotFolder(folder, spec, revision_of(folder))


def load_bots(roots: Iterable[Path]) -> dict[str, BotFolder]:
    """Every folder with a `bot.toml` right below one of the roots, by name."""
    found: dict[str, BotFolder] = {}
    for root in roots:
        for file in sorted(root.glob("*/bot.toml")):
            bot = load_bot(file.parent)
            if bot.spec.name in found:
                raise DataError(f'{file}: there is already a bot named "{bot.spec.name}"')
            found[bot.spec.name] = bot
    return found


def revision_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if "__pycache__" in file.parts:
            continue
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
