"""Takes in profiles of other simulators: what they hold becomes a card, what they lack is left out.

    patient-psi   a cognitive conceptualisation diagram (EMNLP 2024; also PatientHub's `patientPsi`)
    clientcast    a basic profile with Big Five (ClientCAST; PatientHub's `ClientCast`)
    cactus        an intake form with thought and attitude (Cactus, EMNLP 2024)
    psi-arena     the seven fields, flat (AAAI-26)

Such profiles speak of a person; a card's lines are spoken by one. So a scripted client says them as
they stand, which reads like notes; with a model they are put into the client's words.
"""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Attitude, Card, Mind, Style
from sim.cards.dress import card, facts, mind_lines, slug
from sim.match import Theme

Format = Literal["patient-psi", "clientcast", "cactus", "psi-arena"]
FORMATS: tuple[Format, ...] = get_args(Format)
_STRAIN = 0.6
"""Profiles do not say how heavy it is."""


class _Loose(BaseModel):
    """Somebody else's format: what we do not use is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class PatientPsi(_Loose):
    name: str
    history: str
    helpless_belief: tuple[str, ...] = ()
    unlovable_belief: tuple[str, ...] = ()
    worthless_belief: tuple[str, ...] = ()
    intermediate_belief: str
    coping_strategies: str
    situation: str
    auto_thought: str
    emotion: tuple[str, ...]
    behavior: str
    type: tuple[str, ...] | str = ()


class _Basic(_Loose):
    name: str = ""
    gender: str = ""
    age: int = -1
    occupation: str = ""
    topic: str
    situation: str
    emotion: str
    reasons: str = ""
    problem: str
    resistance: str = ""


class ClientCast(_Loose):
    basic_profile: _Basic


class Cactus(_Loose):
    intake_form: str
    thought: str
    attitude: str = "neutral"
    reason_counseling: str = ""


class PsiArena(_Loose):
    demographics: str
    cultural_background: str
    personality_trait: str = Field(alias="personality_traits")
    emotional_state: str
    current_distress: str
    detailed_distress: str = Field(alias="detailed_distress_description")
    core_theme: str


def taken(path: Path, format: Format, theme: Theme, language: Language) -> tuple[Card, ...]:
    """The cards of a JSON file: an object, a list of them, or one on each line.

    Raises `DataError` that names the profile which does not fit.
    """
    model, made = _READERS[format]
    cards = []
    for number, raw in enumerate(_objects(path), 1):
        try:
            profile = model.model_validate(raw)
        except ValidationError as error:
            raise DataError(f"{path}: profile {number} is not of {format}: {error}") from error
        cards.append(card(theme, language, made(profile, number, language)))
    if not cards:
        raise DataError(f"{path}: there is no profile in it")
    return tuple(cards)


def _from_patient_psi(of: PatientPsi, number: int, language: Language) -> dict[str, object]:
    beliefs = (*of.helpless_belief, *of.unlovable_belief, *of.worthless_belief)
    mind = Mind(
        situation=of.situation,
        thought=of.auto_thought,
        emotion="; ".join(of.emotion),
        behaviour=of.behavior,
        coping=of.coping_strategies,
        rule=of.intermediate_belief,
        core=" ".join(beliefs) or of.intermediate_belief,
        history=of.history,
    )
    types = (of.type,) if isinstance(of.type, str) else of.type
    style = next((one for one in types if one in set(Style)), Style.PLAIN.value)
    return _story(
        slug=slug(f"psi_{of.name}", number),
        name=of.name,
        distress=of.situation,
        detail=of.history,
        core_theme=mind.core,
        feeling=list(of.emotion),
        mind=mind,
        style=style,
        opening=of.situation,
        open_facts=[of.situation],
        hidden=[of.history],
        language=language,
    )


def _from_clientcast(of: ClientCast, number: int, language: Language) -> dict[str, object]:
    basic = of.basic_profile
    resists = basic.resistance.casefold().startswith("high")
    told = _given(basic.gender).casefold()
    return _story(
        slug=slug("cast", number),
        name=_given(basic.name) or "-",
        age=basic.age if basic.age >= 16 else None,
        gender=told if told in ("female", "male") else "unknown",
        work=_given(basic.occupation) or "-",
        distress=basic.problem,
        detail=basic.situation,
        core_theme=basic.topic,
        feeling=[basic.emotion],
        style=Style.RESISTANT if resists else Style.PLAIN,
        attitude="guarded" if resists else "open",
        opening=basic.reasons or basic.problem,
        open_facts=[basic.situation],
        hidden=[basic.emotion],
        language=language,
    )


def _from_cactus(of: Cactus, number: int, language: Language) -> dict[str, object]:
    attitudes: dict[str, Attitude] = {"positive": "eager", "negative": "guarded"}
    found = re.search(r"Age:?\s*\**\s*(\d{2})", of.intake_form, re.IGNORECASE)
    name = re.search(r"Name:?\s*\**\s*([A-Z][\w' -]{1,40})", of.intake_form)
    return _story(
        slug=slug("cactus", number),
        name=name[1].strip() if name else "-",
        age=int(found[1]) if found else None,
        distress=of.reason_counseling or of.thought,
        detail=of.intake_form,
        core_theme=of.thought,
        feeling=["-"],
        attitude=attitudes.get(of.attitude.casefold(), "ambivalent"),
        opening=of.reason_counseling or of.thought,
        open_facts=[of.thought],
        hidden=[],
        language=language,
    )


def _from_psi_arena(of: PsiArena, number: int, language: Language) -> dict[str, object]:
    return _story(
        slug=slug("arena", number),
        name="-",
        work=of.demographics,
        culture=of.cultural_background,
        personality=of.personality_trait,
        distress=of.current_distress,
        detail=of.detailed_distress,
        core_theme=of.core_theme,
        feeling=[of.emotional_state],
        opening=of.current_distress,
        open_facts=[of.current_distress],
        hidden=[of.detailed_distress],
        language=language,
    )


def _story(
    *,
    opening: str,
    open_facts: Sequence[str],
    hidden: Sequence[str],
    feeling: Sequence[str],
    language: Language,
    mind: Mind | None = None,
    age: int | None = None,
    gender: str = "unknown",
    work: str = "-",
    **fields: object,
) -> dict[str, object]:
    others = [opening, *mind_lines(mind)]
    found = facts(open_facts, [say for say in hidden if say not in others], others, language)
    return {
        "demographics": {"age": age, "gender": gender, "work": work, "lives": "-"},
        "culture": "-",
        "personality": "-",
        "feeling": {"words": list(feeling), "strain": _STRAIN},
        "goals": [fields["core_theme"]],
        "opening": opening,
        "mind": None if mind is None else mind.model_dump(),
        "facts": found,
    } | fields


def _objects(path: Path) -> list[Any]:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        read = json.loads(text)
    except (UnicodeError, json.JSONDecodeError) as error:
        raise DataError(f"{path}: it is not JSON: {error}") from error
    return read if isinstance(read, list) else [read]


def _given(text: str) -> str:
    return "" if text.casefold() in ("not specified", "unknown", "n/a") else text


_READERS: dict[Format, tuple[type[_Loose], Callable[[Any, int, Language], dict[str, object]]]] = {
    "patient-psi": (PatientPsi, _from_patient_psi),
    "clientcast": (ClientCast, _from_clientcast),
    "cactus": (Cactus, _from_cactus),
    "psi-arena": (PsiArena, _from_psi_arena),
}
