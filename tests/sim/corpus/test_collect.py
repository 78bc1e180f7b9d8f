"""A corpus from a real service over the real websocket; labels come from the log alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fireside.commands.sim import app
from fireside.private import private_service
from kernel.errors import WireError
from kernel.events import Language
from sim.clients.person import hearing, people
from sim.clients.scripted import ScriptedClient
from sim.corpus.collect import Order, collect
from sim.corpus.talk import hold

STAGES = {
    "automatic_thoughts": "identification", "intermediate_beliefs": "identification",
    "core_beliefs": "identification", "defense": "restructuring", "prosecution": "restructuring",
    "verdict": "restructuring", "continuation": "restructuring", "summary": "closing",
}  # fmt: skip


async def test_talks_are_held_labelled_and_filtered_in_both_languages() -> None:
    done = []
    async with private_service("none") as url:
        order = Order(url=url, bot="restructuring", clients=12, seed=11)
        drawn, sieve = await collect(order, lambda: done.append(1))
    assert len(drawn) == len(done) == 12
    kept = [each.record for each in drawn if not each.reasons]
    assert {record.lang for record in kept} == {"zh", "en"} and len(kept) >= 6
    why = {(each.record.person, reason.kind) for each in drawn for reason in each.reasons}
    assert ("danger", "safety") in why and ("reserved", "quality") in why
    assert sum(sieve.counts.values()) == sum(len(each.reasons) for each in drawn)
    assert any(len(record.channels) == 3 and record.loops == 1 for record in kept)
    for record in kept:
        assert [one.channel for one in record.channels] == list(range(1, len(record.channels) + 1))
        for turn in record.turns:
            assert turn.stage == STAGES[turn.step]
            if turn.role == "therapist":
                assert (turn.channel > 0) == (turn.stage == "restructuring")
        spoken = [turn for turn in record.turns[1:] if turn.role == "therapist"]
        assert all(said.strategy for turn in spoken for said in turn.sentences)
        assert all(turn.sentences for turn in spoken)
        told = "".join(said.text for said in spoken[-3].sentences)
        for one in record.channels:
            assert one.thought in told and str(one.before) in told and str(one.after) in told


async def test_an_order_can_be_repeated_and_is_bounded_and_needs_labels() -> None:
    async with private_service("none") as url:
        order = Order(url=url, bot="restructuring", clients=1, seed=2, languages=(Language.ZH,))
        first, _ = await collect(order, lambda: None)
        again, _ = await collect(order, lambda: None)
        assert first[0].record.turns == again[0].record.turns
        with pytest.raises(WireError, match="keeps no labels"):
            await collect(Order(url=url, bot="echo", clients=1, turns=2), lambda: None)
        person = ScriptedClient(people(Language.EN)["exam"], hearing(Language.EN), seed=1)
        held = await hold(url, "restructuring", Language.EN, person, turns=2)
    assert not held.finished
    assert sum(event["kind"] == "user_spoke" for event in held.events) == 2


def test_the_command_writes_corpus_chat_and_report(tmp_path: Path) -> None:
    out, chat = tmp_path / "corpus.jsonl", tmp_path / "sft.jsonl"
    options = ["--clients", "2", "--out", str(out), "--chat", str(chat), "--tags", "--seed", "4"]
    result = CliRunner().invoke(app, ["corpus", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    records = [json.loads(line) for line in out.read_text().splitlines()]
    report = json.loads(out.with_suffix(".report.json").read_text())
    assert report["held"] == 2 and report["kept"] == len(records)
    assert len(chat.read_text().splitlines()) == len(records)
    if records:
        line = json.loads(chat.read_text().splitlines()[0])
        assert line["messages"][1]["content"].startswith("[")


def test_what_cannot_be_done_is_said_before_anything_is(tmp_path: Path) -> None:
    runner = CliRunner()
    missing = runner.invoke(app, ["corpus", "--clients", "1", "--out", str(tmp_path / "no" / "x")])
    assert isinstance(missing.exception, FileNotFoundError)
    away = ["corpus", "--clients", "1", "--out", str(tmp_path / "x"), "--url", "http://127.0.0.1:9"]
    assert "Is it running" in str(runner.invoke(app, away).exception)


def test_no_service_is_told_in_one_sentence(tmp_path: Path) -> None:
    """Of the program itself, in its own process: what talks fail with comes out of groups of tasks,
    which Python 3.11.2 puts into more groups than later versions do."""
    away = ["--clients", "1", "--out", str(tmp_path / "x"), "--url", "http://127.0.0.1:9"]
    done = subprocess.run(
        [sys.executable, "-m", "fireside", "sim", "corpus", *away],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Is it running" in done.stderr
    assert "Traceback" not in done.stderr
