"""Reads a short answer in the light of the bot's last question. Pure.

"Yes" means nothing alone. After "are you thinking of dying?" it is a sign of danger, after "could
you put the pills away?" it is progress and a "no" is the sign. What is asked and what is answered
are data (`questions/LANGUAGE.yaml`); here is what follows from the two. A clear no is believed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from pydantic import BaseModel, ConfigDict

from kernel.errors import DataError
from kernel.events import Language
from safety.crisis.book import Compiler, Label, read_part
from safety.crisis.firstlook import FirstLook

QUESTIONS = (
    *("danger", "others", "means", "safety", "safe", "choice", "denial", "scale", "safe_scale"),
    *("plan", "back"),
)
ANSWERS = (
    *("yes", "no", "unsure", "but", "safe", "agree", "disagree", "first", "second", "both"),
    *("much", "neutral"),
)
TELLING = ("danger", "means", "safety", "safe", "denial", "scale", "plan")
"""Kinds of question of which one is asked wherever an answer can be alarming."""
ALARMING_FROM = 3
"""Points of 10 for how likely, strong or near; one who is sure to stay alive says less."""
UNSAFE_UP_TO = 5
"""Points of 10 for how safe one feels."""

_SENTENCE = re.compile(r"(?<=[。！？!?\n])|(?<=\.)\s")
_OR = re.compile(r"(?:,| )or |,?(?:还是|或者|或是)")
_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why an answer is alarming: the kind of question, and the danger that it was about."""

    asked: str
    label: Label


@dataclass(frozen=True, slots=True)
class Answers:
    """Build with `load_answers`. The keys are those of `QUESTIONS` and `ANSWERS`."""

    questions: Mapping[str, tuple[re.Pattern[str], ...]]
    answers: Mapping[str, tuple[re.Pattern[str], ...]]
    numbers: Mapping[str, int]
    look: FirstLook[re.Pattern[str]]
    """Whatever asks about danger or safety; where none may match, nothing was asked."""

    def alarm(self, asked: str, said: str, *, in_context: Callable[[], bool]) -> Alarm | None:
        """`asked` and `said` in normal form. `in_context`: is the talk already about dying?"""
        if not self.look.may_match(asked):
            return None
        question = _last_sentence(asked)
        about = asked if self._asks("back", question) else question
        danger = self._asks("danger", about)
        label: Label = "harm_to_others" if self._asks("others", about) else "suicide"
        kind = self._kind(question, about, danger=danger, in_context=in_context())
        match kind:
            case "scale":
                alarming = self._high(said, safe=self._asks("safe_scale", about))
            case "safety":
                alarming = self._unwilling(said)
            case "denial":
                alarming = self._contradicts(said)
            case "choice":
                alarming = self._chooses_danger(question, said)
            case "danger" | "plan":
                alarming = self._admits(said)
            case _:
                alarming = False
        return Alarm(kind, label) if alarming else None

    def _kind(self, question: str, about: str, *, danger: bool, in_context: bool) -> str:
        """The first kind that fits. A request to keep safe names the danger too."""
        near = danger or in_context or self._asks("means", about)
        near = near or self._asks("safe", question)
        if self._asks("scale", question) and near:
            return "scale"
        if self._asks("safety", question) and near:
            return "safety"
        if self._asks("denial", about):
            return "denial"
        if self._asks("choice", question) and self._danger_in(question) in {1, 2}:
            return "choice"
        if danger:
            return "danger"
        return "plan" if self._asks("plan", question) and in_context else ""

    def _asks(self, kind: str, text: str) -> bool:
        return any(pattern.search(text) for pattern in self.questions[kind])

    def _says(self, kind: str, text: str) -> bool:
        return any(pattern.search(text) for pattern in self.answers[kind])

    def _admits(self, said: str) -> bool:
        if self._says("no", said):
            return self._says("but", said)
        if self._says("yes", said) or self._says("unsure", said):
            return True
        return _is_short(said) and not self._says("neutral", said)

    def _unwilling(self, said: str) -> bool:
        if self._says("but", said):
            return True
        return (self._says("no", said) or self._says("unsure", said)) and not self._says(
            "safe", said
        )

    def _contradicts(self, said: str) -> bool:
        if self._says("but", said) or self._says("disagree", said):
            return True
        return self._says("unsure", said) and not self._says("agree", said)

    def _high(self, said: str, *, safe: bool) -> bool:
        points = self._number(said)
        if points is None:
            return not safe and self._says("much", said)
        return points <= UNSAFE_UP_TO if safe else points >= ALARMING_FROM

    def _number(self, said: str) -> int | None:
        digits = _NUMBER.search(said)
        if digits:
            return int(digits[0])
        return next((n for word, n in self.numbers.items() if word in said), None)

    def _danger_in(self, question: str) -> int:
        """0 if neither option is dangerous, 1 or 2 for the one that is, 3 for both."""
        first, second = _OR.split(question, maxsplit=1)
        return self._asks("danger", first) + 2 * self._asks("danger", second)

    def _chooses_danger(self, question: str, said: str) -> bool:
        if self._says("no", said):
            return self._says("but", said)
        if self._says("both", said) or self._says("unsure", said):
            return True
        dangerous = "first" if self._danger_in(question) == 1 else "second"
        harmless = "second" if dangerous == "first" else "first"
        if self._says(dangerous, said):
            return True
        return not self._says(harmless, said) and self._asks("danger", said)


def _last_sentence(asked: str) -> str:
    """The question that an answer goes to."""
    sentences = [part.strip() for part in _SENTENCE.split(asked) if part and part.strip()]
    asking = [part for part in sentences if part.endswith(("?", "？", "吗", "呢", "吧"))]
    return (asking or sentences or [""])[-1]


def _is_short(said: str) -> bool:
    """Too short to be about anything else than what was asked."""
    return len(said) <= 8 if not said.isascii() else len(said.split()) <= 4


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[str, tuple[str, ...]]
    questions: dict[str, tuple[str, ...]]
    answers: dict[str, tuple[str, ...]]
    numbers: dict[str, int]


@cache
def load_answers() -> Answers:
    """Raises `DataError` that names the entry. Read once, like the book."""
    raw = {language: read_part(f"questions/{language}.yaml", _File) for language in Language}
    for language, file in raw.items():
        if set(file.questions) != set(QUESTIONS) or set(file.answers) != set(ANSWERS):
            raise DataError(f"safety/crisis/questions/{language}.yaml: sections are missing")
    compilers = {language: Compiler(language, file.words) for language, file in raw.items()}
    questions = {
        kind: tuple(
            compilers[language](f"questions.{kind}", file.questions[kind], whole=False)
            for language, file in raw.items()
        )
        for kind in QUESTIONS
    }
    telling = [pattern for kind in TELLING for pattern in questions[kind]]
    return Answers(
        questions=questions,
        answers={
            kind: tuple(
                compilers[language](f"answers.{kind}", file.answers[kind])
                for language, file in raw.items()
            )
            for kind in ANSWERS
        },
        look=FirstLook(telling, lambda pattern: (pattern,)),
        numbers=dict(chain.from_iterable(file.numbers.items() for file in raw.values())),
    )
