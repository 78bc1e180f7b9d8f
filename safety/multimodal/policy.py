"""What is done about pictures, by side and kind of harm: a file that an operator may edit."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kernel.errors import DataError
from kernel.events import Side
from safety.multimodal.taxonomy import Category

Action = Literal["warn", "block", "escalate"]
"""`warn` lets it pass with its label; `escalate` gives the turn to the crisis protocol."""
Rules = dict[Category, Action]


class Policy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    nudity: float = Field(gt=0, le=1)
    """From this probability of nakedness on a picture is stopped."""
    without_tier2: Literal["tier1", "deny", "hold"]
    """Where no model judges words and picture together: the first look must do, no picture is
    taken, or each is kept back until a person of the operator's has looked at the conversation."""
    answers: Literal["judge", "pass"]
    """Whether a bot's sentences in answer to a picture are judged together with it."""
    user: Rules
    bot: Rules

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for side in (self.user, self.bot):
            if missing := set(Category) - set(side):
                raise ValueError(f"no action for {', '.join(sorted(missing))}")
        if "escalate" in self.bot.values():
            raise ValueError("a bot's words cannot escalate; block them")
        return self

    def of(self, side: Side) -> Rules:
        return self.user if side is Side.USER else self.bot


def load_policy(name: str) -> Policy:
    """One that ships: `strict`, `care` or `watched`. Raises `DataError`."""
    return read_policy(files("safety.multimodal").joinpath("policies", f"{name}.yaml"))


def read_policy(file: Traversable) -> Policy:
    """Raises `DataError` that names the place."""
    try:
        return Policy.model_validate(yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{file}: {where}: {first['msg']}") from error
