"""Plain chat models as counsellors: bare ("vanilla") or with a counsellor's instructions.

After Psi-Arena (AAAI-26, section 4), which compares the two; the instructions are ours.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.resources import files
from string import Template

from kernel.errors import DataError
from kernel.ports import Model
from sim.arena.counsellor import ChatCounsellor, Counsellor, Open
from sim.arena.order import Kind
from sim.match import Match


def of_models(models: Mapping[str, tuple[Kind, Model]]) -> Open:
    """Contestants by name. Raises `DataError` in a match if a prompt is missing."""

    @asynccontextmanager
    async def open_talk(match: Match) -> AsyncIterator[Counsellor]:
        kind, model = models[match.counsellor]
        system = Template(_text(match, kind)).substitute(rounds=match.rounds)
        yield ChatCounsellor(model, system, _text(match, "greeting"), match.seed)

    return open_talk


def either(models: Mapping[str, tuple[Kind, Model]], service: Open) -> Open:
    """Contestants of `models` as chat models, all others as bots of the service."""
    plain = of_models(models)

    def open_talk(match: Match) -> AbstractAsyncContextManager[Counsellor]:
        return (plain if match.counsellor in models else service)(match)

    return open_talk


def _text(match: Match, name: str) -> str:
    file = files("sim.arena").joinpath("prompts", match.card.language.value, f"{name}.md")
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise DataError(f"sim/arena/prompts: {error}") from error
