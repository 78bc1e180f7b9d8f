"""`--on ray`: the same result as here. Skipped where Ray is not installed, as in CI."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fireside.cluster import Player
from fireside.commands.arena import app
from fireside.fleets import Place
from fireside.shares import Sent, Share, jobs, keep
from kernel.errors import SettingsError
from sim.arena.account import Session
from sim.arena.fleet import Done
from sim.arena.folder import Folder
from sim.arena.order import Order
from sim.arena.record import Record

WHAT = ("--bots", "plain=vanilla:scripted,told=prompted:scripted", "--clients", "3")
OURS = {"dialogues_per_minute", "overhead_ms_per_turn"}


def played(out: Path, *options: str) -> dict[str, object]:
    ran = CliRunner().invoke(app, ["run", *WHAT, "--rounds", "3", "--out", str(out), *options])
    assert ran.exit_code == 0, ran.exception
    found = json.loads((out / "summary.json").read_text())
    return {key: value for key, value in found.items() if key not in OURS}


def test_without_ray_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr("fireside.cluster.import_module", missing)
    ran = CliRunner().invoke(app, ["run", *WHAT, "--on", "ray", "--out", str(tmp_path / "x")])
    assert isinstance(ran.exception, SettingsError) and "fireside[cluster]" in str(ran.exception)


async def test_an_actor_sends_back_all_that_is_to_be_kept(tmp_path: Path) -> None:
    order = Order.model_validate(
        {"bots": [{"name": "plain", "kind": "vanilla", "target": "scripted"}]}
        | {"clients": 4, "rounds": 2}
    )
    folder = Folder.begin(tmp_path, order)
    todo = jobs(folder, order)
    sent: list[Sent] = []
    async for one in Player().play(order, Place(), todo[1::2], Share(1, 2, 7)):
        sent.append(one)
        keep(folder, one, lambda _: None)
    kinds = [type(one) for one in sent]
    assert kinds.count(Record) == kinds.count(tuple) == kinds.count(Done) == 2
    assert isinstance(sent[-1], Session) and sent[-1].matches == 2 and sent[-1].start_ms == 7
    assert [job.match for job in jobs(folder, order)] == [job.match for job in todo[::2]]


@pytest.mark.skipif(find_spec("ray") is None, reason="the extra `cluster` is not installed")
def test_ray_gives_what_this_process_gives(tmp_path: Path) -> None:
    here = played(tmp_path / "here")
    assert played(tmp_path / "ray", "--on", "ray", "--processes", "2") == here
