"""Every guard that a bot may name in its `bot.toml`, one line each."""

from collections.abc import Callable, Mapping
from importlib import import_module

from kernel.ports import Guard
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
