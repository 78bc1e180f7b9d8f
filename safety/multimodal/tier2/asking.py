"""What a judge of words and pictures is asked: three tasks, two orders, in the talk's language.

    statement   somebody shows this picture with these words
    prompt      a person asks this with this picture
    dialogue    a person showed a picture, and this was answered

The published judge explains first and answers last. Asked to answer first it can be left as soon as
it has (`first`): a few words instead of hundreds.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib.resources import files

from kernel.errors import DataError
from kernel.events import Language, Side
from kernel.pictures import Picture
from kernel.records import ChatMessage, Utterance
from safety.multimodal.taxonomy import Taxonomy, load_taxonomy

BEFORE = 4
"""Utterances before the message that the judge is told."""
LONGEST = 400
"""Characters of each of them."""


class Task(StrEnum):
    STATEMENT = "statement"
    PROMPT = "prompt"
    DIALOGUE = "dialogue"


class Order(StrEnum):
    """`last`: analysis, then the answer, as ShieldVLM was trained. `first`: the answer first."""

    LAST = "last"
    FIRST = "first"


_NAMES = ("system", *Task, *(f"order_{order}" for order in Order), "before")


class Questions:
    """Texts by language and name. Build with `load`."""

    def __init__(self, texts: Mapping[Language, Mapping[str, str]], taxonomy: Taxonomy) -> None:
        self._texts = texts
        self._taxonomy = taxonomy

    @classmethod
    def load(cls) -> "Questions":
        """Raises `DataError` if a text is missing."""
        return cls({language: _read(language) for language in Language}, load_taxonomy())

    def ask(
        self,
        task: Task,
        order: Order,
        language: Language,
        *,
        text: str,
        pictures: Sequence[Picture],
        answer: str = "",
        before: Sequence[Utterance] = (),
    ) -> list[ChatMessage]:
        """A prompt for a vision-language model; `answer` is what is judged in a dialogue."""
        texts = self._texts[language]
        told = "\n".join(_line(said) for said in before[-BEFORE:] if said.text)
        parts = (
            texts[task],
            texts[f"order_{order}"],
            texts["before"].replace("{before}", told) if told else "",
            _given(task, text, answer),
        )
        return [
            ChatMessage(
                role="system", text=texts["system"].replace("{risks}", self._risks(language))
            ),
            ChatMessage(
                role="user",
                text="\n\n".join(part for part in parts if part),
                pictures=tuple(pictures),
            ),
        ]

    def _risks(self, language: Language) -> str:
        return "\n".join(
            f"{n}. {risk.id}: {risk.meaning.in_(language)}"
            for n, risk in enumerate(self._taxonomy.risks, 1)
        )


def _given(task: Task, text: str, answer: str) -> str:
    """What is judged, marked off so that it cannot pass for a part of the question."""
    if task is Task.DIALOGUE:
        return f"<<<\nA: {_bare(text)}\nB: {_bare(answer)}\n>>>"
    return f"<<<\n{_bare(text)}\n>>>"


def _line(said: Utterance) -> str:
    return f"{'A' if said.side is Side.USER else 'B'}: {_bare(said.text)[:LONGEST]}"


def _bare(text: str) -> str:
    """Without the marks of the frame, and without tags that only a judge may write."""
    for mark in ("<<<", ">>>", "[", "]", "【", "】"):
        text = text.replace(mark, " ")
    return text.strip()


def _read(language: Language) -> dict[str, str]:
    folder = files("safety.multimodal.tier2").joinpath("prompts", language)
    texts = {}
    for name in _NAMES:
        try:
            texts[str(name)] = folder.joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
        except OSError as error:
            raise DataError(f"{folder}/{name}.md: {error}") from error
    return texts
