"""A model words what takes up the person's words; each sentence comes with its strategy.

Rule 1: what is next and its question are the book's own: the protocol is not reworded.
Rule 2: a sentence comes through the sieve or not at all; if none does, the draft is said.
Rule 3: a strategy that the step does not have, or a statement that asks, is left out.
"""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel, ValidationError

from kernel.errors import ModelError
from kernel.events import Language, Side
from kernel.ports import Ask, Model
from kernel.sentences import Splitter
from policies.restructuring.book import Book
from policies.restructuring.prompt import chat_messages, wording_messages
from policies.restructuring.sayings import Strategy
from policies.restructuring.scene import Scene, Sentence, Turn
from policies.words.hearing import is_substantive
from policies.words.normal import plain
from policies.words.tidy import Rules, Tidy

_NOT_AGAIN = 20
"""Latest utterances whose sentences a model may not simply say again."""
_ASKS = re.compile(r"[?？][\"'”’」』）)\s]*$")
_ENDED = re.compile(r"[.!。！…~～][\"'”’」』）)\s]*$")
_STOPS = {Language.ZH: "。", Language.EN: "."}
_LONGEST = 200
"""Characters of one sentence of a model."""
_HARDLY_REWORDED = 0.7
"""Share of common letters from which a sentence is the draft's."""
_LABEL = re.compile(r"^\s*[\[<【(]+\|?\s*([^\]>】)|]{2,40})\|?[\]>】)]+\s*")

Patterns = tuple[re.Pattern[str], ...]


class _Worded(BaseModel):
    strategy: str
    text: str


class _AllWorded(BaseModel):
    sentences: list[_Worded]


