"""What a model is told to say as a client: prompts from data files, and nothing that is hidden."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from kernel.records import ChatMessage
from sim.cards.brief import brief
from sim.cards.card import Card, Style
from sim.match import Mood

SENTENCES = {Style.VERBOSE: 6, Style.RESERVED: 2, Style.UPSET: 3}
"""At most, by style; the others say three or four (cf. the limits of Patient-Psi)."""
_USUAL = 4
_REMEMBERED = 6
"""Messages of the talk so far that a model sees."""
_ANGRY = 0.15
"""Less anger than this is none."""


class Prompts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    system: str
    turn: str
    keep: str
    again: str
    nothing: str
    you: str
    other: str
    reasons: dict[str, str]
    manners: dict[Style, str]
    moods: dict[str, tuple[str, str, str, str]]


class Director:
    """Writes the prompts for one client."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._prompts = load_prompts(card.language)
        self._brief = brief(card, hidden=False)

    @property
    def sentences(self) -> int:
        return SENTENCES.get(self._card.style, _USUAL)

    def ask(
        self, talk: Sequence[tuple[bool, str]], draft: str, marks: Sequence[str], mood: Mood
    ) -> tuple[ChatMessage, ...]:
        """`talk` is what was said so far, the last of it heard: (whether the client said it, text).

        The brief leaves out what the client hides: a model cannot give away what it does not know.
        """
        words = self._prompts
        system = Template(words.system).substitute(
            brief=self._brief,
            manner=words.manners[self._card.style],
            sentences=self.sentences,
        )
        before = [
            f"{words.you if own else words.other}: {text}" for own, text in talk[-_REMEMBERED:-1]
        ]
        turn = Template(words.turn).substitute(
            talk="\n".join(before) or words.nothing,
            heard=talk[-1][1] if talk else words.nothing,
            mood=self._mood(mood),
            draft=draft,
            keep=Template(words.keep).substitute(marks=", ".join(marks)) if marks else "",
        )
        return (ChatMessage(role="system", text=system), ChatMessage(role="user", text=turn))

    def again(self, said: str, reasons: Sequence[str]) -> tuple[ChatMessage, ...]:
        """What follows an answer that would not do."""
        why = "; ".join(self._prompts.reasons[reason] for reason in dict.fromkeys(reasons))
        told = Template(self._prompts.again).substitute(why=why)
        return (ChatMessage(role="assistant", text=said), ChatMessage(role="user", text=told))

    def _mood(self, mood: Mood) -> str:
        moods = self._prompts.moods
        parts = [_level(moods["distress"], mood.distress), _level(moods["trust"], mood.trust)]
        if mood.anger >= _ANGRY:
            parts.append(_level(moods["anger"], mood.anger))
        glue = "，" if self._card.language is Language.ZH else ", "
        return glue.join(part for part in parts if part)


def _level(levels: Sequence[str], value: float) -> str:
    return levels[min(len(levels) - 1, int(value * len(levels)))]


@cache
def load_prompts(language: Language) -> Prompts:
    """Raises `DataError`. Kept: it is the same for every client of a fleet."""
    name = f"{language.value}.yaml"
    text = files("sim.npc").joinpath("prompts", name).read_text(encoding="utf-8")
    try:
        return Prompts.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"sim/npc/prompts/{name}: {error}") from error
