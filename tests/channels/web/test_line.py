"""Lines that stall, replay much, break off or ask for nonsense; and other gateways' erasures."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from ulid import ULID
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from adapters.redis.log import InboxLimits, RedisEventLog
from channels.session import SessionLimits
from channels.web.client import connect
from channels.web.services import WebLimits
from channels.wire.base import MAX_PAGE, RESUME_LIMIT
from kernel.ids import ConversationId
from kernel.records import Receipt
from tests.channels.web.stage import LIMITS, Site, site
from tests.channels.web.test_socket import BOTS, answer, raw_socket
from tests.fakes import opened, said

MANY = InboxLimits(waiting=10_000, messages_per_minute=0)


async def ask(socket: ClientConnection, t: str, **fields: Any) -> dict[str, Any]:
    """Send a frame and take everything up to the answer to it, which is returned."""
    id = str(ULID())
    await socket.send(json.dumps({"t": t, "id": id, **fields}))
    while (told := await answer(socket)).get("re") != id:
        pass
    return told


async def filled(here: Site, messages: int, text: str = "word") -> tuple[str, ConversationId]:
    """Token of a person and a conversation of theirs in which so much was heard."""
    given = here.services.tokens.anonymous()
    id, event = opened(given.subject)
    await here.services.log.open(id, event)
    for n in range(messages):
        await here.services.log.receive(id, said(f"{text} {n}"))
    return given.token, id


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)


def connections(here: Site) -> float:
    return here.services.metrics.registry.get_sample_value("fireside_connections") or 0.0


async def test_the_longest_resume_fits_the_send_queue(valkey: str) -> None:
    async with site(valkey, BOTS, inbox=MANY, serve_turns=False) as here:
        token, id = await filled(here, RESUME_LIMIT - 1)
        async with raw_socket(here, token) as socket:
            await answer(socket)
            await socket.send(
                json.dumps({"t": "attach", "id": str(ULID()), "conv": id, "d": {"after": 0}})
            )
            seqs: list[int] = []
            while not seqs or seqs[-1] < RESUME_LIMIT:
                told = await answer(socket)
                if "seq" in told:
                    seqs.append(told["seq"])
            assert seqs == list(range(1, RESUME_LIMIT + 1))


async def test_a_client_that_reads_nothing_is_given_up(valkey: str) -> None:
    impatient = replace(LIMITS, session=SessionLimits(frames_per_minute=0, stalled_s=0.5))
    async with site(valkey, BOTS, inbox=MANY, limits=impatient, serve_turns=False) as here:
        token, id = await filled(here, 290, "好" * 8000)
        async with raw_socket(here, token) as socket:
            await answer(socket)
            socket.transport.pause_reading()
            for _ in range(8):
                frame = {"t": "attach", "id": str(ULID()), "conv": id, "d": {"after": 0}}
                await socket.send(json.dumps(frame))
            await until(lambda: connections(here) == 0, 15)
            socket.transport.abort()


async def test_pages_of_history_fit_a_frame_and_leave_nothing_out(valkey: str) -> None:
    async with site(valkey, BOTS, inbox=MANY, serve_turns=False) as here:
        token, id = await filled(here, 120, "长" * 3000)
        seqs: list[int] = []
        before = None
        async with raw_socket(here, token) as socket:
            await answer(socket)
            while before is not None or not seqs:
                d = {"limit": 100} if before is None else {"limit": 100, "before": before}
                page = await ask(socket, "history", conv=id, d=d)
                assert len(json.dumps(page, ensure_ascii=False).encode()) <= MAX_PAGE
                seqs = [frame["seq"] for frame in page["d"]["frames"]] + seqs
                before = page["d"].get("before")
        assert seqs == list(range(1, 122))


@pytest.mark.parametrize("before", [1, 2, 5, 6, 7, 2**53 - 1])
async def test_history_before_any_number(valkey: str, before: int) -> None:
    async with site(valkey, BOTS, inbox=MANY, serve_turns=False) as here:
        token, id = await filled(here, 4)
        async with raw_socket(here, token) as socket:
            await answer(socket)
            page = await ask(socket, "history", conv=id, d={"before": before})
            assert [f["seq"] for f in page["d"]["frames"]] == list(range(1, min(before, 6)))


@pytest.mark.parametrize(
    ("t", "fields"),
    [
        ("attach", {"d": {"after": 10**30}}),
        ("history", {"d": {"before": 10**30}}),
        ("history", {"d": {"limit": 0}}),
        ("message", {"conv": "a:log", "d": {"text": "x"}}),
        ("message", {"conv": "{a}\r\n", "d": {"text": "x"}}),
        ("turn.cancel", {"d": {"message": "x" * 65}}),
        ("signal", {"d": {"signal": "dance"}}),
        ("open", {"d": {"bot": "echo", "country": "USA"}}),
        ("open", {"d": {"bot": "echo", "language": "xx"}}),
    ],
)
async def test_values_out_of_range_are_refused_and_the_line_stays(
    valkey: str, t: str, fields: dict[str, Any]
) -> None:
    async with site(valkey, BOTS, serve_turns=False) as here:
        token, id = await filled(here, 1)
        async with raw_socket(here, token) as socket:
            await answer(socket)
            assert (await ask(socket, t, **{"conv": id, **fields}))["d"]["code"] == "bad_frame"
            assert (await ask(socket, "history", conv=id))["t"] == "history.page"


async def test_who_has_seen_more_than_there_is_reads_anew(valkey: str) -> None:
    """A store that lost its last second has given those numbers to nobody yet."""
    async with site(valkey, BOTS, serve_turns=False) as here:
        token, id = await filled(here, 2)
        async with raw_socket(here, token) as socket:
            await answer(socket)
            refused = await ask(socket, "attach", conv=id, d={"after": 9})
            assert refused["d"]["code"] == "gap_too_long"
            assert (await ask(socket, "attach", conv=id, d={"after": 3}))["t"] == "ack"


async def test_what_another_gateway_erased_is_gone_here_too(valkey: str) -> None:
    async with site(valkey, BOTS, serve_turns=False) as here:
        token, id = await filled(here, 2)
        async with raw_socket(here, token) as socket:
            await answer(socket)
            assert (await ask(socket, "history", conv=id))["t"] == "history.page"
            await RedisEventLog(here.elsewhere, MANY).erase(id)
            for t, d in (("history", {}), ("attach", {"after": 0}), ("message", {"text": "x"})):
                assert (await ask(socket, t, conv=id, d=d))["d"]["code"] == "unknown_conversation"


async def test_one_connection_follows_only_so_many_conversations(valkey: str) -> None:
    limits = replace(LIMITS, followed_per_connection=2)
    async with site(valkey, BOTS, limits=limits, serve_turns=False) as here, raw_socket(here) as s:
        await answer(s)
        told = [await ask(s, "open", d={"bot": "echo"}) for _ in range(3)]
        assert [frame["t"] for frame in told] == ["ack", "ack", "error"]
        assert told[-1]["d"]["code"] == "rate_limited"


async def test_a_mistake_of_ours_costs_the_line_and_is_logged_without_words(
    valkey: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*args: object) -> Receipt:
        raise KeyError("what the person said")

    async with site(valkey, BOTS, serve_turns=False) as here:
        token, id = await filled(here, 1)
        monkeypatch.setattr(here.services.log, "receive", broken)
        async with raw_socket(here, token) as socket:
            await answer(socket)
            frame = {"t": "message", "id": str(ULID()), "conv": id, "d": {"text": "x"}}
            await socket.send(json.dumps(frame))
            with pytest.raises(ConnectionClosed) as closed:
                await answer(socket)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4014
    logged = capsys.readouterr()
    assert "KeyError" in logged.out
    assert "what the person said" not in logged.out + logged.err


async def test_clients_that_vanish_leave_no_trace(
    valkey: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with site(valkey, BOTS) as here:
        for when in ("at once", "mid-turn"):
            async with raw_socket(here) as socket:
                if when == "mid-turn":
                    await answer(socket)
                    opening = {"t": "open", "id": str(ULID()), "d": {"bot": "echo"}}
                    await socket.send(json.dumps(opening))
                    await answer(socket)
                socket.transport.abort()
        await until(lambda: connections(here) == 0)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_an_address_has_only_so_many_places(valkey: str) -> None:
    limits = WebLimits(session=LIMITS.session, connections_per_ip=1)
    async with site(valkey, BOTS, limits=limits, serve_turns=False) as here:
        async with raw_socket(here) as socket:
            await answer(socket)
            with pytest.raises(InvalidStatus) as refused:
                async with raw_socket(here):
                    pass
            assert refused.value.response.status_code == 429
            assert b"rate_limited" in (refused.value.response.body or b"")
        await until(lambda: connections(here) == 0)
        async with connect(here.url) as client:
            await client.open("echo")
