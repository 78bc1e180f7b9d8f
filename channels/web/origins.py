"""Which web pages may talk to us: our own, and those that the operator named.

A client that sends no Origin is not a browser; as nothing here rests on cookies, it is let in
(RFC 6454; OWASP WebSocket cheat sheet, cross-site hijacking).
"""

from collections.abc import Collection
from urllib.parse import urlsplit

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def may_connect(origin: str | None, host: str, allowed: Collection[str]) -> bool:
    """`origin` and `host` as the headers have them."""
    if origin is None or origin in allowed or "*" in allowed:
        return True
    theirs = urlsplit(origin)
    ours = urlsplit(f"//{host}")
    if theirs.hostname is None:
        return False
    if theirs.netloc == ours.netloc:
        return True
    return theirs.hostname in _LOCAL and ours.hostname in _LOCAL and theirs.port == ours.port
