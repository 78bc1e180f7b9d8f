"""What an ask of a model cost: for metrics, without a word of what was said."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kernel.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One ask from its first request to its end; tokens are 0 where a server does not count."""

    model: str
    requests: int
    """HTTP requests: more than 1 after a repair or where a server had to be asked otherwise."""
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    error: str = ""
    """The type of the `ModelError` that it ended with, if it did."""
    reason: str = ""
    """Its text, which is ours and quotes nobody."""


Meter = Callable[[Usage], None]
"""Told of every ask when it ends, however it ends; must not raise or block."""


class Tally:
    """Counts one ask, and tells the meter when it ends."""

    def __init__(self, model: str, meter: Meter | None) -> None:
        self._model = model
        self._meter = meter
        self._began = time.monotonic()
        self.requests = self._prompt = self._completion = 0

    def count(self, usage: Any) -> None:
        if usage is not None:
            self._prompt += usage.prompt_tokens or 0
            self._completion += usage.completion_tokens or 0

    def __enter__(self) -> "Tally":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if self._meter is not None:
            failed = isinstance(error, ModelError)
            self._meter(
                Usage(
                    model=self._model,
                    requests=self.requests,
                    prompt_tokens=self._prompt,
                    completion_tokens=self._completion,
                    seconds=time.monotonic() - self._began,
                    error=type(error).__name__ if failed else "",
                    reason=str(error) if failed else "",
                )
            )
