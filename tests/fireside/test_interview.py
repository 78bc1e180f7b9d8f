"""`fireside interview`: a tree in the terminal and drawn, a tree of one's own, the report."""

import asyncio
import json
import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from channels.web.client import connect
from fireside.commands.interview import app
from kernel.errors import DataError
from policies.interview.tree import Tree
from tests.processes.service import running

TREES = Path(__file__).parents[2] / "bots" / "interview" / "trees"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


def test_a_tree_in_the_terminal() -> None:
    shown = run("show", "depression", "--language", "zh").output
    for word in ("mood_now", "at least 5 of", "passed → impairment_now"):
        assert word in shown


def test_a_tree_is_drawn(tmp_path: Path) -> None:
    svg, html = tmp_path / "tree.svg", tmp_path / "tree.html"
    result = run("show", "suicidality", "--svg", str(svg), "--html", str(html))
    assert result.exit_code == 0, result.output
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert "<svg" in html.read_text(encoding="utf-8")


def test_an_unknown_module_is_named() -> None:
    error = run("show", "moods").exception
    assert isinstance(error, DataError)
    assert "depression, suicidality" in str(error)


def test_a_tree_of_ones_own_is_checked(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    shutil.copy(TREES / "depression.yaml", mine)
    assert "27 questions" in run("check", str(mine)).output
    mine.write_text(
        mine.read_text(encoding="utf-8").replace("failed: end", "failed: moon"), "utf-8"
    )
    error = run("check", str(mine)).exception
    assert isinstance(error, DataError)
    assert 'any_episode: next.failed names no node: "moon"; add the node' in str(error)


def test_the_schema_is_printed() -> None:
    assert json.loads(run("schema").output) == Tree.model_json_schema()


async def say(url: str, bot: str, *texts: str) -> str:
    """The id of a conversation over the websocket."""
    async with connect(url) as client:
        talk = await client.open(bot)
        async for _ in talk.greeting():
            pass
        for text in texts:
            async for _ in talk.say(text):
                pass
        return talk.id


def test_the_report_of_a_real_conversation(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "report.html"
    with running("--model", "none", data=data) as service:
        told = ("ok", "Yes, nearly every day.", "stop", "no")
        id = asyncio.run(say(service.url, "interview", *told))
        echo = asyncio.run(say(service.url, "echo", "hello"))
    result = run("report", id[:8], "--data", str(data), "--format", "html", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "Yes, nearly every day" in out.read_text(encoding="utf-8")
    as_json = run("report", id, "--data", str(data), "--format", "json").output
    assert json.loads(as_json)["modules"][0]["id"] == "depression"
    assert "结构化访谈" in run("report", id, "--data", str(data), "--language", "zh").output
    error = run("report", echo, "--data", str(data)).exception
    assert isinstance(error, DataError)
    assert "not an interview" in str(error)
    assert run("report", "zzzz", "--data", str(data)).exit_code == 2
