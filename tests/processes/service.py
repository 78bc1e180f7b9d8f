"""Real `fireside up` processes for tests and benchmarks."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
FREE = {
    "FIRESIDE_MESSAGES_PER_MINUTE": "0",
    "FIRESIDE_FRAMES_PER_MINUTE": "0",
    "FIRESIDE_CONNECTIONS_PER_SUBJECT": "0",
    "FIRESIDE_CONNECTIONS_PER_IP": "0",
    "FIRESIDE_SESSIONS_PER_MINUTE": "0",
    "FIRESIDE_REAL_MODELS": "forbid",
}
"""No rate limits: a test is not a person. No real model either, unless a test says so."""


@dataclass(slots=True)
class Service:
    process: subprocess.Popen[str]
    url: str
    started_in_s: float

    def kill(self) -> None:
        """As the system's memory killer does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.close()

    def close(self) -> None:
        """Once it has ended."""
        if self.process.stderr is not None:
            self.process.stderr.close()

    def memory_mb(self) -> float:
        """Proportional set size of the process and its children (the store)."""
        parent = psutil.Process(self.process.pid)
        family = [parent, *parent.children(recursive=True)]
        return sum(member.memory_full_info().pss for member in family) / 1e6


def start(
    *options: str, data: Path, env: dict[str, str] | None = None, module: str = "fireside"
) -> Service:
    """`fireside up` with these options; returns once it says that it serves."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", module, "up", "--data", str(data), *options],
        cwd=ROOT,
        env={**os.environ, **FREE, **(env or {})},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said, url = "", ""
    while "Ctrl-C" not in said:
        line = process.stderr.readline()
        if not line:
            raise AssertionError(f"fireside up ended: {said}")
        said += line
        if found := re.search(r"http://\S+?:(\d+)", line):
            url = f"http://127.0.0.1:{found[1]}"
    return Service(process, url, time.perf_counter() - began)


@contextmanager
def running(*options: str, data: Path, env: dict[str, str] | None = None) -> Iterator[Service]:
    """A service that is stopped as Ctrl-C stops it."""
    service = start(*options, data=data, env=env)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.process.send_signal(signal.SIGINT)
            try:
                service.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                service.kill()
        service.close()
