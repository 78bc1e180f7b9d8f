"""Who may look: operators by name, each with a token of their own, and short sessions in a cookie.

A session ends after half an hour of silence, and eight hours after it began. Its signing key is
made of the service's secret and all operators' tokens: change one, and every session is over.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

SILENCE_S = 30 * 60
MOST_S = 8 * 3600
TOKEN_LENGTH = 24
"""Fewest characters of a token; 24 random letters and digits are beyond guessing."""
_ISSUER = "fireside-console"
_ALGORITHM = "HS256"
_CLAIMS = ("iss", "sub", "since", "exp")


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, and since when (seconds since the epoch)."""

    operator: str
    since: int


class Operators:
    """`tokens` by name of the operator. Times are seconds since the epoch."""

    def __init__(self, tokens: Mapping[str, str], secret: str) -> None:
        self._digests = {name: _digest(token) for name, token in tokens.items()}
        material = json.dumps(sorted(tokens.items())).encode()
        self._key = hmac.digest(secret.encode(), material, "sha256")

    def named_by(self, token: str) -> str | None:
        """The operator whose token this is. Takes as long for a wrong token as for a right one."""
        given, found = _digest(token), None
        for name, digest in self._digests.items():
            if hmac.compare_digest(given, digest):
                found = name
        return found

    def cookie(self, session: Session, now: int) -> str:
        """What the operator's browser shows from now on."""
        claims = {
            "iss": _ISSUER,
            "sub": session.operator,
            "since": session.since,
            "exp": min(now + SILENCE_S, session.since + MOST_S),
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def session(self, cookie: str, now: int) -> Session | None:
        """The session that a cookie shows; none if it is not ours or is over."""
        try:
            claims: dict[str, Any] = jwt.decode(
                cookie,
                self._key,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                options={"require": list(_CLAIMS), "verify_exp": False},
            )
        except jwt.InvalidTokenError:
            return None
        over = now >= claims["exp"] or claims["sub"] not in self._digests
        return None if over else Session(claims["sub"], claims["since"])


def _digest(token: str) -> bytes:
    """Of one length for all, so that comparing says nothing about lengths."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
