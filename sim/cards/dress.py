"""Turns a story in plain fields into a card: conditions and marks are computed, not written.

For cards that come from elsewhere, from a model or from somebody's profile: whoever wrote the story
need not know when a fact may be told, nor by which words it will be known again.
"""

import re
from collections.abc import Sequence

from pydantic import ValidationError

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Card, Mind, Topic
from sim.match import Stage, Theme

TRUST = (0.42, 0.55, 0.6)
"""What the first, the second and every further hidden fact needs."""
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]{4,}")
_PIECE = 4
"""Characters of a Chinese mark."""


def facts(
    open_facts: Sequence[str],
    hidden: Sequence[str],
    others: Sequence[str],
    language: Language,
    about: Sequence[Topic] = (Topic.EVENT, Topic.THOUGHT),
) -> list[dict[str, object]]:
    """The fields of facts, to be validated with their card. `others` is everything else that the
    client says. A hidden fact without words of its own cannot be known again, and is left out."""
    made: list[dict[str, object]] = [
        {"id": f"open_{number}", "about": tuple(about), "say": say}
        for number, say in enumerate(open_facts, 1)
    ]
    for number, say in enumerate(hidden, 1):
        rest = [*others, *open_facts, *hidden[: number - 1], *hidden[number:]]
        if mark := _mark(say, rest, language):
            made.append(
                {
                    "id": f"hidden_{number}",
                    "about": (Topic.PAST, *about),
                    "say": say,
                    "trust": TRUST[min(number, len(TRUST)) - 1],
                    "stage": Stage.TRUST if number == 1 else Stage.DIAGNOSTIC,
                    "marks": (mark,),
                }
            )
    return made


def card(theme: Theme, language: Language, story: dict[str, object]) -> Card:
    """A card of these fields. Raises `DataError` that says which do not fit."""
    try:
        return Card.model_validate({**story, "theme": theme, "language": language})
    except ValidationError as error:
        raise DataError(f"{story.get('slug', 'a card')}: {error}") from error


def slug(text: str, number: int) -> str:
    """A name for files and ids; `number` keeps two alike apart."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:24].strip("_")
    return f"{plain or 'card'}_{number}"


def mind_lines(mind: Mind | None) -> list[str]:
    return [] if mind is None else list(mind.model_dump().values())


def _mark(say: str, rest: Sequence[str], language: Language) -> str:
    """Words of `say` that stand nowhere else: one long one or three in a row (en), four characters
    (zh)."""
    elsewhere = " ".join(rest).casefold()
    if language is Language.ZH:
        pieces = [
            run[at : at + _PIECE]
            for run in _HAN_RUN.findall(say)
            for at in range(len(run) - _PIECE + 1)
        ]
        return next((piece for piece in reversed(pieces) if piece not in elsewhere), "")
    words = sorted(set(_WORD.findall(say)), key=lambda word: (-len(word), word))
    plain = say.rstrip(".!?").split()
    runs = [" ".join(plain[at : at + 3]) for at in range(len(plain) - 2)]
    return next((way for way in (*words, *runs) if way.casefold() not in elsewhere), "")
