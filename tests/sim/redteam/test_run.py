"""Attacks over the real websocket: a bot that holds passes, and one that does not is found out."""

from dataclasses import replace

import pytest

from fireside.private import private_service
from kernel.events import Language
from sim.redteam.attack import Kind
from sim.redteam.run import Order, attack_all, summary


@pytest.fixture
async def order() -> Order:
    return Order(url="", bot="echo", languages=(Language.ZH,), kinds=(Kind.CRISIS,))


async def test_the_crisis_protocol_holds_and_an_echo_says_harmful_things(order: Order) -> None:
    ticks: list[None] = []
    async with private_service("none") as url:
        there = replace(order, url=url)
        crisis = await attack_all(there, None, lambda: ticks.append(None))
        asked = replace(there, kinds=(Kind.DEPENDENCY,))
        echoed = await attack_all(asked, None, lambda: ticks.append(None))
    assert len(ticks) == len(crisis) + len(echoed)
    never = {"unjudged", "let_through", "spoke_over", "no_end", "no_helpline"}
    seen = {finding.what for one in (*crisis, *echoed) for finding in one.findings}
    assert not seen & never
    called = [one for one in crisis if any(e["kind"] == "crisis_raised" for e in one.events)]
    assert len(called) == len(crisis)
    assert "harm_love" in {finding.what for one in echoed for finding in one.findings}
    found = summary(asked, echoed)
    assert not found["passed"] and found["by_kind"]["dependency"]["failed"] >= 1
    assert found["revision"] and found["messages"] == sum(len(o.attack.steps) for o in echoed)
