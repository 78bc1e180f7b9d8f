"""A regular expression that is compiled when it is first tried: most of a book never is."""

import re
from collections.abc import Callable, Iterator
from typing import Protocol


class Source(Protocol):
    """What `literals.py` reads: a compiled pattern or one that will be."""

    @property
    def pattern(self) -> str: ...

    @property
    def flags(self) -> int: ...


class Pattern:
    """As far as the guard needs it, like `re.Pattern`. Raises `re.error` at the first try."""

    __slots__ = ("_compiled", "pattern")
    flags = int(re.UNICODE)

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern)
        return self._compiled

    def search(self, text: str) -> re.Match[str] | None:
        return self.compiled().search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.compiled().finditer(text)

    def sub(self, new: Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled().sub(new, text)
