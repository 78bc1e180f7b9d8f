"""A language model as judge: first the round that shows it, then the number; code copies the words.

The talk comes first and is the same for all three scales, so that a server reads it once. The
judge names a round instead of quoting, since small models make quotes up. Every second repeat asks
for the items from the last to the first, which shows whether their order sways the judge.
"""

from collections.abc import Sequence
from importlib.resources import files
from string import Template
from typing import Any

from kernel.errors import DataError
from kernel.events import Language, Side
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from sim.judging.scales import Item, Rubric, ScaleFile
from sim.judging.sheet import Score, Sheet, quote
from sim.match import Transcript, Turn

_LIMITS = (600, 300, 160, 100, 60)
"""Characters that are kept of a message, tried from the most to the least."""
_PER_TOKEN = {Language.ZH: 1.3, Language.EN: 3.6}
"""Characters, as multilingual tokenizers cut them; careful rather than exact."""
_REST = 1500
"""Tokens for the card, the longest scale and the answer to it."""
_PER_ITEM = 24
"""Tokens of an answer's item."""


class Prompts:
    """Raises `DataError` where a file is missing."""

    def __init__(self, language: Language) -> None:
        folder = files("sim.judging").joinpath("prompts", language.value)
        try:
            self.talk, self.scale, self.item = (
                Template(folder.joinpath(f"{name}.md").read_text("utf-8").strip())
                for name in ("talk", "scale", "item")
            )
        except OSError as error:
            raise DataError(f"sim/judging/prompts: {error}") from error


class ModelJudge:
    """`context` is how many tokens the model can see, prompt and answer together."""

    def __init__(
        self, name: str, model: Model, rubric: Rubric, *, context: int = 4096, seed: int = 0
    ) -> None:
        self.name = name
        self._model = model
        self._rubric = rubric
        self._context = context
        self._seed = seed
        self._prompts = {language: Prompts(language) for language in Language}

    async def judge(self, transcript: Transcript, repeat: int) -> Sheet:
        language = transcript.match.card.language
        prompts = self._prompts[language]
        room = characters(self._context - _REST, language)
        talk, clipped = shortened(transcript.turns, room)
        told = prompts.talk.substitute(card=transcript.match.card.brief, talk=talk)
        scores: list[Score] = []
        reverse = repeat % 2 == 1
        for file in self._rubric.scales.values():
            items = file.items[::-1] if reverse else file.items
            asked = prompts.scale.substitute(
                role=file.role.in_(language),
                max=file.max,
                items="\n".join(_line(prompts.item, item, file.max, language) for item in items),
            )
            ask = Ask(
                messages=(
                    ChatMessage(role="system", text=told),
                    ChatMessage(role="user", text=asked),
                ),
                max_tokens=_PER_ITEM * len(items) + 32,
                temperature=0.0 if repeat == 0 else 0.7,
                seed=self._seed + repeat,
                deadline=600,
            )
            value = await self._model.value(ask, _schema(file, items, transcript))
            scores += _scores(file, value, transcript)
        return Sheet(
            match=transcript.match.id,
            judge=self.name,
            repeat=repeat,
            rubric=self._rubric.version,
            scores=tuple(scores),
            reverse=reverse,
            clipped=clipped,
        )


def characters(tokens: int, language: Language) -> int:
    """About so many characters can be read in so many tokens."""
    return round(tokens * _PER_TOKEN[language])


def shortened(turns: Sequence[Turn], room: int) -> tuple[str, bool]:
    """The talk in at most about `room` characters, and whether anything was left out for it: ends
    of long messages first, then rounds from the middle, whose gap is shown."""
    for limit in _LIMITS:
        lines = [_told(turn, limit) for turn in turns if turn.text]
        if sum(map(len, lines)) + len(lines) <= room:
            cut = any(len(turn.text) > limit for turn in turns)
            return "\n".join(lines), cut
    while len(lines) > 4 and sum(map(len, lines)) + len(lines) > room:
        del lines[len(lines) // 2]
    lines.insert(len(lines) // 2, "[…]")
    return "\n".join(lines), True


def _told(turn: Turn, limit: int) -> str:
    who = "C" if turn.side is Side.USER else "K"
    text = " ".join(turn.text.split())
    return f"{turn.round} {who}: {text if len(text) <= limit else text[:limit] + '…'}"


def _line(template: Template, item: Item, most: int, language: Language) -> str:
    return template.substitute(
        id=item.id,
        asks=item.asks.in_(language),
        low=item.low.in_(language),
        high=item.high.in_(language),
        max=most,
    )


def _schema(file: ScaleFile, items: Sequence[Item], transcript: Transcript) -> dict[str, Any]:
    last = max((t.round for t in transcript.turns if t.side is Side.BOT), default=0)
    one = {
        "type": "object",
        "properties": {
            "round": {"type": "integer", "minimum": min(1, last), "maximum": last},
            "score": {"type": "integer", "minimum": 0, "maximum": file.max},
        },
        "required": ["round", "score"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {item.id: one for item in items},
        "required": [item.id for item in items],
        "additionalProperties": False,
    }


def _scores(file: ScaleFile, value: Any, transcript: Transcript) -> list[Score]:
    return [
        Score(
            scale=file.scale,
            item=item.id,
            score=value[item.id]["score"],
            round=value[item.id]["round"],
            quote=quote(transcript, value[item.id]["round"]),
        )
        for item in file.items
    ]
