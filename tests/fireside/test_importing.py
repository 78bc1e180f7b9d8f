"""`fireside import rasa` and `conversations export --format rasa`, over the real store."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from channels.rasa.tracker.files import conversations_in
from fireside.cli import command_line
from fireside.commands.importing import app
from kernel.errors import DataError
from tests.channels.rasa.tracker.test_trackers import TALK


@pytest.fixture
def fireside(tmp_path: Path, valkey: str, monkeypatch: pytest.MonkeyPatch) -> "Command":
    monkeypatch.setenv("FIRESIDE_DATA_DIR", str(tmp_path / "data"))
    return Command()


class Command:
    def __init__(self) -> None:
        self._app = command_line(("conversations", "import"))

    def __call__(self, *words: str) -> tuple[int, str]:
        result = CliRunner().invoke(self._app, words)
        return result.exit_code, result.output


def test_in_and_out_and_in_again(fireside: Command, tmp_path: Path) -> None:
    dump, out = tmp_path / "dump.json", tmp_path / "out.json"
    wrong = {"sender_id": "x", "events": [{"no": 1}]}
    dump.write_text(json.dumps([{"sender_id": "anna", "events": TALK}, wrong]))
    code, said = fireside("import", "rasa", str(dump))
    assert code == 1
    assert "1 taken in, 0 known already, 1 not understood" in said
    assert "0 taken in, 1 known already" in fireside("import", "rasa", str(dump))[1]

    listed = fireside("conversations", "list")[1]
    (row,) = [line for line in listed.splitlines() if "frontdesk" in line]
    assert "closed" in row
    code, _ = fireside(
        "conversations", "export", row.split()[0], "--format", "rasa", "--out", str(out)
    )
    assert code == 0
    assert json.loads(out.read_text())["events"] == TALK
    assert "你好" in fireside("conversations", "show", row.split()[0])[1]


def test_a_bot_that_is_not_there(fireside: Command, tmp_path: Path) -> None:
    dump = tmp_path / "dump.json"
    dump.write_text("{}")
    result = CliRunner().invoke(app, ("rasa", str(dump), "--bot", "nobody"))
    assert "nobody" in str(result.exception)


def test_what_is_no_text_is_refused_by_name(fireside: Command, tmp_path: Path) -> None:
    foreign, half, marked = (tmp_path / name for name in ("gbk.json", "half.json", "bom.json"))
    tracker = {"sender_id": "anna", "events": TALK}
    foreign.write_bytes(
        json.dumps({**tracker, "sender_id": "安娜"}, ensure_ascii=False).encode("gbk")
    )
    with pytest.raises(DataError, match="UTF-8"):
        list(conversations_in(foreign))
    turn = '{"event": "user", "text": "\\ud83d", "timestamp": 1}'
    half.write_text(f'{{"sender_id": "x", "events": [{turn}]}}')
    _, said = fireside("import", "rasa", str(half))
    assert "Traceback" not in said
    marked.write_bytes(b"\xef\xbb\xbf\n" + json.dumps(tracker).encode())
    assert fireside("import", "rasa", str(marked))[0] == 0
