"""Two talks with one person, side by side, in both orders: whether a place sways the judge.

A judge that is not swayed names the same talk whichever comes first. Only what it says in both
orders counts as its choice; where the orders disagree, it has none.
"""

from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Any, Literal

from kernel.errors import DataError
from kernel.events import Language
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from sim.judging.model import characters, shortened
from sim.match import Transcript

Place = Literal["A", "B"]
_REST = 700
"""Tokens for the card, the question and the answer."""
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "round": {"type": "integer", "minimum": 0, "maximum": 200},
        "better": {"enum": ["A", "B", "tie"]},
    },
    "required": ["round", "better"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a judge said of two matches, first with `a` in the first place, then with `b`."""

    a: str
    b: str
    judge: str
    forward: str
    """"A", "B" or "tie", as said; in `backward` the places are changed."""
    backward: str

    @property
    def winner(self) -> str:
        """The match that both orders name; "" for a tie or where they disagree."""
        named = (_named(self.forward, self.a, self.b), _named(self.backward, self.b, self.a))
        return named[0] if named[0] == named[1] else ""

    @property
    def steady(self) -> bool:
        """Whether the places made no difference."""
        return _named(self.forward, self.a, self.b) == _named(self.backward, self.b, self.a)

    @property
    def firsts(self) -> int:
        """How often the first place was named."""
        return (self.forward == "A") + (self.backward == "A")


class Comparer:
    """`context` is how many tokens the model can see, prompt and answer together."""

    def __init__(self, name: str, model: Model, *, context: int = 4096, seed: int = 0) -> None:
        self.name = name
        self._model = model
        self._context = context
        self._seed = seed

    async def compare(self, a: Transcript, b: Transcript) -> Choice:
        """Two talks with the same card. Raises `ModelError`."""
        forward, backward = [await self._ask(*pair) for pair in ((a, b), (b, a))]
        return Choice(
            a=a.match.id, b=b.match.id, judge=self.name, forward=forward, backward=backward
        )

    async def _ask(self, first: Transcript, second: Transcript) -> str:
        language = first.match.card.language
        room = characters(self._context - _REST, language) // 2
        asked = _prompt(language).substitute(
            card=first.match.card.brief,
            a=shortened(first.turns, room)[0],
            b=shortened(second.turns, room)[0],
        )
        ask = Ask(
            messages=(ChatMessage(role="user", text=asked),),
            max_tokens=48,
            temperature=0.0,
            seed=self._seed,
            deadline=600,
        )
        return str((await self._model.value(ask, _SCHEMA))["better"])


def _named(said: str, first: str, second: str) -> str:
    return {"A": first, "B": second}.get(said, "")


def _prompt(language: Language) -> Template:
    file = files("sim.judging").joinpath("prompts", language.value, "compare.md")
    try:
        return Template(file.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise DataError(f"sim/judging/prompts: {error}") from error
