"""Every guard that a bot may name in its `bot.toml`, one line each."""

from collections.abc import Callable, Mapping

from kernel.ports import Guard
from safety.crisis.guard import CrisisGuard

GuardFactory = Callable[[], Guard]
"""Reads its data at once and raises `kernel.errors.DataError` if something in it is wrong."""

GUARDS: Mapping[str, GuardFactory] = {
    "crisis": CrisisGuard.load,
}
