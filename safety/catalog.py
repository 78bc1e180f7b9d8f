"""Every guard that a bot may name in its `bot.toml`, one line each."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from kernel.events import Language
from kernel.ports import Guard, Model
from safety.crisis.guard import CrisisGuard

GuardFactory = Callable[[], Guard]
"""Reads its data at once and raises `kernel.errors.DataError` if something in it is wrong."""


def _toxicity(policy: str) -> GuardFactory:
    """Its tables take 50 MB and half a second to read: only for those who name it."""

    def build() -> Guard:
        guard: Guard = import_module("safety.chinese.guarding.guard").ToxicityGuard.load(policy)
        return guard

    return build


GUARDS: Mapping[str, GuardFactory] = {
    "crisis": CrisisGuard.load,
    "toxicity": _toxicity("strict"),
    "toxicity_care": _toxicity("care"),
}


def reading_with(guard: Guard, model: Path | None, *, meaning: bool) -> Guard:
    """A toxicity guard with another model than the one that ships, or with what texts mean; any
    other guard as it is. Raises `DataError` and `SettingsError`."""
    if not guard.name.startswith("toxicity") or (model is None and not meaning):
        return guard
    made: Guard = guard.reading_with(model, meaning=meaning)  # type: ignore[attr-defined]
    return made


def asking(guard: Guard, model: Model, seconds: float) -> Guard:
    """A toxicity guard that asks the model where it is unsure; any other guard as it is.

    `seconds` is the deadline of one answer. Raises `DataError`.
    """
    if not guard.name.startswith("toxicity"):
        return guard
    judge = import_module("safety.chinese.judge.judge").Judge
    asked: Guard = guard.asking(judge.load(model, Language.ZH, deadline=seconds))  # type: ignore[attr-defined]
    return asked
