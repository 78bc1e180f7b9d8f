"""Puts an arena together: the service that is played against, who plays, and who judges."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fireside.assemble import bot_folders
from fireside.models import open_model
from fireside.private import private_service
from fireside.settings import Settings, load
from kernel.errors import SettingsError
from kernel.ports import Model
from sim.arena.account import Account, Part, Playing
from sim.arena.baseline import either
from sim.arena.counsellor import of_service
from sim.arena.fleet import Fleet
from sim.arena.order import Kind, Order
from sim.judging.model import ModelJudge
from sim.judging.rules import RuleJudge, Rules
from sim.judging.scales import load_rubric
from sim.judging.sheet import Judge
from sim.match import CardRef, Cast
from sim.npc.casts import model_cast, scripted_cast
from sim.npc.fidelity import Checker

SCRIPTED, RULES, NONE = "scripted", "rules", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an order is carried out; it does not change the result."""

    url: str = ""
    """A service that runs already; "" starts one for the run."""
    bots_dir: Path | None = None
    at_once: int = 8
    judging_at_once: int = 2


def cards(order: Order) -> Sequence[CardRef]:
    """Everybody who can be played in it. Raises `DataError`."""
    return scripted_cast().cards()


@asynccontextmanager
async def open_fleet(
    order: Order, place: Place, account: Account
) -> AsyncIterator[tuple[Fleet, str]]:
    """The fleet, and the address of the service; "" where no bot of one plays.

    Raises `SettingsError`, `DataError`, `ModelUnavailable`, `OSError`.
    """
    async with AsyncExitStack() as stack:
        models = _Models(stack, account)
        cast = await _cast(order, models)
        judges = [await _judge(order, name, models) for name in order.judges]
        plain: dict[str, tuple[Kind, Model]] = {
            bot.name: (bot.kind, await models.playing(bot.target, "counsellors"))
            for bot in order.bots
            if bot.kind != "bot"
        }
        bots = {bot.name: bot.target for bot in order.bots if bot.kind == "bot"}
        url = place.url
        if bots and not url:
            _check_known(order, place, bots.values())
            # last, when all that may be wrong with the order has been said
            url = await stack.enter_async_context(private_service(order.model, place.bots_dir))
        fleet = Fleet(
            cast=cast,
            fidelity=Checker(),
            open_talk=either(plain, of_service(url, bots)),
            judges=judges,
            at_once=place.at_once,
            judging_at_once=place.judging_at_once,
        )
        yield fleet, url


def model_settings(wanted: str) -> Settings:
    """A model by the name that `--model` takes, or as URL#NAME."""
    url, mark, name = wanted.partition("#")
    return load(model=url, model_name=name if mark else None)


def models_of(order: Order) -> list[str]:
    """All real ones that it names."""
    named = [order.model, order.people, *order.judges]
    named += [bot.target for bot in order.bots if bot.kind != "bot"]
    return [name for name in dict.fromkeys(named) if name not in (SCRIPTED, RULES, NONE)]


@dataclass(slots=True)
class _Models:
    """Every model is opened once, whatever parts it plays."""

    stack: AsyncExitStack
    account: Account
    opened: dict[str, Model] = field(default_factory=dict)

    async def playing(self, wanted: str, part: Part) -> Model:
        if wanted not in self.opened:
            settings = model_settings(wanted)
            model = await self.stack.enter_async_context(open_model(settings, self.account.meter))
            if model is None:
                raise SettingsError(f'"{wanted}" is no model that could play or judge')
            self.opened[wanted] = model
        return Playing(self.opened[wanted], part, self.account)


def _check_known(order: Order, place: Place, wanted: Iterable[str]) -> None:
    """Raises `SettingsError` for a bot that the service of this run would not have."""
    known = bot_folders(load(model=order.model, bots_dir=place.bots_dir))
    if unknown := sorted({*wanted} - {*known}):
        raise SettingsError(
            f"no bot is named {', '.join(unknown)}; there are {', '.join(sorted(known))}"
        )


async def _cast(order: Order, models: _Models) -> Cast:
    if order.people == SCRIPTED:
        return scripted_cast()
    return model_cast(await models.playing(order.people, "people"))


async def _judge(order: Order, name: str, models: _Models) -> Judge:
    rubric = load_rubric(order.rubric)
    if name in (RULES, NONE):
        return RuleJudge(rubric, Rules.load())
    model = await models.playing(name, "judges")
    context = model_settings(name).model_context
    return ModelJudge(name, model, rubric, context=context, seed=order.seed)
