"""The command line: help, errors, and a whole service used from it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import structlog
import typer
from typer.testing import CliRunner

from channels.web.serve import listen
from fireside.cli import command_line, main
from fireside.commands.conversations import app as conversations
from fireside.commands.models import app as models
from fireside.commands.pulling import fetch_if_missing
from fireside.commands.up import EXAMPLES
from tests.processes.service import ROOT, running


def process(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fireside", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def fireside(*arguments: str, said: str = "") -> str:
    """What a command prints; in this process, because starting one takes a second."""
    result = CliRunner().invoke(command_line(), arguments, input=said, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., str]]:
    """What a command says that ends with 1."""

    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["fireside", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().err
        assert ended.value.code == 1, said
        assert "Traceback" not in said
        return " ".join(said.split())

    yield run
    structlog.reset_defaults()


def every(command: typer.core.TyperGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command and of every group of commands."""
    yield path
    for name, inner in command.commands.items():
        if isinstance(inner, typer.core.TyperGroup):
            yield from every(inner, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("command", [*every(typer.main.get_group(command_line()))], ids=" ".join)
def test_every_command_explains_itself_with_an_example(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(command_line(), [*command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output
    said = result.output[result.output.index("Options") :]
    assert " ".join(("fireside", *command)) in " ".join(said.split())


def test_the_version_and_the_words() -> None:
    assert CliRunner().invoke(command_line(), ["--version"]).output.startswith("fireside ")
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
        (("up", "--redis", "localhost"), "FIRESIDE_REDIS_URL: must begin with"),
        (("up", "--redis", "redis://127.0.0.1:9", "--model", "none"), "does not answer"),
        (("up", "--model", "/nowhere/mine.gguf"), "there is no model file"),
        (("up", "--model", __file__), "is not a GGUF file"),
        (("conversations", "list", "--data", "/nowhere"), "no service ever ran there"),
        (("conversations", "list", "--data", __file__), f"{__file__}: File exists"),
        (("models", "pull", "smollm2", "--dir", __file__), "cannot be kept in"),
        (("chat", "echo", "--url", "http://127.0.0.1:9"), "fireside up"),
        (("chat", "echo", "--url", "ftp://x"), "must begin with http"),
        (("models", "path", "nope"), "there are smollm2"),
        (("guard", "check", "--file", "/nowhere"), "/nowhere"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    tmp_path: Path, refused: Callable[..., str], arguments: tuple[str, ...], said: str
) -> None:
    data = ("--data", str(tmp_path)) if arguments[0] == "up" else ()
    assert said in refused(*arguments, *data)


def test_a_command_imports_only_what_it_needs() -> None:
    code = (
        "import sys; from fireside.cli import command_line; command_line(['guard']);"
        "print({'fastapi', 'redis', 'aiohttp', 'prompt_toolkit'} & {*sys.modules})"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "set()\n", ended.stderr


def test_it_ends_well_as_a_process_too() -> None:
    ended = process("models", "path", "nope")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert (
        ended.stderr == 'fireside: no model is named "nope"; there are smollm2, qwen0.5, qwen1.5, '
        "crispers-7b, crispers-14b\n"
    )


def conversation_ids(listed: str) -> list[str]:
    return [word for line in listed.splitlines() for word in line.split() if len(word) == 26]


def test_a_service_from_first_word_to_erasure(tmp_path: Path, refused: Callable[..., str]) -> None:
    here = ("--data", str(tmp_path))
    with running("--model", "scripted", "--port", "0", data=tmp_path) as service:
        at = ("--url", service.url)
        words = "I cannot sleep\nI want to kill myself\n/safe\n/stop\n"
        chat = fireside("chat", "counsellor", *at, "--country", "US", said=words)
        assert "computer program" in chat
        assert "988" in chat
        assert "counsellor, echo" in refused("chat", "nobody", *at)
        with urlopen(f"{service.url}/metrics") as metrics:
            counted = metrics.read().decode()
        assert 'fireside_model_requests_total{model="scripted"} 1.0' in counted
        assert 'fireside_turns_total{outcome="crisis"}' in counted
        listed = fireside("conversations", "list", *here)  # the running service shares its store
        assert "closed" in listed
        assert "suicide" in listed
        assert "to be erased" in fireside("chat", "echo", *at, said="to be erased\n")
        newest = conversation_ids(fireside("conversations", "list", *here))[0]
        assert "to be erased" in fireside("conversations", "show", newest, *here)
        assert "is erased" in fireside("conversations", "erase", newest, "--yes", *here)
    [id] = conversation_ids(fireside("conversations", "list", *here))  # now opened for this alone
    assert "I cannot sleep" in fireside("conversations", "show", id[:6], *here)
    lines = fireside("conversations", "export", id, *here).splitlines()
    assert json.loads(lines[0])["event"]["kind"] == "conversation_opened"
    assert "nowhere" in refused("conversations", "export", id, "--out", "/nowhere/x", *here)
    page = tmp_path / "talk.html"
    written = fireside("conversations", "show", id, "--html", str(page), *here)
    assert f"{id} is written to" in written
    assert "I cannot sleep" in page.read_text(encoding="utf-8")
    assert "nowhere" in refused("conversations", "show", id, "--html", "/nowhere/x", *here)
    assert "closed" in fireside("conversations", "replay", id, *here)
    kept = [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert not any(b"cannot sleep" in path.read_bytes() for path in kept), "words are encrypted"
    who = json.loads(lines[0])["event"]["subject"]
    assert id in fireside("conversations", "list", "--person", who, *here)
    assert id not in fireside("conversations", "list", "--person", "a-nobody", *here)
    assert "is erased" in fireside("conversations", "erase", id, "--yes", *here)
    assert "No conversations" in fireside("conversations", "list", *here)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with running("--model", "none", "--port", "0", data=tmp_path / "a") as service:
        port = service.url.rsplit(":", 1)[1]
        again = process("up", "--model", "none", "--port", port, "--data", str(tmp_path / "b"))
    assert again.returncode == 1
    assert "Try --port" in again.stderr


def test_a_worker_is_looked_after_at_a_port_of_its_own(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    env = {"FIRESIDE_WORKER_PORT": str(port)}
    with running("--model", "scripted", "--role", "worker", data=tmp_path, env=env):
        for path, said in (("healthz", "true"), ("readyz", "true"), ("metrics", "fireside_model")):
            with urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
                assert said in answer.read().decode()


def test_another_master_key_is_refused(tmp_path: Path) -> None:
    with running("--model", "none", "--port", "0", data=tmp_path):
        pass
    (tmp_path / "secrets.json").unlink()
    again = process("up", "--model", "none", "--port", "0", "--data", str(tmp_path))
    assert again.returncode == 1
    assert "another master key" in " ".join(again.stderr.split())
