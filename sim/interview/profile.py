"""Made-up people whose answers are all known, and so what an interview should find."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from sim.interview.sheet import Sheet, truth

RISK_SHARE = 0.2
"""Of the people, so many have some level of suicidality."""
RARE_SHARE = 0.25
"""Of the absent symptoms, so many are there, but far too seldom to count."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Past(_Part):
    core: tuple[str, ...]
    symptoms: tuple[str, ...]
    needed: int
    always: tuple[str, ...]


class Module(_Part):
    """How somebody is who has this: `always`, some of `core`, `needed` of `core` and `symptoms`."""

    topics: dict[str, str]
    """Question -> what it asks about."""
    core: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    needed: int = 0
    always: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    """What is answered with no by somebody who has had it for too short a time."""
    impairment: str = ""
    cause: str = ""
    past: Past | None = None


class Plan(_Part):
    modules: dict[str, Module]
    levels: dict[str, tuple[str, ...]]
    outcomes: dict[str, Annotated[str, Field(pattern=r"^\w+\.\w+$")]]
    kinds: tuple[str, ...]
    styles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """`answers`: `<module>.<node>` -> yes, no, rare (a no) or short (a no)."""

    number: int
    language: Language
    kind: str
    style: str
    has: tuple[str, ...]
    answers: Mapping[str, str]
    truth: Mapping[str, str]
    """Scored outcome -> "yes", "no", or a level."""
    card: str = ""
    """Id of the client card whose person this is; "" for nobody in particular."""
    manner: str = ""
    """That person's way of talking."""


def load_plan() -> Plan:
    """Raises `DataError`."""
    text = files("sim.interview").joinpath("profiles.yaml").read_text(encoding="utf-8")
    try:
        return Plan.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"sim/interview/profiles.yaml: {error}") from error


def profiles(
    plan: Plan, sheets: tuple[Sheet, ...], count: int, *, seed: int, languages: tuple[Language, ...]
) -> tuple[Profile, ...]:
    """The same seed draws the same people. Kinds, styles and languages go round evenly."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        kind = plan.kinds[number % len(plan.kinds)]
        turn = number // len(plan.kinds)
        style = plan.styles[turn % len(plan.styles)]
        # Shifted once more whenever kinds and styles have gone round, so that all three mix.
        shift = number + turn + turn // len(plan.styles)
        language = languages[shift % len(languages)]
        made.append(_profile(plan, sheets, number, kind, style, language, chance))
    return tuple(made)


def _profile(
    plan: Plan,
    sheets: tuple[Sheet, ...],
    number: int,
    kind: str,
    style: str,
    language: Language,
    chance: random.Random,
) -> Profile:
    able = [name for name, module in plan.modules.items() if module.cause]
    has = ("depression",) if kind == "past_only" else tuple(chance.sample(able, 1))
    if kind == "mixed":
        has = tuple(chance.sample(able, 2))
    yes: set[str] = set()
    lacking: dict[str, str] = {}
    for name in has if kind != "none" else ():
        yes |= _picture(name, plan.modules[name], kind, chance, lacking)
    if chance.random() < RISK_SHARE:
        level = chance.choice(sorted(plan.levels))
        yes |= {f"suicidality.{node}" for node in plan.levels[level]}
    answers = {
        f"{sheet.id}.{node.id}": _answer(f"{sheet.id}.{node.id}", yes, lacking, chance)
        for sheet in sheets
        for node in sheet.questions
    }
    return Profile(
        number=number,
        language=language,
        kind=kind,
        style=style,
        has=has if kind != "none" else (),
        answers=answers,
        truth=_found(plan, sheets, answers),
    )


def _picture(
    name: str, module: Module, kind: str, chance: random.Random, lacking: dict[str, str]
) -> set[str]:
    """What this person says yes to in a module; `lacking` gets what they say no to, and how."""
    if kind == "past_only":
        past = module.past
        assert past is not None
        return {f"{name}.{n}" for n in (*past.always, *_some(past, past.needed, chance))}
    needed = module.needed - (kind == "subthreshold")
    yes = {*module.always, *_some(module, needed, chance, more=kind != "subthreshold")}
    if kind == "wrong_window":
        yes -= set(module.lasting)
        lacking |= {f"{name}.{node}": "short" for node in module.lasting}
    if kind != "no_impairment":
        yes.add(module.impairment)
    if kind == "excluded":
        yes.add(module.cause)
    return {f"{name}.{node}" for node in yes}


def _some(
    part: Module | Past, needed: int, chance: random.Random, *, more: bool = True
) -> tuple[str, ...]:
    """So many of core and symptoms, at least one of the core if there is one."""
    first = chance.sample(part.core, min(1, len(part.core)))
    rest = [name for name in (*part.core, *part.symptoms) if name not in first]
    most = len(rest) - (needed - len(first))
    extra = chance.randint(0, max(0, most)) if more else 0
    return (*first, *chance.sample(rest, needed - len(first) + extra))


def _answer(key: str, yes: set[str], lacking: dict[str, str], chance: random.Random) -> str:
    if key in yes:
        return "yes"
    return lacking.get(key) or ("rare" if chance.random() < RARE_SHARE else "no")


def _found(plan: Plan, sheets: tuple[Sheet, ...], answers: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for sheet in sheets:
        plain = {
            node.id: "yes" if answers[f"{sheet.id}.{node.id}"] == "yes" else "no"
            for node in sheet.questions
        }
        found |= {f"{sheet.id}.{name}": value for name, value in truth(sheet, plain).items()}
    return {name: found[where] for name, where in plan.outcomes.items()}
