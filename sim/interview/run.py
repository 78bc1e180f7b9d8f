"""The whole validation: people are drawn, interviewed a few at a time, looked at and scored."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from kernel.events import Language
from sim.interview.client import Client, seated
from sim.interview.oracle import look
from sim.interview.profile import Plan, Profile, load_plan, profiles
from sim.interview.respondent import Phrases, Respondent, Wording, load_phrases
from sim.interview.score import (
    Judged,
    ModuleScore,
    Share,
    judged,
    kappa,
    kappa_interval,
    over_all,
    score,
)
from sim.interview.sheet import Sheet, load_sheets
from sim.interview.sitting import Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The same order against the same bot without a model gives the same result."""

    url: str
    folder: Path
    """The bot's own folder: its trees are the ground truth's, too."""
    bot: str = "interview"
    count: int = 200
    seed: int = 1
    languages: tuple[Language, ...] = tuple(Language)
    at_once: int = 8
    wording: Wording = "reporting"
    cards: bool = False
    """Whether the people are those of the client cards, who tell their story and talk around."""


async def interview_all(
    order: Order,
    done: Callable[[Judged], None],
    before: Callable[[Plan, tuple[Sheet, ...], Sequence[Profile]], Sequence[Judged]] | None = None,
) -> list[Judged]:
    """Everybody, in the order of their numbers; `before` gives those who need not be asked again.

    Raises `DataError`, `WireError`, `OSError`.
    """
    plan, sheets = load_plan(), load_sheets(order.folder)
    phrases = {language: load_phrases(language, order.wording) for language in order.languages}
    drawn = profiles(plan, sheets, order.count, seed=order.seed, languages=order.languages)
    seats = seated(drawn, seed=order.seed) if order.cards else {}
    drawn = tuple(seats[one.number].profile if seats else one for one in drawn)
    places = asyncio.Semaphore(order.at_once)
    earlier = before(plan, sheets, drawn) if before is not None else ()
    held = {one.sat.profile.number: one for one in earlier}

    async def one(profile: Profile, words: Phrases) -> None:
        async with places:
            person = Respondent(profile, plan, words, seed=order.seed)
            seat = seats.get(profile.number)
            sitting = Sitting(
                order.url,
                order.bot,
                sheets,
                profile,
                person if seat is None else Client(person, seat.card, seed=order.seed),
                words,
                opening="" if seat is None else seat.card.opening,
                country="" if seat is None else seat.card.country,
            )
            sat = await sitting.hold()
        held[profile.number] = judged(plan, sat, look(sheets, sat.events))
        done(held[profile.number])

    async with asyncio.TaskGroup() as group:
        for profile in [one for one in drawn if one.number not in held]:
            group.create_task(one(profile, phrases[profile.language]))
    return [held[number] for number in sorted(held)]


def summary(people: Sequence[Judged]) -> dict[str, Any]:
    """The document of `summary.json`."""
    outcomes = tuple(load_plan().outcomes)
    return {
        "people": len(people),
        "ended": sum(one.sat.ended for one in people),
        "modules": {name: _module(score(name, people)) for name in outcomes},
        "styles": _by(outcomes, people, lambda p: p.style),
        "manners": _by(outcomes, people, lambda p: p.manner),
        "kinds": _by(outcomes, people, lambda p: p.kind),
        "languages": _by(outcomes, people, lambda p: p.language.value),
        "plain": {
            name: _share(
                score(name, [p for p in people if p.sat.profile.style == "plain"]).accuracy
            )
            for name in outcomes
        },
        "crisis_level_right": _share(_crises(people)),
        "crisis_without_cause": _share(_alarmed(people)),
        "navigation_errors": sum(len(one.seen.wrong) for one in people),
        "mean_turns": mean(one.sat.messages for one in people) if people else 0,
        "mean_clarifications": mean(one.seen.clarified for one in people) if people else 0,
    }


def _module(scored: ModuleScore) -> dict[str, Any]:
    return {
        "n": len(scored.pairs),
        "not_reached": scored.not_reached,
        "accuracy": scored.accuracy.value,
        "accuracy_interval": scored.accuracy.interval,
        "sensitivity": scored.sensitivity.value,
        "sensitivity_interval": scored.sensitivity.interval,
        "specificity": scored.specificity.value,
        "specificity_interval": scored.specificity.interval,
        "kappa": kappa(scored.pairs),
        "kappa_interval": kappa_interval(scored.pairs),
        "confusion": scored.confusion,
        **({"level_right": _share(scored.level_right)} if scored.level_right else {}),
    }


def _by(
    outcomes: Sequence[str], people: Sequence[Judged], name: Callable[[Profile], str]
) -> Mapping[str, Any]:
    groups: dict[str, list[Judged]] = {}
    for one in people:
        if group := name(one.sat.profile):
            groups.setdefault(group, []).append(one)
    return {
        group: _share(over_all(outcomes, members)) | {"people": len(members)}
        for group, members in sorted(groups.items())
    }


def _crises(people: Sequence[Judged]) -> Share:
    """Of the people with some suicidality, at how many the protocol was called at least so high."""
    order = ("none", "low", "moderate", "high")
    mine = [one for one in people if one.sat.profile.truth["suicidality"] != "none"]
    right = sum(
        order.index(one.seen.gravest) >= order.index(one.sat.profile.truth["suicidality"])
        for one in mine
    )
    return Share(right, len(mine))


def _alarmed(people: Sequence[Judged]) -> Share:
    """Of the people without any suicidality, at how many the protocol was called at all."""
    others = [one for one in people if one.sat.profile.truth["suicidality"] == "none"]
    return Share(sum(bool(one.seen.crises) for one in others), len(others))


def _share(share: Share) -> dict[str, Any]:
    return {"accuracy": share.value, "interval": share.interval, "n": share.n}
