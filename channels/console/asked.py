"""What a request asks for: its language, its page, where it comes from and wants to go next."""

import re
from collections.abc import Mapping

from starlette.requests import Request

from channels.console.showing import PATH
from kernel.events import Language

TARGET = re.compile(rf"{PATH}(/conversations/[a-z0-9]{{1,64}})?")
"""Where one may be sent after signing in."""


def language_of(request: Request) -> Language:
    """The language that the address names, else the browser's."""
    asked = request.query_params.get("lang", "")
    if asked in tuple(Language):
        return Language(asked)
    prefers = request.headers.get("accept-language", "").strip().lower()
    return Language.ZH if prefers.startswith("zh") else Language.EN


def target_of(fields: Mapping[str, str]) -> str:
    """Where to go after signing in: a page of ours, whatever was asked for."""
    to = fields.get("to", "")
    return to if TARGET.fullmatch(to) else PATH


def number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def address(request: Request) -> str:
    return request.client.host if request.client else ""
