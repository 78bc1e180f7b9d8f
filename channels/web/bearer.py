"""The token of an HTTP request."""

from typing import Annotated

from fastapi import Header

from kernel.errors import AccessDenied

Authorization = Annotated[str, Header()]


def bearer(authorization: str) -> str:
    """Raises `AccessDenied` if there is none."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise AccessDenied("this needs the header Authorization: Bearer <token>")
    return token.strip()
