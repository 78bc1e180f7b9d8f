"""What operators watch. Numbers only: no text, no ids of people or conversations."""

import time
from collections import OrderedDict

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_REMEMBERED = 10_000


class _ByType(dict[str, Counter]):
    """The children of a counter with one label, each looked up once: the library's own look-up
    costs more than the counting."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def __missing__(self, type: str) -> Counter:
        child = self[type] = self._counter.labels(type)
        return child


class WebMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.connections = Gauge(
            "fireside_connections", "Open websocket connections.", registry=registry
        )
        self.frames_in = _ByType(
            Counter("fireside_frames_in", "Frames from clients.", ["type"], registry=registry)
        )
        self.frames_out = _ByType(
            Counter(
                "fireside_frames_out",
                "Frames to clients about their conversations, by type.",
                ["type"],
                registry=registry,
            )
        )
        self.errors = Counter(
            "fireside_wire_errors", "Error frames and responses.", ["code"], registry=registry
        )
        self.turn_seconds = Histogram(
            "fireside_turn_seconds",
            "From the arrival of a message to the end of its turn on the wire.",
            buckets=_BUCKETS,
            registry=registry,
        )
        self._asked_at: OrderedDict[str, float] = OrderedDict()

    def asked(self, message_id: str) -> None:
        """A message arrived at this gateway."""
        self._asked_at[message_id] = time.monotonic()
        if len(self._asked_at) > _REMEMBERED:
            self._asked_at.popitem(last=False)

    def answered(self, message_id: str) -> None:
        """The end of its turn goes out by this gateway."""
        if (asked_at := self._asked_at.pop(message_id, None)) is not None:
            self.turn_seconds.observe(time.monotonic() - asked_at)
