"""A model that says what a test wants: the ways in which a real one leaves its role."""

from collections.abc import AsyncGenerator
from typing import Any

from kernel.ports import Ask


class Saying:
    """Answers `say`, or in turn several of them; keeps what it was asked."""

    name = "saying"

    def __init__(self, *say: str) -> None:
        self._say = say
        self.asked: list[Ask] = []

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        self.asked.append(ask)
        yield self._say[0]

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        self.asked.append(ask)
        return {"say": self._say[min(len(self.asked), len(self._say)) - 1]}
