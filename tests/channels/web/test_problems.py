"""HTTP errors have the form of the wire's and repeat nothing."""

import aiohttp
import pytest

from channels.web.problems import MAX_BODY
from tests.channels.web.stage import site
from tests.channels.web.test_http import BOTS


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/v1/nothing", b"", 404, "not_found"),
        ("DELETE", "/v1/bots", b"", 405, "not_found"),
        ("POST", "/v1/sessions", b'{"refresh": ["secret"]}', 422, "bad_frame"),
        ("POST", "/v1/sessions", b"{secret", 422, "bad_frame"),
        ("POST", "/v1/sessions", b"x" * (MAX_BODY + 1), 413, "too_large"),
    ],
)
async def test_errors(
    valkey: str, method: str, path: str, body: bytes, status: int, code: str
) -> None:
    async with site(valkey, BOTS, serve_turns=False) as here, aiohttp.ClientSession() as http:
        headers = {"Content-Type": "application/json"}
        async with http.request(method, here.url + path, data=body, headers=headers) as answer:
            assert answer.status == status
            text = await answer.text()
            assert (await answer.json())["error"]["code"] == code
            assert "secret" not in text
