"""The command line: help, errors, and a whole service used from it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fireside.cli import app
from fireside.commands.conversations import app as conversations
from fireside.commands.models import app as models
from fireside.commands.pulling import fetch_if_missing
from fireside.commands.up import EXAMPLES
from tests.processes.service import ROOT, running


def fireside(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fireside", *arguments],
        cwd=ROOT,
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["up", "chat", "models", "conversations", "guard"])
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_the_version_and_the_words() -> None:
    assert CliRunner().invoke(app, ["--version"]).output.startswith("fireside ")
    assert "--role" in EXAMPLES
    assert callable(fetch_if_missing)
    assert "pull" in CliRunner().invoke(models, ["--help"]).output
    assert "erase" in CliRunner().invoke(conversations, ["--help"]).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("up", "--model", "qwen05"), "did you mean qwen0.5"),
        (("up", "--port", "99999"), "FIRESIDE_PORT"),
        (("up", "--bots", "/nowhere", "--model", "none"), "is not a folder"),
        (("chat", "echo", "--url", "http://127.0.0.1:9"), "fireside up"),
        (("chat", "echo", "--url", "ftp://x"), "must begin with http"),
        (("models", "path", "nope"), "there are smollm2"),
        (("guard", "check", "--file", "/nowhere"), "/nowhere"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    data = ("--data", str(tmp_path)) if arguments[0] == "up" else ()
    result = fireside(*arguments, *data)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert said in " ".join(result.stderr.split())


def test_a_service_from_first_word_to_erasure(tmp_path: Path) -> None:
    with running("--model", "scripted", "--port", "0", data=tmp_path) as service:
        words = "I cannot sleep\nI want to kill myself\n/safe\n/stop\n"
        chat = fireside("chat", "counsellor", "--url", service.url, "--country", "US", said=words)
        assert chat.returncode == 0, chat.stderr
        assert "computer program" in chat.stdout
        assert "988" in chat.stdout
        listed = fireside("conversations", "list", "--data", str(tmp_path)).stdout
        assert "closed" in listed
        assert "suicide" in listed
    id = next(word for line in listed.splitlines() for word in line.split() if len(word) == 26)
    here = ("--data", str(tmp_path))  # the service is down: the store is opened for this
    assert "I cannot sleep" in fireside("conversations", "show", id[:6], *here).stdout
    lines = fireside("conversations", "export", id, *here).stdout.splitlines()
    assert json.loads(lines[0])["event"]["kind"] == "conversation_opened"
    assert "closed" in fireside("conversations", "replay", id, *here).stdout
    kept = [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert not any(b"cannot sleep" in path.read_bytes() for path in kept), "words are encrypted"
    assert "is erased" in fireside("conversations", "erase", id, "--yes", *here).stdout
    assert "No conversations" in fireside("conversations", "list", *here).stdout


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with running("--model", "none", "--port", "0", data=tmp_path / "a") as service:
        port = service.url.rsplit(":", 1)[1]
        again = fireside("up", "--model", "none", "--port", port, "--data", str(tmp_path / "b"))
    assert again.returncode == 1
    assert "Try --port" in again.stderr


def test_another_master_key_is_refused(tmp_path: Path) -> None:
    with running("--model", "none", "--port", "0", data=tmp_path):
        pass
    (tmp_path / "secrets.json").unlink()
    again = fireside("up", "--model", "none", "--port", "0", "--data", str(tmp_path))
    assert again.returncode == 1
    assert "another master key" in " ".join(again.stderr.split())
