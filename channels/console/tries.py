"""Wrong tokens of one address: a few, and then a wait. Counted in this process only."""

from collections import OrderedDict

MOST = 5
"""Wrong tries within `WITHIN_S`."""
WITHIN_S = 300
REMEMBERED = 10_000
"""Addresses; more at once push the longest silent out."""


class Tries:
    """Times are seconds of a clock that only goes on."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[float, ...]] = OrderedDict()

    def wait_s(self, address: str, now: float) -> int:
        """How long until this address may try again; 0 if it may now."""
        recent = self._recent(address, now)
        return 0 if len(recent) < MOST else int(recent[0] + WITHIN_S - now) + 1

    def missed(self, address: str, now: float) -> None:
        """A wrong try."""
        self._wrong[address] = (*self._recent(address, now), now)[-MOST:]
        self._wrong.move_to_end(address)
        if len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)

    def _recent(self, address: str, now: float) -> tuple[float, ...]:
        return tuple(at for at in self._wrong.get(address, ()) if at > now - WITHIN_S)
