"""The one-prompt reference, with a model that answers by script."""

from pathlib import Path

import pytest

from adapters.models.scripted import ScriptedModel
from kernel.events import Language
from sim.interview.reference import Held, ask_about_all, compared, discordant, transcript
from sim.interview.score import Share

EVENTS = (
    {"kind": "bot_spoke", "text": "I am a program.", "notice": "disclosure"},
    {"kind": "bot_spoke", "text": "Are you low?", "notice": None},
    {"kind": "message_received", "text": "Every day."},
    {"kind": "user_spoke", "text": "Every day."},
)
OUTCOMES = ("low", "worried")


def held(number: int, **found: str) -> Held:
    truth = {"low": "yes", "worried": "no"}
    return Held(number=number, language=Language.EN, truth=truth, found=found, events=EVENTS)


def test_the_transcript_holds_what_was_said_once() -> None:
    assert transcript(held(0)) == "Interviewer: Are you low?\nPerson: Every day."


@pytest.fixture
def model(tmp_path: Path) -> ScriptedModel:
    script = tmp_path / "script.yaml"
    script.write_text(
        'values: [{pattern: ".", value: {low: true, worried: true}}]\ndefault: "Sorry?"\n',
        encoding="utf-8",
    )
    return ScriptedModel.load(script)


async def test_both_are_scored_on_the_same_people(model: ScriptedModel) -> None:
    people = [held(0, low="positive", worried="negative"), held(1, low="", worried="undetermined")]
    found: dict[int, dict[str, str]] = {}
    await ask_about_all(model, people, OUTCOMES, found.__setitem__)
    assert sorted(found) == [0, 1]
    assert found[0] == {"low": "yes", "worried": "yes"}
    ours, theirs = compared(people, found, "low")
    assert ours.accuracy == theirs.accuracy == Share(1, 1), "only where both came to something"
    ours, theirs = compared(people, found, "worried")
    assert ours.accuracy == Share(1, 2)
    assert theirs.accuracy == Share(0, 2)
    assert discordant(people, found, OUTCOMES) == (1, 0)
