"""A run that is killed at any moment goes on as if nothing had happened."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.processes.service import ROOT

RUN = [sys.executable, "-m", "fireside", "arena", "run"]
WHAT = ["--bots", "restructuring,echo", "--clients", "6", "--rounds", "8", "--seed", "5"]
OURS = {"dialogues_per_minute", "overhead_ms_per_turn"}
"""Figures of the machine, not of the talks."""


def start(*options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*RUN, *options], cwd=ROOT, stderr=subprocess.DEVNULL)


def summary(out: Path) -> dict[str, Any]:
    found = json.loads((out / "summary.json").read_text())
    return {key: value for key, value in found.items() if key not in OURS}


def said(out: Path) -> dict[str, list[tuple[str, str]]]:
    records = [json.loads(file.read_bytes()) for file in sorted(out.glob("matches/*.json"))]
    return {
        record["transcript"]["match"]["id"]: [
            (turn["side"], turn["text"]) for turn in record["transcript"]["turns"]
        ]
        for record in records
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    assert start(*WHAT, "--processes", "2", "--out", str(out)).wait(timeout=240) == 0
    return out


def killed_after(matches: int, out: Path, *options: str) -> list[int]:
    """Start a run and kill it; the process ids of its children."""
    run = start(*WHAT, *options, "--out", str(out))
    while len(list(out.glob("matches/*.json"))) < matches:
        assert run.poll() is None, "it ended before it could be killed"
        time.sleep(0.02)
    children = [child.pid for child in psutil.Process(run.pid).children()]
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert not (out / "summary.json").exists()
    return children


def test_killed_and_resumed_is_the_same_as_never_killed(whole: Path, tmp_path: Path) -> None:
    """Two shares are killed with their run; one process goes on."""
    out = tmp_path / "run"
    shares = killed_after(2, out, "--at-once", "1", "--processes", "2")
    assert len(shares) == 2
    by = time.monotonic() + 60
    while any(_lives(share) for share in shares):
        assert time.monotonic() < by, "a share goes on without its run"
        time.sleep(0.05)
    kept = {file.name: file.read_bytes() for file in out.glob("matches/[!.]*.json")}
    assert 2 <= len(kept) < 12, "the shares played on"
    assert start("--resume", "--out", str(out)).wait(timeout=240) == 0
    assert {name: (out / "matches" / name).read_bytes() for name in kept} == kept
    assert summary(out) == summary(whole)
    assert said(out) == said(whole)


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
