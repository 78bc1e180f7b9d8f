"""Who is at the other end: short tokens for the socket, long ones to get new short ones.

All are JWTs (RFC 7519) signed with HS256. A subject without a login is a pseudonym made here, so
nobody can choose somebody else's.
"""

import time
from dataclasses import dataclass
from typing import Any, Literal

import jwt
from ulid import ULID

from kernel.errors import AccessDenied
from kernel.ids import SubjectId

ACCESS_S = 600
REFRESH_S = 30 * 24 * 3600
_ISSUER = "fireside"
_ALGORITHM = "HS256"


class TokenExpired(AccessDenied):
    """The token was good once; a new one is to be had."""


@dataclass(frozen=True, slots=True)
class Access:
    subject: SubjectId
    expires_at: float
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a client gets for a session."""

    subject: SubjectId
    token: str
    refresh: str
    expires_in: int


class Tokens:
    """`secret` signs ours; `user_secret` is the operator's own, "" if there is none.
    `access_s` is how long a short token lives."""

    def __init__(self, secret: str, user_secret: str = "", *, access_s: int = ACCESS_S) -> None:
        self._secret = secret
        self._user_secret = user_secret
        self._access_s = access_s

    def anonymous(self) -> Pass:
        """A session for somebody new."""
        return self._issue(SubjectId(f"a-{str(ULID()).lower()}"))

    def renewed(self, refresh: str) -> Pass:
        """A session for who holds this refresh token. Raises `AccessDenied`."""
        return self._issue(self._subject(refresh, "refresh"))

    def of_user(self, user_token: str) -> Pass:
        """A session for a user of the operator's. Raises `AccessDenied`."""
        if not self._user_secret:
            raise AccessDenied("this service takes anonymous sessions only")
        claims = _decoded(user_token, self._user_secret, ["exp", "sub"])
        return self._issue(SubjectId(f"u-{claims['sub']}"))

    def access(self, token: str) -> Access:
        """Who shows this token. Raises `AccessDenied`, or `TokenExpired` if it had been good."""
        claims = _decoded(token, self._secret, ["exp", "sub", "use"], issuer=_ISSUER)
        if claims["use"] != "access":
            raise AccessDenied("this is not an access token")
        return Access(SubjectId(claims["sub"]), float(claims["exp"]))

    def _subject(self, token: str, use: Literal["refresh"]) -> SubjectId:
        claims = _decoded(token, self._secret, ["exp", "sub", "use"], issuer=_ISSUER)
        if claims["use"] != use:
            raise AccessDenied(f"this is not a {use} token")
        return SubjectId(claims["sub"])

    def _issue(self, subject: SubjectId) -> Pass:
        return Pass(
            subject,
            self._signed(subject, "access", self._access_s),
            self._signed(subject, "refresh", REFRESH_S),
            self._access_s,
        )

    def _signed(self, subject: SubjectId, use: str, seconds: int) -> str:
        claims = {"iss": _ISSUER, "sub": subject, "use": use, "exp": int(time.time()) + seconds}
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)


def _decoded(
    token: str, secret: str, required: list[str], *, issuer: str | None = None
) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            issuer=issuer,
            options={"require": required, "verify_aud": False},
        )
    except jwt.ExpiredSignatureError as error:
        raise TokenExpired("the token has run out; get a new one") from error
    except jwt.InvalidTokenError as error:
        raise AccessDenied("the token is not one of ours") from error
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 200:
        raise AccessDenied("the token names no subject")
    return claims
