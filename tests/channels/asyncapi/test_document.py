"""The AsyncAPI document: valid, up to date, and true of a running service."""

import asyncio
import json
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from ulid import ULID
from websockets.asyncio.client import ClientConnection

from adapters.redis.queue import RedisTurnQueue
from channels.asyncapi.document import Outline, document, to_yaml
from channels.session import SessionLimits
from channels.web.services import WebLimits
from channels.wire.base import CloseCode, ErrorCode
from channels.wire.client import ClientFrame
from channels.wire.codec import parse_client, parse_server
from channels.wire.server import ServerFrame
from kernel.errors import WireError
from kernel.events import Outcome, PicturesReviewed, Transferred, TurnEnded
from kernel.ids import MessageId, answer_id, review_id
from kernel.records import Preview, Thinking
from tests.channels.documented import FILE, answers_to, committed, fits
from tests.channels.web.stage import Site, site
from tests.channels.web.test_socket import BOTS, raw_socket
from tests.conftest import LEASE_MS

OFFICIAL = Path(__file__).with_name("asyncapi-3.1.0.json")
TYPES = [model.model_fields["t"].default for model in get_args(ClientFrame)]


def test_the_kept_file_is_what_is_made_now() -> None:
    assert FILE.read_text(encoding="utf-8") == to_yaml(document()), "run: make docs"


def test_it_is_valid_by_the_official_schema() -> None:
    official = Draft7Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))
    assert [fault.message for fault in official.iter_errors(committed())] == []
    broken = {**committed(), "operations": {"x": {"action": "dance"}}}
    assert not official.is_valid(broken), "the schema can say no"


def test_every_reference_leads_somewhere() -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            here = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return here + [ref for value in node.values() for ref in references(value)]
        return [ref for each in node for ref in references(each)] if isinstance(node, list) else []

    found = references(committed())
    assert len(found) > 100
    for reference in found:
        place: Any = committed()
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_everything_is_explained() -> None:
    made = committed()
    for t, message in made["components"]["messages"].items():
        assert message["summary"], t
        assert message["examples"], f"outline.yaml has no example of {t}"
    assert {each["code"] for each in made["channels"]["talk"]["x-close-codes"]} == {*CloseCode}
    codes = made["components"]["schemas"]["ErrorCode"]
    assert codes["enum"] == [*ErrorCode]
    assert all(f"- `{code}`: " in codes["description"] for code in ErrorCode)
    assert {*Outline.load().answers} == {*TYPES}


def test_examples_are_frames() -> None:
    for frame in Outline.load().examples:
        parse = parse_client if frame["t"] in TYPES else parse_server
        parse(json.dumps(frame))
        assert fits(frame), frame


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-1, 400)
    | st.sampled_from(["", "x", "7kq3", "en", "US", "usa", "safe", "5", "a b", str(ULID())])
    | st.dictionaries(st.sampled_from(["7kq3", "a b"]), st.integers(-1, 3) | st.just("1"))
)


@st.composite
def nearly_right(draw: st.DrawFn) -> dict[str, Any]:
    """A client's frame of which something is missing, wrong or unknown."""
    examples = [frame for frame in Outline.load().examples if frame["t"] in TYPES]
    frame: dict[str, Any] = deepcopy(draw(st.sampled_from(examples)))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.sampled_from([frame, frame.get("d", frame)]))
        if not isinstance(place, dict):
            continue
        field = draw(st.sampled_from([*place, "extra"]))
        if draw(st.booleans()):
            place.pop(field, None)
        else:
            place[field] = draw(
                VALUES if field != "v" else st.integers(0, 2)
            )  # True is 1 in Python
    return frame


@settings(max_examples=200, deadline=None)
@given(nearly_right())
def test_the_document_allows_what_the_server_accepts(frame: dict[str, Any]) -> None:
    try:
        parse_client(json.dumps(frame))
    except WireError:
        accepted = False
    else:
        accepted = True
    assert fits(frame) is accepted


async def send(socket: ClientConnection, t: str, **fields: Any) -> dict[str, Any]:
    """Send a frame; the answer to it, whatever else comes before."""
    id = str(ULID())
    await socket.send(json.dumps({"t": t, "id": id, **fields}))
    return await until(socket, lambda frame: frame.get("re") == id)


