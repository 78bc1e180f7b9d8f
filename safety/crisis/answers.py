"""Reads a short answer in the light of the bot's last question. Pure.

"Yes" means nothing alone. After "are you thinking of dying?" it is a sign of danger, after "could
you put the pills away?" it is progress and a "no" is the sign. What is asked and what is answered
are data (`questions/LANGUAGE.yaml`); here is what follows from the two. A clear no is believed, and
so is a wish to live. Only a question asks. An answer that says neither alarms once, and no more
while the crisis that it raised goes on.
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
from safety.crisis.lazy import Pattern

QUESTIONS = (
    *("danger", "others", "means", "safety", "safe", "choice", "denial", "scale", "safe_scale"),
    *("plan", "back", "again", "tell", "open"),
)
ANSWERS = (
    *("yes", "no", "unsure", "but", "safe", "agree", "disagree", "first", "second", "both"),
    *("much", "neutral", "life", "negated", "aside", "correction"),
)
TELLING = ("danger", "means", "safety", "safe", "denial", "scale", "plan", "again")
"""Kinds of question of which one is asked wherever an answer can be alarming."""
ALARMING_FROM = 3
"""Points of 10 for how likely, strong or near; one who is sure to stay alive says less."""
LONG = 24
"""Characters from which a Chinese answer is read clause by clause."""
UNSAFE_UP_TO = 5
"""Points of 10 for how safe one feels."""

_SENTENCE = re.compile(r"(?<=[。！？!?\n])|(?<=\.)\s")
_CLAUSE = re.compile(r"(?<=[。！？!?\n，,；;])|(?<=\.)\s")
"""Chinese runs sentences on by commas."""
_ASKING = ("?", "？", "吗", "呢", "吧")
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

    questions: Mapping[str, tuple[Pattern, ...]]
    answers: Mapping[str, tuple[Pattern, ...]]
    numbers: Mapping[str, int]
    look: FirstLook[Pattern]
    """Whatever asks about danger or safety; where none may match, nothing was asked."""

    def alarm(
        self,
        asked: str,
        said: str,
        *,
        before: Callable[[], str] = str,
        in_context: Callable[[], bool],
        raised: bool = False,
    ) -> Alarm | None:
        """`asked`, `before` and `said` in normal form.

        `before`: what the bot had asked earlier, which a "yes or no?" asks again. `in_context`: is
        the talk already about dying? `raised`: is a crisis on? An unclear answer then raises none.
        """
        if not self.look.may_match(asked):
            return None
        question = self._question(asked)
        if not question:
            return None
        about = asked if self._asks("back", question) else question
        again = self._asks("again", question) and not self._asks("danger", about)
        if again:
            about = self._question(before())
        danger = self._asks("danger", about)
        label: Label = "harm_to_others" if self._asks("others", about) else "suicide"
        if again:
            kind = "danger" if danger else ""
        else:
            kind = self._kind(question, about, danger=danger, in_context=in_context())
        answer = self._answer(said)
        unclear = not raised and self._says("unsure", answer)
        match kind:
            case "scale":
                alarming = self._high(answer, safe=self._asks("safe_scale", about))
            case "safety":
                alarming = self._unwilling(answer, unclear=unclear)
            case "denial":
                alarming = self._contradicts(answer, unclear=unclear)
            case "choice":
                alarming = self._chooses_danger(question, answer, unclear=unclear)
            case "danger" | "plan":
                alarming = self._admits(answer, unclear=unclear, raised=raised)
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
        if self._asks("denial", about) and not self._asks("open", question):
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

    def _question(self, asked: str) -> str:
        """The question that an answer goes to; empty where nothing was asked."""
        sentences = [part.strip() for part in _SENTENCE.split(asked) if part and part.strip()]
        asking = [part for part in sentences if part.endswith(_ASKING) or self._asks("tell", part)]
        return asking[-1] if asking else ""

    def _answer(self, said: str) -> str:
        """What is left once somebody has corrected themselves."""
        ends = [
            match.end()
            for pattern in self.answers["correction"]
            for match in pattern.finditer(said)
        ]
        return said[max(ends, default=0) :].strip() or said

    def _denies(self, said: str) -> bool | None:
        """True for a no, False for a yes, None for neither. The first clear sentence counts."""
        by_clause = len(said) > LONG and not said.isascii()
        apart = _CLAUSE if by_clause else _SENTENCE
        parts = [part.strip() for part in apart.split(said) if part and part.strip()]
        parts = [part for part in parts if not self._says("aside", part)]
        for part in parts:
            if self._says("no", part) or self._says("life", part):
                return True
            if self._says("yes", part):
                return False
            if by_clause and self._says("negated", part):
                return True
        return True if any(self._says("negated", part) for part in parts) else None

    def _admits(self, said: str, *, unclear: bool, raised: bool) -> bool:
        denies = self._denies(said)
        if denies is not None:
            return not denies or self._says("but", said)
        if unclear:
            return True
        return not raised and _is_short(said) and not self._says("neutral", said)

    def _unwilling(self, said: str, *, unclear: bool) -> bool:
        if self._says("but", said):
            return True
        return (self._says("no", said) or unclear) and not self._says("safe", said)

    def _contradicts(self, said: str, *, unclear: bool) -> bool:
        if self._says("but", said) or self._says("disagree", said):
            return True
        return unclear and not self._says("agree", said)

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

    def _chooses_danger(self, question: str, said: str, *, unclear: bool) -> bool:
        if self._says("no", said) or self._says("life", said):
            return self._says("but", said)
        if self._says("both", said) or unclear:
            return True
        dangerous = "first" if self._danger_in(question) == 1 else "second"
        harmless = "second" if dangerous == "first" else "first"
        if self._says(dangerous, said):
            return True
        return not self._says(harmless, said) and self._asks("danger", said)


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
