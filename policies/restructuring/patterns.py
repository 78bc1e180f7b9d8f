"""Which of the fifteen distortions a person's thoughts may show, at most as many as there is room.

Rule 1: a candidate is a clause of the person and a distortion; both are used once.
Rule 2: nothing is named that no word of theirs points to; a thought without a sign has no name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from kernel.errors import ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from policies.restructuring.book import UNNAMED, Book
from policies.restructuring.marking import pattern_messages
from policies.restructuring.place import Place
from policies.restructuring.quotes import bare_thought, quotable
from policies.words.hearing import said_by
from policies.words.normal import plain

_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause of the person, word for word, and the distortion that it may show."""

    distortion: str
    quote: str

    def packed(self) -> str:
        return f"{self.distortion}{_SEPARATOR}{self.quote}"

    @classmethod
    def unpacked(cls, sign: str) -> "Candidate":
        distortion, _, quote = sign.partition(_SEPARATOR)
        return cls(distortion, quote)


class _Found(BaseModel):
    distortion: str
    words: str


class _AllFound(BaseModel):
    candidates: list[_Found]


def candidates(book: Book, text: str, language: Language) -> tuple[Candidate, ...]:
    """For every sentence the distortions whose cues the thought in it holds, and then those that
    only its lead-in shows ("I feel so, therefore it is so")."""
    seen: list[Candidate] = []
    for sentence in quotable(text, book.plan.longest_quote.in_(language), language):
        thought = bare_thought(book, sentence, language)
        seen += [
            Candidate(distortion.id, thought)
            for words in (thought, sentence)
            for distortion in book.distortions
            if _holds(distortion.cues.in_(language), words)
        ]
    return tuple(dict.fromkeys(seen))


def _holds(cues: Sequence[str], words: str) -> bool:
    return any(re.search(cue, plain(words), re.IGNORECASE) for cue in cues)


def chosen(place: Place, seen: Sequence[Candidate], room: int) -> tuple[Candidate, ...]:
    """At most `room` candidates that no channel has yet: what a model named first, then the
    beliefs at the bottom, then what was heard often."""
    used = {place.words(f"channel{number}.thought") for number in range(1, 4)}
    heard = [Candidate.unpacked(sign) for sign in place.signs]
    deep = [place.words(f"loop{place.loop}.{target}") for target in ("core", "rule", "thought")]

    def weight(one: Candidate) -> tuple[int, int, int]:
        depth = next((n for n, words in enumerate(deep) if one.quote in words), len(deep))
        often = sum(other.distortion == one.distortion for other in heard)
        return (one not in seen, depth, -often)

    picked: list[Candidate] = []
    for one in sorted({**dict.fromkeys(seen), **dict.fromkeys(heard)}, key=weight):
        names = {*place.channels, *(other.distortion for other in picked)}
        quotes = {*used, *(other.quote for other in picked)}
        if one.distortion not in names and one.quote not in quotes:
            picked.append(one)
    if not picked:
        bare = next((quote for quote in deep if quote and quote not in used), "")
        picked = [Candidate(UNNAMED, bare)] if bare else []
    return tuple(picked[:room])


async def identified(
    model: Model | None, book: Book, place: Place, said: Sequence[str], language: Language
) -> tuple[Candidate, ...]:
    """What a model sees in the person's words `said`; every quote was looked up there.

    Never raises `ModelError`: then there is nothing, and the signs that were heard are enough.
    """
    if model is None or not said:
        return ()
    most, limits = book.plan.bounds.channels, book.plan.model.judgement
    ask = Ask(
        messages=pattern_messages(book, said, language),
        max_tokens=limits.max_tokens,
        temperature=limits.temperature,
        deadline=limits.seconds,
    )
    names = [
        distortion.id for distortion in book.distortions if distortion.id not in place.channels
    ]
    try:
        found = _AllFound.model_validate(await model.value(ask, _schema(names, most)))
    except (ModelError, ValidationError):
        return ()
    seen = (
        Candidate(each.distortion, quote)
        for each in found.candidates[:most]
        if each.distortion in names
        for text in said
        if (quote := said_by(each.words, text, language))
    )
    return tuple(dict.fromkeys(seen))


def _schema(names: Sequence[str], most: int) -> dict[str, Any]:
    item = {
        "type": "object",
        "properties": {
            "distortion": {"type": "string", "enum": list(names)},
            "words": {"type": "string", "maxLength": 90},
        },
        "required": ["distortion", "words"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"candidates": {"type": "array", "items": item, "maxItems": most}},
        "required": ["candidates"],
        "additionalProperties": False,
    }
