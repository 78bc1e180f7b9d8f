"""A real Rasa with the front desk trained, and a real Fireside: processes that ask each other.

`make test-rasa` installs Rasa into build/rasa first; by hand: docker/rasa/install.sh build/rasa.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from channels.web.serve import listen
from tests.processes.service import ROOT, Service, running

HOME = ROOT / "build" / "rasa"
PROJECT = ROOT / "docker" / "rasa" / "project"
TOKEN = "t" * 40
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SANIC_WORKERS": "1", "LOG_LEVEL": "ERROR"}
STARTS_S = 300
"""Half a minute where nothing else runs."""


@dataclass(frozen=True, slots=True)
class Both:
    fireside: Service
    rasa: str
    """Base URL of the Rasa server."""
    data: Path
    """Fireside's data directory."""


def rasa(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Rasa in the project's folder; its words in the error if it fails."""
    done = subprocess.run(
        [str(HOME / "bin" / "rasa"), *words],
        cwd=PROJECT,
        env={**os.environ, **QUIET, **env},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The front desk, trained."""
    if not (HOME / "bin" / "rasa").exists():
        pytest.skip("Rasa is not installed: make test-rasa does it")
    folder = tmp_path_factory.mktemp("models")
    rasa("train", "--domain", "domain.yml", "--data", "data", "--out", str(folder))
    return folder


@pytest.fixture(scope="session")
def both(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    data = tmp_path_factory.mktemp("fireside")
    with serving_both(model, data) as made:
        yield made


@contextmanager
def serving_both(model: Path, data: Path) -> Iterator[Both]:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    env = {
        "FIRESIDE_RASA_URL": url,
        "FIRESIDE_RASA_SECONDS": "20",
        "FIRESIDE_RASA_DOORS": "open",
        "FIRESIDE_RASA_ACTIONS_TOKEN": TOKEN,
    }
    with running("--model", "none", "--port", "0", data=data, env=env) as fireside:
        command = [
            str(HOME / "bin" / "rasa"),
            *("run", "--enable-api", "-i", "127.0.0.1", "--port", str(port)),
            *("--model", str(model), "--endpoints", "endpoints.yml"),
            *("--credentials", "credentials.yml"),
        ]
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={
                **os.environ,
                **QUIET,
                "FIRESIDE_URL": fireside.url,
                "FIRESIDE_RASA_ACTIONS_TOKEN": TOKEN,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(url, process)
            yield Both(fireside, url, data)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(STARTS_S * 5):
        assert process.poll() is None, "rasa run ended"
        try:
            call(f"{url}/webhooks/rest/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"rasa run did not answer in {STARTS_S} s")


def fireside(both: Both, *words: str) -> str:
    """What a command says that looks into Fireside's store."""
    done = subprocess.run(
        [sys.executable, "-m", "fireside", *words, "--data", str(both.data)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def call(url: str, body: object = None, method: str | None = None) -> Any:
    """JSON in, JSON out."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            raise AssertionError(f"{url}: {error.code} {error.read()[:500]!r}") from error


def said(url: str, sender: str, message: str, **metadata: str) -> list[str]:
    """What a REST channel answers, ours or Rasa's."""
    body = {"sender": sender, "message": message, "metadata": metadata}
    told = call(f"{url}/webhooks/rest/webhook", body)
    return [one["text"] for one in told if "text" in one]