async def until(socket: ClientConnection, wanted: Any) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while not wanted(frame := json.loads(await socket.recv())):
            pass
    return dict(frame)


async def talk(here: Site) -> None:
    """Every frame that a client can send, and most that it can get."""
    given = here.services.tokens.anonymous()
    async with raw_socket(here, given.token) as mine, raw_socket(here, given.token) as other:
        opened = await send(mine, "open", d={"bot": "echo", "language": "zh", "country": "CN"})
        conv = opened["conv"]
        await send(other, "attach", conv=conv, d={"after": 0})
        said = await send(mine, "message", conv=conv, d={"text": "hello"})
        await until(other, lambda frame: frame["t"] == "message.heard")
        await until(mine, lambda f: f["t"] == "turn.end" and f["d"]["message"] == said["re"])
        await send(mine, "message", conv=conv, d={"text": "goodbye"})
        await until(mine, lambda frame: frame["t"] == "crisis" and frame["d"]["active"])
        await send(mine, "signal", conv=conv, d={"signal": "safe"})
        await until(mine, lambda frame: frame["t"] == "crisis" and not frame["d"]["active"])
        await send(mine, "turn.cancel", conv=conv, d={"message": said["re"]})
        await send(mine, "history", conv=conv, d={"limit": 2})
        await send(mine, "history", conv=conv)
        await send(mine, "auth.refresh", d={"token": given.token})
        await send(mine, "open", d={"bot": "nobody"})
        await until(mine, lambda frame: frame["t"] == "ping")
        await mine.send('{"t":"pong"}')
        await send(mine, "end", conv=conv)
        await until(mine, lambda frame: frame["t"] == "conversation.closed")
        await here.gateway.drain(patience_s=0.1)
        await until(mine, lambda frame: frame["t"] == "goaway")


async def watch_an_answer_that_comes_to_nothing(here: Site) -> None:
    """A worker shows a sentence and ends the turn without it, then gives the conversation to
    another bot; an operator lets a picture pass; one reader comes late."""
    given = here.services.tokens.anonymous()
    queue = RedisTurnQueue(here.elsewhere, lease_ms=20 * LEASE_MS)
    async with raw_socket(here, given.token) as early, raw_socket(here, given.token) as late:
        opened = await send(early, "open", d={"bot": "echo"})
        [token] = await queue.take(1, 5)
        taken = await queue.begin(token, 0)
        assert taken is not None
        request = MessageId(opened["re"])
        await queue.show(taken.lease, Thinking(request))
        await queue.show(taken.lease, Preview(answer_id(request, 1), 0, "Well. "))
        await until(early, lambda frame: frame["t"] == "message.delta")
        await send(late, "attach", conv=opened["conv"], d={"after": 1})
        await until(late, lambda frame: frame["t"] == "message.snapshot")
        ended = TurnEnded(message_id=request, outcome=Outcome.FAILED)
        moved = Transferred(bot="other", revision="r", reason="asked for")
        seen = PicturesReviewed(message_id=review_id(request), held=request, passed=True)
        await queue.commit(taken.lease, 1, [ended, moved, seen], release=True)
        for socket in (early, late):
            await until(socket, lambda frame: frame["t"] == "message.retracted")
            await until(socket, lambda frame: frame["t"] == "conversation.transferred")
            await until(socket, lambda frame: frame["t"] == "message.reviewed")


@pytest.mark.parametrize("t", TYPES)
def test_every_question_has_an_answer(t: str) -> None:
    assert t == "pong" or {"error"} < answers_to(t)


async def test_it_is_true_of_a_running_service(valkey: str) -> None:
    limits = WebLimits(session=SessionLimits(frames_per_minute=0, ping_after_s=0.1))
    async with site(valkey, BOTS, limits=limits) as here:
        await talk(here)
        seen = here.documented.seen
    async with site(valkey, BOTS, serve_turns=False) as here:
        await watch_an_answer_that_comes_to_nothing(here)
        seen = seen | here.documented.seen
    told = {model.model_fields["t"].default for model in get_args(ServerFrame)}
    assert seen == {*TYPES} | told
    assert seen == {*committed()["components"]["messages"]}
