"""Raters: blind, one talk after another, nothing lost, and held against the judges."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner

from channels.web.serve import listen, server
from fireside.commands.arena import app as commands
from fireside.commands.arena_rate import EXAMPLES
from kernel.events import Language
from sim.arena.folder import Folder
from sim.arena.order import draw
from sim.figures.scored import results
from sim.figures.summary import analysis
from sim.judging.scales import load_rubric
from sim.match import Fault
from sim.rating.app import create_app
from sim.rating.queue import judge_name, queue
from tests.sim.arena.played import CARDS, order, record
from tests.sim.figures.made import run

FULL = {f"{s}.{item.id}": "2" for s, file in load_rubric().scales.items() for item in file.items}


@dataclass(frozen=True)
class Got:
    status: int
    path: str
    text: str
    policy: str


class Visitor:
    """Whoever opens the pages."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self.url = url

    async def get(self, path: str) -> Got:
        async with self._http.get(self.url + path) as answer:
            return await _got(answer)

    async def post(self, path: str, data: Any, headers: dict[str, str] | None = None) -> Got:
        origin = {"Origin": self.url} if headers is None else headers
        async with self._http.post(self.url + path, data=data, headers=origin) as answer:
            return await _got(answer)


async def _got(answer: aiohttp.ClientResponse) -> Got:
    policy = answer.headers.get("Content-Security-Policy", "")
    return Got(answer.status, answer.url.path, await answer.text(), policy)


@asynccontextmanager
async def served(path: Path, language: Language = Language.EN) -> AsyncIterator[Visitor]:
    folder = run(path, lambda *_: 2)
    records = [folder.record(match.id) for match in draw(order(), CARDS)]
    mine = queue([one for one in records if one is not None], "ann")
    app = create_app(folder, load_rubric(), mine, language)
    with listen("127.0.0.1", 0) as socket:
        web = server(app)
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(web.serve([socket]))
            async with aiohttp.ClientSession() as http:
                yield Visitor(http, f"http://127.0.0.1:{socket.getsockname()[1]}")
            web.should_exit = True
            await serving


async def test_a_talk_is_rated_kept_and_compared(tmp_path: Path) -> None:
    async with served(tmp_path) as visitor:
        form = FULL | {"client.trust": "4", "client.trust.round": "2", "client.hope.round": "99"}
        sent = await visitor.post("/talk/1", form)
        assert sent.status == 200 and sent.path == "/talk/2"
        assert "1 of 24 rated" in (await visitor.get("/")).text
    folder = Folder(tmp_path)
    (sheet,) = folder.ratings()
    assert sheet.judge == judge_name("ann") and len(sheet.scores) == 33
    trust, hope = sheet.scores[0], next(one for one in sheet.scores if one.item == "hope")
    assert (trust.score, trust.round, trust.quote) == (4, 2, "Say more.")
    assert (hope.round, hope.quote) == (0, ""), "a round that there is not names nothing"
    told = analysis(results(folder, CARDS), tuple(folder.ratings()))["human_agreement"]
    assert [one["a"] for one in told] == ["human:ann"] * 3 and told[0]["exact"] == 15 / 16


async def test_what_lacks_a_number_is_said_and_nothing_that_was_given_is_lost(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as visitor:
        form = {k: v for k, v in FULL.items() if k != "supervisor.session_structure"}
        form["client.trust"] = "9"
        sent = await visitor.post("/talk/3", form)
        text = sent.text
        assert sent.status == 422 and "2 items still have no number" in text
        assert text.count(" checked>") == 31 and 'href="#client.trust"' in text
        assert not list(Folder(tmp_path).ratings())


async def test_the_pages_do_not_say_which_bot_it_is(tmp_path: Path) -> None:
    async with served(tmp_path) as visitor:
        for path in ("/", "/talk/1"):
            answer = await visitor.get(path)
            text = re.sub(r"<style>.*?</style>", "", answer.text, flags=re.DOTALL)
            assert "one--" not in text and "two--" not in text
            assert "form-action 'self'" in answer.policy
        assert "What makes you tired?" in text


async def test_only_these_pages_may_send(tmp_path: Path) -> None:
    async with served(tmp_path) as visitor:
        for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}):
            sent = await visitor.post("/talk/1", FULL, headers)
            assert sent.status == 403
        large = await visitor.post("/talk/1", b"x" * 70_000)
        assert large.status == 413
        assert (await visitor.get("/talk/99")).path == "/"
        assert not list(Folder(tmp_path).ratings())


async def test_chinese_is_chinese(tmp_path: Path) -> None:
    async with served(tmp_path, Language.ZH) as visitor:
        text = (await visitor.get("/talk/1")).text
        assert "积极倾听" in text and "保存，看下一场" in text and "Active listening" not in text


def test_every_rater_has_an_order_of_their_own_that_begins_with_all_bots() -> None:
    records = [record(match) for match in draw(order(), CARDS)]
    records[0] = replace(records[0], faults=(Fault(reason="left_role"),))
    ann, ben = (queue(records, name) for name in ("ann", "ben"))
    assert ann == queue(records, "ann") and ann.talks != ben.talks
    assert len(ann.talks) == 23 and {t.match.counsellor for t in ann.talks[:2]} == {"one", "two"}
    everything = frozenset(talk.match.id for talk in ann.talks)
    assert ann.next_after(1, everything) is None
    assert ann.next_after(23, everything - {ann.talks[4].match.id}) == 5


@pytest.mark.parametrize("rater", ["", "a/b", "..", "安"])
def test_a_rater_is_named_plainly(rater: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(commands, ["rate", str(tmp_path), "--rater", rater])
    assert "cannot name a rater" in str(ran.exception)
    assert EXAMPLES.split()[1] in CliRunner().invoke(commands, ["rate", "--help"]).output
