"""Chooses lines of the book, so that nothing is said twice as long as there is another way."""

import re
from collections.abc import Iterable, Mapping, Sequence
from string import Template

from kernel.events import Language, Side
from kernel.state import Conversation
from policies.words.texts import Line, placeholders

_NEVER = 1_000_000
_PLACEHOLDER = re.compile(r"\$\{?\w+\}?", re.ASCII)


class Said:
    """What the bot has said so far in a conversation."""

    def __init__(self, talk: Conversation) -> None:
        self._texts = [
            said.text for said in talk.utterances if said.side is Side.BOT and not said.notice
        ]

    def ago(self, template: str) -> int:
        """How many answers ago a line was said, whatever stood in its placeholders.

        0 is the latest answer; a line that was never said was said longest ago.
        """
        chunks = [chunk for chunk in _PLACEHOLDER.split(template) if chunk]
        for back, text in enumerate(reversed(self._texts)):
            if all(chunk in text for chunk in chunks):
                return back
        return _NEVER


def choose(
    lines: Sequence[Line], language: Language, said: Said, words: Mapping[str, str] | None = None
) -> str:
    """The line that was not said for the longest time; of several, the first in the book.

    `words` gives the placeholders that are known; a line that needs another one is passed over.
    """
    known = {name: word for name, word in (words or {}).items() if word}
    fitting = [text for line in lines if placeholders(text := line.in_(language)) <= set(known)]
    return Template(max(fitting, key=said.ago)).substitute(known)


def join(parts: Iterable[str], language: Language) -> str:
    """Sentences to a message: Chinese runs on, English has a space between."""
    return ("" if language is Language.ZH else " ").join(part for part in parts if part)


def after_sentence(text: str, language: Language) -> str:
    """The text as it goes on behind a sentence."""
    return f" {text}" if text and language is Language.EN else text