class Wording:
    """The model's part of the answers. `share`: see `plan.Small`."""

    def __init__(self, book: Book, model: Model, share: float) -> None:
        self._book = book
        self._model = model
        self._share = share
        self._never = {
            language: _compiled(text for never in book.never for text in never.in_(language))
            for language in Language
        }
        self._not_here = {
            (step.id, language): _compiled(step.never.in_(language))
            for step in book.steps
            for language in Language
        }
        self._speaks = {lang: _compiled(book.itself.speaks.in_(lang)) for lang in Language}
        self._may = {lang: _compiled(book.itself.may.in_(lang)) for lang in Language}
        self._shapes = {
            language: {one.id: _compiled(one.shape.in_(language)) for one in book.strategies}
            for language in Language
        }
        self._labels = {
            plain(name): one.id
            for one in book.strategies
            for name in (one.name.zh, one.name.en, one.id.value, one.id.value.replace("_", " "))
        }

    async def lead(self, scene: Scene, turn: Turn) -> tuple[Sentence, ...]:
        """The lead in words nearer to the person's; the draft's own if the model has none."""
        step = turn.before.step
        allowed = sorted(self._book.step(step).strategies - {Strategy.QUESTION})
        limits = self._book.plan.model.wording
        ask = Ask(
            messages=wording_messages(scene, turn, step, allowed),
            max_tokens=limits.max_tokens,
            temperature=limits.temperature,
            deadline=limits.seconds,
        )
        most = max(len(turn.lead), 1)
        try:
            value = await self._model.value(ask, _schema(allowed, most))
            worded = _AllWorded.model_validate(value).sentences
        except (ModelError, ValidationError):
            return turn.lead
        tidy = Tidy(self._rules(scene, turn, most=most))
        said: list[Sentence] = []
        for one in worded:
            text = one.text.strip()
            if one.strategy in allowed and _is_statement(text, scene.language):
                stop = "" if _ENDED.search(text) else _STOPS[scene.language]
                kept = tidy.whole(text + stop)
                label = Strategy(one.strategy)
                said += [_as_drafted(Sentence(text.strip(), label), turn) for text in kept]
        return tuple(said) or turn.lead

    async def chat(self, scene: Scene, turn: Turn) -> AsyncGenerator[Sentence, None]:
        """Sentences of a model that was made for plain chat, as they come; may be none.

        Raises nothing of the model's: what was said before it failed stands.
        """
        limits, chat = self._book.plan.model.chat, self._book.plan.chat
        ask = Ask(
            messages=chat_messages(scene),
            max_tokens=limits.max_tokens,
            temperature=limits.temperature,
            deadline=limits.seconds,
        )
        tidy = Tidy(self._rules(scene, turn, most=chat.sentences))
        splitter = Splitter()
        try:
            async with aclosing(self._model.stream(ask)) as fragments:
                async for fragment in fragments:
                    for sentence in splitter.feed(fragment):
                        for kept in self._labelled(tidy, sentence, scene.language):
                            yield kept
                    if tidy.done:
                        return
        except ModelError:
            return
        for sentence in splitter.flush():
            for kept in self._labelled(tidy, sentence, scene.language):
                yield kept

    def _labelled(self, tidy: Tidy, sentence: str, language: Language) -> list[Sentence]:
        """What the sieve lets through, by the strategy that the model named or its shape shows."""
        named: Strategy | None = None
        if label := _LABEL.match(sentence):
            named = self._labels.get(plain(label[1]))
            sentence = sentence[label.end() :] if named else sentence
        kept = [text.strip() for text in tidy.whole(sentence.strip())]
        return [Sentence(text, named or self.strategy_of(text, language)) for text in kept]

    def strategy_of(self, text: str, language: Language) -> Strategy:
        """The strategy that the shape of a sentence shows; information if none does."""
        if _ASKS.search(text):
            return Strategy.QUESTION
        shapes: Mapping[Strategy, Patterns] = self._shapes[language]
        for strategy, patterns in shapes.items():
            if any(pattern.search(text) for pattern in patterns):
                return strategy
        return Strategy.INFORMATION

    def _rules(self, scene: Scene, turn: Turn, *, most: int) -> Rules:
        book, language = self._book, scene.language
        here = book.step(turn.before.step)
        spoken = scene.talk.utterances
        prompts = [book.prompts[name].in_(language) for name in ("wording", "turn", "persona")]
        orders = [here.goal.in_(language), here.avoid.in_(language)]
        latest = [said.text for said in spoken[-_NOT_AGAIN:] if said.side is Side.BOT]
        return Rules(
            language=language,
            most=most,
            never=(*self._never[language], *self._not_here[here.id, language]),
            speaks=self._speaks[language],
            may=self._may[language],
            known=[*prompts, *orders, *latest],
            heard=turn.text,
            person=[said.text for said in spoken if said.side is Side.USER],
            draft=" ".join(one.text for one in turn.lead),
            close=self._share,
        )


def _as_drafted(said: Sentence, turn: Turn) -> Sentence:
    """A sentence that is hardly reworded is still for what it was drafted for, whatever a small
    model calls it."""
    for drafted in turn.lead:
        if SequenceMatcher(None, said.text, drafted.text).ratio() >= _HARDLY_REWORDED:
            return Sentence(said.text, drafted.strategy)
    return said


def _is_statement(text: str, language: Language) -> bool:
    """Whether it is a sentence of some length that does not ask."""
    long_enough = is_substantive(text, language) and len(text) <= _LONGEST
    return long_enough and not _ASKS.search(text)


def _compiled(texts: Any) -> Patterns:
    return tuple(re.compile(text, re.IGNORECASE) for text in texts)


def _schema(allowed: Sequence[Strategy], most: int) -> dict[str, Any]:
    sentence = {
        "type": "object",
        "properties": {
            "strategy": {"type": "string", "enum": [one.value for one in allowed]},
            "text": {"type": "string"},
        },
        "required": ["strategy", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "sentences": {"type": "array", "items": sentence, "minItems": 1, "maxItems": most}
        },
        "required": ["sentences"],
        "additionalProperties": False,
    }
