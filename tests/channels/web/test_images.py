"""Pictures by HTTP, and in messages, over a real port and the real store."""

import base64
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bots.host import Bot
from channels.web.client import Client, connect
from channels.web.problems import MAX_UPLOAD
from channels.web.talk import Refused, Talk, new_id
from channels.wire.base import ShownImage
from channels.wire.client import Message, MessageData, SentImage
from channels.wire.messages import (
    Completed,
    Heard,
)
from kernel.moves import Move, Show
from kernel.state import Conversation
from safety.multimodal.uploads.cleaning import MAX_BYTES
from tests.channels.web.stage import LIMITS, Site, site, without_limits
from tests.fakes import ALLOW_ALL, PolicyOf
from tests.flow.stage import bot

hostile = pytest.importorskip(
    "tests.safety.multimodal.uploads.hostile", reason="the extra `images` is not installed"
)


def show_it_again(talk: Conversation) -> list[Move]:
    return [Show(image=image, text="look") for image in talk.utterances[-1].images]


BOTS: Mapping[str, Bot] = {
    "echo": bot(PolicyOf(show_it_again), (ALLOW_ALL,), eyes=ALLOW_ALL),
    "blind": bot(PolicyOf(lambda talk: [])),
}
DRAWING = hostile.saved(hostile.drawing(), "PNG")


@dataclass(frozen=True, slots=True)
class Visit:
    here: Site
    http: aiohttp.ClientSession
    client: Client
    talk: Talk

    @property
    def url(self) -> str:
        return f"{self.here.url}/v1/me/conversations/{self.talk.id}/images"

    def bearer(self, token: str = "") -> dict[str, str]:
        return {"Authorization": f"Bearer {token or self.client.credentials.token}"}

    async def upload(self, data: bytes, **headers: str) -> tuple[int, Any]:
        async with self.http.post(
            self.url, data=BytesIO(data), headers=self.bearer() | headers
        ) as answer:
            return answer.status, await answer.json()

    async def look(self, image: str, token: str = "") -> tuple[int, bytes, Any]:
        async with self.http.get(f"{self.url}/{image}", headers=self.bearer(token)) as answer:
            return answer.status, await answer.read(), answer.headers

    async def send(self, *images: str, text: str = "", alt: str = "") -> list[Any]:
        sent = [SentImage(id=image, alt=alt) for image in images]
        message = Message(id=new_id(), conv=self.talk.id, d=MessageData(text=text, images=sent))
        await self.client.ask(message)
        return [frame async for frame in self.talk.until(message.id)]


@asynccontextmanager
async def visit(valkey: str, name: str = "echo", **limits: Any) -> AsyncIterator[Visit]:
    async with (
        site(valkey, BOTS, limits=without_limits(LIMITS, images_per_minute=0, **limits)) as here,
        aiohttp.ClientSession() as http,
        connect(here.url) as client,
    ):
        talk = await client.open(name)
        async for _ in talk.greeting():
            pass
        yield Visit(here, http, client, talk)


async def test_a_picture_goes_out_and_comes_back(valkey: str) -> None:
    async with visit(valkey) as visitor:
        status, given = await visitor.upload(DRAWING)
        assert (status, given["w"], given["h"]) == (201, 160, 120)
        frames = await visitor.send(given["id"], alt="a lamp\u202e")
        image = ShownImage(id=given["id"], w=160, h=120, alt="a lamp")
        (shown,) = [f.d.images for f in frames if isinstance(f, Completed)]
        assert shown == [image]
        async with connect(visitor.here.url, visitor.client.credentials) as window:
            talk = await window.attach(visitor.talk.id)
            async for frame in talk.events():
                if isinstance(frame, Heard):
                    assert (frame.d.text, frame.d.images) == ("", [image])
                    break
        status, pixels, headers = await visitor.look(given["id"])
        assert (status, pixels[:3]) == (200, b"\xff\xd8\xff")
        assert headers["Content-Type"] == "image/jpeg"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"


async def test_a_refusal_says_why_for_programs_and_people(valkey: str) -> None:
    async with visit(valkey) as visitor:
        status, answer = await visitor.upload(b"<svg/>", **{"Content-Type": "image/png"})
        assert (status, answer["error"]["code"]) == (422, "image_refused")
        assert answer["error"]["why"] == "not_a_picture"
        assert "send a JPEG" in answer["error"]["message"]


