"""The HTTP side over a real port."""

import asyncio
from typing import Any

import aiohttp
import jwt
import pytest

from channels.web.client import connect
from channels.web.origins import may_connect
from tests.channels.web.stage import LIMITS, site, without_limits
from tests.fakes import PolicyOf
from tests.flow.stage import bot
from tests.flow.test_invariants import echo

BOTS = {"echo": bot(PolicyOf(echo))}


async def get(url: str, token: str = "", **headers: str) -> tuple[int, Any, Any]:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as answer:
        json = answer.content_type == "application/json"
        return answer.status, await (answer.json() if json else answer.text()), answer.headers


async def post(url: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json=body, headers=headers) as answer,
    ):
        return answer.status, await answer.json()


async def test_what_everybody_may_see(valkey: str) -> None:
    async with site(valkey, BOTS) as here:
        assert (await get(f"{here.url}/healthz"))[1] == {"ok": True}
        assert (await get(f"{here.url}/readyz"))[1] == {"ready": True}
        assert (await get(f"{here.url}/v1/bots"))[1][0]["name"] == "echo"
        lines = (await get(f"{here.url}/v1/hotlines?country=cn&language=zh"))[1]
        assert lines == {"country": "CN", "language": "zh"}
        status, page, headers = await get(f"{here.url}/")
        assert status == 200
        assert "fireside" in page.lower()
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "fireside_connections" in (await get(f"{here.url}/metrics"))[1]


async def test_sessions_are_renewed_and_not_forged(valkey: str) -> None:
    async with site(valkey, BOTS) as here:
        url = f"{here.url}/v1/sessions"
        _, first = await post(url)
        _, again = await post(url, {"refresh": first["refresh"]})
        assert again["subject"] == first["subject"]
        _, other = await post(url)
        assert other["subject"] != first["subject"]
        assert (await post(url, {"refresh": first["token"]}))[0] == 401
        forged = jwt.encode({"sub": "x", "use": "access", "exp": 9e9, "iss": "fireside"}, "k" * 40)
        status, body, _ = await get(f"{here.url}/v1/me/conversations", forged)
        assert (status, body["error"]["code"]) == (401, "bad_token")
        assert (await get(f"{here.url}/v1/me/conversations"))[0] == 401
        assert (await post(url, Authorization="Bearer x"))[0] == 401, "anonymous sessions only"


async def test_an_address_gets_only_so_many_sessions(valkey: str) -> None:
    limits = without_limits(LIMITS, sessions_per_minute=2)
    async with site(valkey, BOTS, limits=limits, serve_turns=False) as here:
        url = f"{here.url}/v1/sessions"
        _, given = await post(url)
        assert (await post(url, {"refresh": given["refresh"]}))[0] == 200
        async with aiohttp.ClientSession() as http, http.post(url) as refused:
            assert refused.status == 429
            error = (await refused.json())["error"]
            assert (error["code"], error["temporary"]) == ("rate_limited", True)
            assert 29_000 < error["retry_after_ms"] <= 30_000
            assert refused.headers["Retry-After"] == "30"
        status, _, _ = await get(f"{here.url}/v1/me/conversations", given["token"])
        assert status == 200, "who has a session goes on"


async def test_a_client_waits_until_it_may_have_a_session(valkey: str) -> None:
    limits = without_limits(LIMITS, sessions_per_minute=60)
    async with site(valkey, BOTS, limits=limits) as here:
        url = f"{here.url}/v1/sessions"
        while (await post(url))[0] != 429:
            pass
        async with asyncio.timeout(20), connect(here.url) as client:
            await client.open("echo")


async def test_the_operators_own_users(valkey: str) -> None:
    secret = "u" * 40
    async with site(valkey, BOTS, user_secret=secret) as here:
        user = jwt.encode({"sub": "ada", "exp": 9e9}, secret)
        status, given = await post(f"{here.url}/v1/sessions", Authorization=f"Bearer {user}")
        assert (status, given["subject"]) == (200, "u-ada")
        unsigned = jwt.encode({"sub": "ada", "exp": 9e9}, "", algorithm="none")
        assert (await post(f"{here.url}/v1/sessions", Authorization=f"Bearer {unsigned}"))[0] == 401


async def test_a_person_takes_and_destroys_what_is_theirs(valkey: str) -> None:
    async with site(valkey, BOTS) as here, connect(here.url) as mine, connect(here.url) as theirs:
        for client in (mine, theirs):
            talk = await client.open("echo")
            _ = [f async for f in talk.greeting()]
            _ = [f async for f in talk.say(f"secret of {client.subject}")]
        token = mine.credentials.token
        _, listed, _ = await get(f"{here.url}/v1/me/conversations", token)
        assert [(c["bot"], c["closed"]) for c in listed] == [("echo", False)]
        _, document, headers = await get(f"{here.url}/v1/me/export", token)
        assert "attachment" in headers["content-disposition"]
        assert f"secret of {mine.subject}" in str(document)
        assert theirs.subject not in str(document)
        async with aiohttp.ClientSession() as http:
            bearer = {"Authorization": f"Bearer {token}"}
            async with http.delete(f"{here.url}/v1/me", headers=bearer) as answer:
                assert answer.status == 204
        assert (await get(f"{here.url}/v1/me/conversations", token))[1] == []
        kept = (await get(f"{here.url}/v1/me/conversations", theirs.credentials.token))[1]
        assert len(kept) == 1


async def test_embedding_pages_must_be_named(valkey: str) -> None:
    async with site(valkey, BOTS) as here:
        for origin, allowed in (
            ("https://embeds.example", True),
            ("https://evil.example", False),
        ):
            _, _, headers = await get(f"{here.url}/v1/bots", Origin=origin)
            assert ("access-control-allow-origin" in headers) is allowed
            async with aiohttp.ClientSession() as http:
                if allowed:
                    async with http.ws_connect(f"{here.url}/v1/ws", origin=origin):
                        pass
                else:
                    with pytest.raises(aiohttp.WSServerHandshakeError):
                        await http.ws_connect(f"{here.url}/v1/ws", origin=origin)
        _, _, headers = await get(f"{here.url}/widget/index.html", Origin="https://evil.example")
        assert "access-control-allow-origin" in headers, "the code is for everybody"


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "a.example", True),
        ("https://a.example", "a.example", True),
        ("https://b.example", "a.example", False),
        ("null", "a.example", False),
        ("http://localhost:8000", "127.0.0.1:8000", True),
        ("http://localhost:9999", "127.0.0.1:8000", False),
        ("https://named.example", "a.example", True),
    ],
)
def test_who_may_connect(origin: str | None, host: str, allowed: bool) -> None:
    assert may_connect(origin, host, {"https://named.example"}) is allowed


async def test_too_many_windows_of_one_person(valkey: str) -> None:
    limits = without_limits(LIMITS, connections_per_subject=1)
    async with site(valkey, BOTS, limits=limits) as here, connect(here.url) as client:
        await client.open("echo")
        async with connect(here.url, client.credentials) as second:
            with pytest.raises(Exception, match="too many connections"):
                await second.open("echo")
