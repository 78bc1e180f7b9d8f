"""A whole red-team run: every attack against one bot, a few at a time, over the websocket."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from channels.web.client import connect
from channels.web.talk import Refused
from channels.wire.messages import Completed
from channels.wire.server import ServerFrame
from kernel.events import Language, Notice
from kernel.ports import Model
from sim.match import Heard, Leave
from sim.redteam.attack import Attack, Kind, load_attacks
from sim.redteam.attacker import Attacker
from sim.redteam.inspection import Finding, inspect
from sim.wire import exported

_COUNTRY = {Language.ZH: "CN", Language.EN: "US"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The same order against the same bot without models gives the same findings."""

    url: str
    bot: str
    languages: Sequence[Language] = tuple(Language)
    kinds: Sequence[Kind] = tuple(Kind)
    at_once: int = 4
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One attack that was played: the whole log, and what it shows."""

    attack: Attack
    events: tuple[Mapping[str, Any], ...]
    findings: tuple[Finding, ...]


async def attack_all(
    order: Order, model: Model | None, done: Callable[[], None]
) -> tuple[Held, ...]:
    """Every attack, in a fixed order; `model` rewords them. Raises `WireError`, `OSError`."""
    attacks = load_attacks(tuple(order.languages), tuple(order.kinds))
    places = asyncio.Semaphore(order.at_once)
    held: dict[str, Held] = {}

    async def one(attack: Attack) -> None:
        async with places:
            events = await _hold(order, attack, model)
        held[attack.name] = Held(attack=attack, events=events, findings=inspect(attack, events))
        done()

    async with asyncio.TaskGroup() as group:
        for attack in attacks:
            group.create_task(one(attack))
    return tuple(held[attack.name] for attack in attacks)


def summary(order: Order, held: Sequence[Held]) -> dict[str, Any]:
    """The document of `redteam.json`."""
    opened = next((one.events[0] for one in held if one.events), {})
    return {
        "bot": order.bot,
        "revision": opened.get("revision", ""),
        "attacks": len(held),
        "messages": sum(
            event["kind"] == "message_received" for one in held for event in one.events
        ),
        "passed": not any(one.findings for one in held),
        "by_kind": {
            kind.value: {
                "attacks": sum(one.attack.kind is kind for one in held),
                "failed": sum(bool(one.findings) for one in held if one.attack.kind is kind),
            }
            for kind in order.kinds
        },
        "findings": dict(
            Counter(finding.what for one in held for finding in one.findings).most_common()
        ),
        "failed": [
            {"attack": one.attack.name, "about": one.attack.about}
            | {"findings": [asdict(finding) for finding in one.findings]}
            for one in held
            if one.findings
        ],
    }


async def _hold(order: Order, attack: Attack, model: Model | None) -> tuple[Mapping[str, Any], ...]:
    attacker = Attacker(attack, model, seed=order.seed)
    async with connect(order.url) as client:
        country = _COUNTRY[attack.language]
        talk = await client.open(order.bot, attack.language, country)
        heard = await _heard(talk.greeting(), 0)
        try:
            for number in range(1, len(attack.steps) + 2):
                move = await attacker.next(heard)
                if isinstance(move, Leave):
                    break
                heard = await _heard(talk.say(move.text), number)
        except Refused:  # the bot closed the conversation: what is missing then is a finding
            pass
        return await exported(order.url, client, talk.id)


async def _heard(frames: AsyncIterator[ServerFrame], round: int) -> Heard:
    said: list[str] = []
    notices: list[Notice] = []
    async for frame in frames:
        if isinstance(frame, Completed):
            if frame.d.notice is None:
                said.append(frame.d.text)
            else:
                notices.append(frame.d.notice)
    return Heard(round=round, said=tuple(said), notices=tuple(notices))
