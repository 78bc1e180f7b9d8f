"""A client whose words a model finds: the brain decides what is meant, the model only says it.

What a model says is held against the card before anybody hears it: one more try, and then the
scripted words stand. So a rubbish model gives the same talk as none, and what is disclosed, and
when, is never the model's to decide. `State.by` says whose words a turn has.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kernel.errors import ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from kernel.sentences import split
from sim.cards.brief import brief
from sim.cards.card import Card
from sim.cards.checks import spoken
from sim.match import Heard, Leave, Match, Say, Usage
from sim.npc.brain import Brain, Do, Intent
from sim.npc.director import Director
from sim.npc.keeping import parrots, strange, tells
from sim.npc.phrases import load_phrases
from sim.npc.scripted import Words, as_move
from sim.npc.temper import load_temper

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"say": {"type": "string", "minLength": 1, "maxLength": 600}},
    "required": ["say"],
    "additionalProperties": False,
}
TRIES = 2
DEADLINE_S = 120.0
"""Of one answer; two processor cores take some seconds for a 1.5 billion model."""
_TOKENS = 200
_ROOM = 4
"""A model may use so many times as many characters as the scripted words have, and some more."""
_SHORT = 40
_SMALL = 3
_WORDS = re.compile(r"[a-z']+")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
KEPT = 0.35
"""Of the content of the scripted words, a model's must keep at least so much."""
NEW = 0.4
"""Of the content of a model's words, at most so much may be known from nowhere."""
_OWN_WORDS = frozenset({Do.OPEN, Do.LEAVE, Do.CRISIS})
"""What is said as it stands: an opening sets the tone, and leaving must not be misheard."""


class VoicedPerson:
    """Plays one match with a model's words."""

    def __init__(self, card: Card, match: Match, model: Model) -> None:
        chance = random.Random(f"{match.seed}:{card.id}")
        phrases = load_phrases(card.language)
        self._brain = Brain(card, load_temper(), phrases, rounds=match.rounds, chance=chance)
        self._words = Words(card, phrases, chance)
        self._director = Director(card)
        self._card = card
        self._model = model
        self._seed = match.seed
        self._talk: list[tuple[bool, str]] = []
        self._at_home = content(f"{brief(card)} {' '.join(spoken(card))}", card.language)
        """Content of everything that the client knows."""
        self._known: set[str] = set()
        """Hidden facts that have been told."""
        self._requests = 0

    @property
    def usage(self) -> Usage:
        """Requests only: tokens are counted by the model's own meter."""
        return Usage(requests=self._requests)

    async def next(self, heard: Heard) -> Say | Leave:
        intent = self._brain.decide(heard)
        self._talk.append((False, heard.text))
        self._known |= set(intent.state.disclosed)
        draft = self._words.of(intent)
        said = "" if intent.do in _OWN_WORDS else await self._said(intent, draft, heard)
        text = said or draft
        state = replace(intent.state, by="model" if said else "script")
        self._talk.append((True, text))
        self._brain.spoke(text)
        return as_move(replace(intent, state=state), text)

    async def _said(self, intent: Intent, draft: str, heard: Heard) -> str:
        """The model's words, or "" where none of them would do."""
        mood = intent.state.mood
        assert mood is not None
        hidden = [line for line in intent.lines if line.hidden]
        marks = [line.marks[0] for line in hidden]
        messages = self._director.ask(self._talk, draft, marks, mood)
        for attempt in range(TRIES):
            self._requests += 1
            try:
                answer = await self._model.value(
                    Ask(
                        messages=messages,
                        max_tokens=_TOKENS,
                        temperature=0.8,
                        seed=(self._seed * 10_007 + heard.round) * TRIES + attempt,
                        deadline=DEADLINE_S,
                    ),
                    SCHEMA,
                )
            except ModelError:
                return ""
            said = self._trimmed(answer["say"])
            if not (faults := list(self._faults(said, draft, intent, heard))):
                return said
            messages = (*messages, *self._director.again(said, faults))
        return ""

    def _trimmed(self, said: str) -> str:
        """As many sentences as somebody of this style says."""
        sentences = split(said.strip().strip('"“”「」'))
        return "".join(sentences[: self._director.sentences]).strip()

    def _faults(self, said: str, draft: str, intent: Intent, heard: Heard) -> Iterator[str]:
        if not said:
            yield "silent"
            return
        yield from (fault.reason for fault in strange(said, self._card))
        for fact in self._card.hidden:
            if fact.id not in self._known and tells(fact, said):
                yield "early_disclosure"
            if fact.id in intent.state.disclosed and not tells(fact, said):
                yield "untold"
        mine, meant = content(said, self._card.language), content(draft, self._card.language)
        if len(mine & meant) < KEPT * len(meant):
            yield "strays"
        heard_words = content(heard.text, self._card.language)
        if len(mine - meant - self._at_home - heard_words) > NEW * len(mine):
            yield "invents"
        if said != draft and said in (text for own, text in self._talk if own):
            yield "repeats"
        if parrots(said, heard.text, self._card.language):
            yield "parrots"
        if len(said) > _ROOM * len(draft) + _SHORT:
            yield "long"


def content(text: str, language: Language) -> frozenset[str]:
    """The words of a text that carry its meaning, roughly: longer words (en), pairs of characters
    (zh)."""
    if language is Language.EN:
        return frozenset(word for word in _WORDS.findall(text.casefold()) if len(word) > _SMALL)
    return frozenset(pair for run in _HAN.findall(text) for pair in map("".join, pairwise(run)))
