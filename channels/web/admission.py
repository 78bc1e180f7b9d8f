"""How many connections one person or one address may hold, and how fast an address may ask.

Counted in this process only: behind N gateways they may hold and ask N times as much.
"""

import ipaddress
import math
from collections import OrderedDict

REMEMBERED = 10_000
"""Addresses. More at once push the longest silent out, who may then begin anew."""


class Admission:
    """At most `most` at once for each name; 0 means no limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._here: dict[str, int] = {}

    def enter(self, name: str) -> bool:
        """Whether there is room. Whoever got in must `leave`."""
        here = self._here.get(name, 0)
        if self._most and here >= self._most:
            return False
        self._here[name] = here + 1
        return True

    def leave(self, name: str) -> None:
        if (here := self._here.get(name, 0) - 1) > 0:
            self._here[name] = here
        else:
            self._here.pop(name, None)


class Pace:
    """At most `per_minute` at once for each name, then evenly; 0 means no limit."""

    def __init__(self, per_minute: int) -> None:
        self._every_s = 60 / per_minute if per_minute else 0.0
        self._ahead_s = 60 - self._every_s
        self._due: OrderedDict[str, float] = OrderedDict()
        """When each would be where it began if it had asked evenly (GCRA, ITU-T I.371)."""

    def wait_ms(self, name: str, now: float) -> int:
        """0 if it may go on, which is then counted; else how long to wait. `now` in seconds."""
        if not self._every_s:
            return 0
        due = max(now, self._due.get(name, now))
        if (early_s := due - now - self._ahead_s) > 0:
            return math.ceil(early_s * 1000)
        self._due[name] = due + self._every_s
        self._due.move_to_end(name)
        if len(self._due) > REMEMBERED:
            self._due.popitem(last=False)
        return 0


def neighbourhood(address: str) -> str:
    """The address, or the /64 of an IPv6 one: whoever has one of those has all of them."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return address
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(ip), 64), strict=False))
