"""What is made of an address and its query."""

import pytest
from starlette.requests import Request

from channels.console.asked import address, language_of, number, target_of
from kernel.events import Language


def request(query: str = "", prefers: str = "", client: tuple[str, int] | None = None) -> Request:
    headers = [(b"accept-language", prefers.encode())] if prefers else []
    scope = {"type": "http", "query_string": query.encode(), "headers": headers, "client": client}
    return Request(scope)


@pytest.mark.parametrize(
    ("query", "prefers", "language"),
    [
        ("lang=zh", "en", Language.ZH),
        ("lang=fr", "ZH-CN,zh;q=0.9", Language.ZH),
        ("", "fr", Language.EN),
        ("", "", Language.EN),
    ],
)
def test_the_language(query: str, prefers: str, language: Language) -> None:
    assert language_of(request(query, prefers)) is language


@pytest.mark.parametrize(
    ("query", "page"), [("page=3", 3), ("page=0", 1), ("page=-1", 1), ("page=9999999", 1), ("", 1)]
)
def test_the_page(query: str, page: int) -> None:
    assert number(request(query), "page") == page


@pytest.mark.parametrize(
    ("to", "target"),
    [
        ("/console/conversations/7kq3", "/console/conversations/7kq3"),
        ("/console/conversations/7kq3/review", "/console"),
        ("//evil.example", "/console"),
        ("", "/console"),
    ],
)
def test_where_to_go_next(to: str, target: str) -> None:
    assert target_of({"to": to}) == target


def test_where_it_comes_from() -> None:
    assert address(request(client=("192.0.2.1", 9))) == "192.0.2.1"
    assert address(request()) == ""