async def test_too_many_bytes_are_not_read_to_the_end(valkey: str) -> None:
    assert MAX_UPLOAD == MAX_BYTES
    async with visit(valkey) as visitor:
        status, answer = await visitor.upload(bytes(MAX_UPLOAD + 1))
        assert (status, answer["error"]["code"]) == (413, "too_large")

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(400):
                yield bytes(64 * 1024)

        async with visitor.http.post(
            visitor.url, data=endless(), headers=visitor.bearer()
        ) as refused:
            assert refused.status == 413
        async with visitor.http.post(f"{visitor.here.url}/v1/sessions", data=bytes(9000)) as other:
            assert other.status == 413, "only pictures may be large"


async def test_pictures_are_for_their_owner_alone(valkey: str) -> None:
    async with visit(valkey) as visitor, connect(visitor.here.url) as other:
        _, given = await visitor.upload(DRAWING)
        stranger = other.credentials.token
        assert (await visitor.look(given["id"], stranger))[0] == 404
        assert (await visitor.look(given["id"], "x"))[0] == 401
        refused = visitor.http.post(visitor.url, data=DRAWING, headers=visitor.bearer(stranger))
        async with refused as answer:
            assert answer.status == 404
        async with visitor.http.post(visitor.url, data=DRAWING) as answer:
            assert answer.status == 401
        talk = await other.open("echo")
        with pytest.raises(Refused, match="unknown_image"):
            named = MessageData(images=[SentImage(id=given["id"])])
            await other.ask(Message(id=new_id(), conv=talk.id, d=named))


async def test_a_picture_can_be_taken_back_before_it_is_sent(valkey: str) -> None:
    async with visit(valkey) as visitor:
        _, given = await visitor.upload(DRAWING)
        url = f"{visitor.url}/{given['id']}"
        async with visitor.http.delete(url, headers=visitor.bearer()) as answer:
            assert answer.status == 204
        assert (await visitor.look(given["id"]))[0] == 404
        with pytest.raises(Refused, match="unknown_image"):
            await visitor.send(given["id"])


async def test_only_bots_that_can_see_take_pictures(valkey: str) -> None:
    async with visit(valkey, "blind") as visitor:
        status, answer = await visitor.upload(DRAWING)
        assert (status, answer["error"]["code"]) == (409, "images_off")
        async with visitor.http.get(f"{visitor.here.url}/v1/bots") as bots:
            found = {bot["name"]: bot["images"] for bot in await bots.json()}
        assert found == {"echo": True, "blind": False}


async def test_nobody_sends_pictures_without_end(valkey: str) -> None:
    async with visit(valkey) as visitor:
        for _ in range(8):
            assert (await visitor.upload(DRAWING))[0] == 201
        status, answer = await visitor.upload(DRAWING)
        assert (status, answer["error"]["code"]) == (409, "conversation_full")


async def test_the_export_has_the_pictures_and_erasure_takes_them(valkey: str) -> None:
    async with visit(valkey) as visitor:
        _, given = await visitor.upload(DRAWING)
        await visitor.send(given["id"])
        _, pixels, _ = await visitor.look(given["id"])
        url = f"{visitor.here.url}/v1/me"
        async with visitor.http.get(f"{url}/export", headers=visitor.bearer()) as export:
            (talk,) = (await export.json())["conversations"]
        (image,) = talk["images"]
        assert base64.b64decode(image["data"]) == pixels
        async with visitor.http.delete(url, headers=visitor.bearer()) as erased:
            assert erased.status == 204
        assert (await visitor.look(given["id"]))[0] == 404
        store = visitor.here.elsewhere
        left = await store.call("KEYS", f"{store.keys.prefix}*{visitor.talk.id}*")
        assert [key for key in left if re.search(rb":(img|up|log)$", key)] == []


async def test_words_and_no_pixels_go_to_the_log_of_the_service(
    valkey: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async with visit(valkey) as visitor:
        _, given = await visitor.upload(DRAWING)
        await visitor.send(given["id"], text="not for logs", alt="nor this")
        await visitor.upload(DRAWING[:90])
    out, err = capfd.readouterr()
    assert "not for logs" not in out + err
    assert "nor this" not in out + err
