"""Eleven schools of therapy as a library: what each holds, what it does, and what that helps.

The choice of schools follows Psi-Arena, which takes those of Corey's textbook (2013); every word is
ours.
"""

from collections.abc import Iterable
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from sim.judging.scales import Both, Rubric, Scale


class School(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    name: Both
    holds: Both
    does: Annotated[tuple[Both, ...], Field(min_length=1)]
    """Orders to a counsellor, as they may stand in its instructions."""
    helps: Annotated[tuple[str, ...], Field(min_length=1)]
    """Items of the rubric, as `scale.item`."""


def load_schools(rubric: Rubric) -> tuple[School, ...]:
    """Raises `DataError`, also for an item that the rubric does not have."""
    items = {f"{s}.{item.id}" for s, scale in rubric.scales.items() for item in scale.items}
    found = []
    folder = files("sim.improve").joinpath("schools")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        try:
            school = School.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        except (yaml.YAMLError, ValidationError) as error:
            raise DataError(f"sim/improve/schools/{file.name}: {error}") from error
        if unknown := {*school.helps} - items:
            raise DataError(f"sim/improve/schools/{file.name}: no item {min(unknown)}")
        found.append(school)
    return tuple(found)


def matching(
    schools: Iterable[School], weak: Iterable[tuple[Scale, str]], most: int
) -> list[School]:
    """Those that help with most of what is weak, the best first; none that help with nothing."""
    wanted = {f"{scale}.{item}" for scale, item in weak}
    ranked = sorted(schools, key=lambda school: (-len(wanted & {*school.helps}), school.id))
    return [school for school in ranked if wanted & {*school.helps}][:most]
