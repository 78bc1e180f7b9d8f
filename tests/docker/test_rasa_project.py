"""The Rasa project, as far as it can be checked without Rasa."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bots.spec import load_bots

ROOT = Path(__file__).parents[2]
RASA = ROOT / "docker" / "rasa"
PROJECT = RASA / "project"
HELD_OUT = ROOT / "tests" / "rasa_server" / "sentences.jsonl"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def examples() -> list[str]:
    """What the intents are learned from, without the marks of entities."""
    listed = [part["examples"] for part in read(PROJECT / "data" / "nlu.yml")["nlu"]]
    lines = [line.removeprefix("- ") for text in listed for line in text.splitlines()]
    return [re.sub(r"\[(.*?)\]\(\w+\)", r"\1", line).lower() for line in lines]


@pytest.mark.parametrize("path", sorted(RASA.rglob("*.yml")), ids=lambda path: path.name)
def test_it_parses(path: Path) -> None:
    assert read(path)


def test_both_front_desks_say_the_same() -> None:
    command = [sys.executable, str(RASA / "domain_of.py"), "bots/frontdesk/desk.yaml"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    written = (PROJECT / "domain.yml").read_text(encoding="utf-8")
    assert written == made.stdout, "write it anew: docker/rasa/domain_of.py says how"


def test_its_rooms_are_bots_of_ours() -> None:
    bots = load_bots([ROOT / "bots"])
    said = read(PROJECT / "domain.yml")["responses"]
    rooms = {name.removeprefix("utter_to_") for name in said if name.startswith("utter_to_")}
    assert rooms <= set(bots)
    assert rooms == set(read(ROOT / "bots" / "frontdesk" / "desk.yaml")["rooms"])


def test_the_sentences_of_the_accuracy_are_in_no_training_list() -> None:
    rows = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    assert Counter(row["language"] for row in rows) == {"zh": 100, "en": 100}
    assert not {row["text"].lower() for row in rows} & set(examples())
    assert len({row["text"] for row in rows}) == len(rows)


def test_every_intent_is_learned_from_enough_sentences() -> None:
    domain = read(PROJECT / "domain.yml")
    parts = {
        part["intent"]: len(part["examples"].splitlines())
        for part in read(PROJECT / "data" / "nlu.yml")["nlu"]
        if "intent" in part
    }
    assert set(domain["intents"]) == {*parts, "nlu_fallback"}
    spoken = {
        name: count for name, count in parts.items() if name not in ("open", "interview_here")
    }
    assert min(spoken.values()) >= 30


def test_versions_are_pinned_and_nobody_is_told() -> None:
    pinned = (RASA / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert "rasa==3.6.21" in pinned
    assert all("==" in line for line in pinned if not line.startswith("#"))
    for file in ("Dockerfile", "install.sh"):
        assert "rasa==3.6.21" in (RASA / file).read_text(encoding="utf-8")
    assert "RASA_TELEMETRY_ENABLED=false" in (RASA / "Dockerfile").read_text(encoding="utf-8")
    service = read(ROOT / "docker" / "compose.yaml")["services"]["rasa"]
    assert service["profiles"] == ["rasa"]
    assert service["build"]["context"] == "rasa"
