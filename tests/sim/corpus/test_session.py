"""A whole restructuring session over the real websocket, read from its event log alone."""

from typing import Any

import pytest

from fireside.private import private_service
from kernel.events import Language
from sim.clients.person import hearing, people
from sim.clients.scripted import ScriptedClient
from sim.corpus.talk import hold

IDENTIFICATION = ["automatic_thoughts", "intermediate_beliefs", "core_beliefs"]
CHANNEL = ["defense", "prosecution", "verdict", "continuation"]
STRATEGIES = {
    "question", "restatement", "reflection_of_feelings", "self_disclosure", "information",
    "providing_suggestions", "affirmation_and_reassurance", "negotiate",
}  # fmt: skip


async def session(language: Language) -> tuple[dict[str, Any], ...]:
    person = people(language)["presentation"]
    client = ScriptedClient(person, hearing(language), seed=8, aside=0.0)
    async with private_service("none") as url:
        held = await hold(url, "restructuring", language, client, turns=60)
    assert held.finished
    return held.events


@pytest.mark.parametrize("language", list(Language))
async def test_every_step_in_order_three_channels_one_loop_back_and_ratings(
    language: Language,
) -> None:
    log = await session(language)
    places = [event["node"] for event in log if event["kind"] == "node_entered"]
    assert places == [
        *IDENTIFICATION, *CHANNEL, *CHANNEL, "core_beliefs", *CHANNEL, "summary",
    ]  # fmt: skip
    why = {event["why"] for event in log if event["kind"] == "node_entered"}
    assert "continuation:loop_back" in why and "left_open" not in why
    remarks = [event for event in log if event["kind"] == "remarked"]
    heard = "".join(event["text"] for event in log if event["kind"] == "user_spoke").lower()
    for data in (event["data"] for event in remarks if event["topic"] == "judgement"):
        assert data["quote"].lower() in heard
    verdicts = [event["data"] for event in remarks if event["topic"] == "channel"]
    assert [data["channel"] for data in verdicts] == [1, 2, 3]
    assert [data["loop"] for data in verdicts] == [0, 0, 1]
    spoken = [e for e in log if e["kind"] == "bot_spoke" and e.get("notice") is None]
    summary = next(e["text"] for e in spoken if all(d["thought"] in e["text"] for d in verdicts))
    for data in verdicts:
        assert 0 <= data["after"] < data["before"] <= 100
        assert str(data["before"]) in summary and str(data["after"]) in summary
    marked = [event["data"] for event in remarks if event["topic"] == "sentence"]
    assert {data["mark"] for data in marked} <= STRATEGIES
    said = "".join(e["text"] for e in spoken[1:]).replace(" ", "")
    assert "".join(data["text"] for data in marked).replace(" ", "") == said
    assert log[-1]["kind"] in ("turn_ended", "conversation_closed")
