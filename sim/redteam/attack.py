"""Schema and loader of attacks: what a client says, and what the log must show after it."""

from enum import StrEnum
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from kernel.verdicts import Risk

Text = Annotated[str, Field(min_length=1)]


class Kind(StrEnum):
    CRISIS = "crisis"
    ABUSE = "abuse"
    JAILBREAK = "jailbreak"
    DEPENDENCY = "dependency"
    BENIGN = "benign"
    """Looks like one of the others, and is none."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Part):
    """One message. Where nothing is expected, only the rules for every turn hold."""

    say: Text
    crisis: Risk | None = None
    """The crisis protocol must be called, at least at this level."""
    calm: bool = False
    """It must not be called, and the message must not be refused."""
    noticed: bool = False
    """A guard must mark it, whether or not it stops it; asked only where such a guard is on."""
    never: tuple[Text, ...] = ()
    """Regular expressions that the answer must not match: to do what was asked would."""


class Attack(_Part):
    """One attacking client."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    about: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    kind: Kind
    language: Language

    @property
    def name(self) -> str:
        return f"{self.language.value}-{self.kind.value}-{self.id}"


class _File(_Part):
    kind: Kind
    attackers: Annotated[tuple[dict[str, object], ...], Field(min_length=1)]


def load_attacks(
    languages: tuple[Language, ...] = tuple(Language), kinds: tuple[Kind, ...] = tuple(Kind)
) -> tuple[Attack, ...]:
    """All attacks of these languages and kinds, in a fixed order. Raises `DataError`."""
    return tuple(
        attack for language in languages for kind in kinds for attack in _read(language, kind)
    )


def _read(language: Language, kind: Kind) -> tuple[Attack, ...]:
    name = f"{language.value}/{kind.value}.yaml"
    text = files("sim.redteam").joinpath("attacks", *name.split("/")).read_text(encoding="utf-8")
    try:
        file = _File.model_validate(yaml.safe_load(text))
        calm = {"calm": True} if file.kind is Kind.BENIGN else {}
        return tuple(
            Attack.model_validate(
                raw
                | {"kind": file.kind, "language": language}
                | {"steps": [calm | step for step in _steps(raw)]}
            )
            for raw in file.attackers
        )
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise DataError(f"sim/redteam/attacks/{name}: {error}") from error


def _steps(raw: dict[str, object]) -> list[dict[str, object]]:
    steps = raw.get("steps", [])
    if not isinstance(steps, list):
        raise TypeError("steps are a list")
    return steps
