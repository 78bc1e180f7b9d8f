"""How many connections one person, or one address, may hold on this gateway.

Counted in this process only: behind N gateways they may hold N times as many.
"""


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
