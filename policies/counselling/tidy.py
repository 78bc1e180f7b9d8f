"""A sieve between a small model and a person: fragments in, sentences fit to be said out.

Models of half a billion parameters repeat themselves and their prompt, play both sides, write
headings and lists, and change the language. Each sentence is held until it is whole, which costs
nothing, because guards judge whole sentences anyway.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from kernel.events import Language
from kernel.sentences import Splitter, split
from policies.counselling.cues import is_han, plain
from policies.counselling.replies import after_sentence

_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"<think>.*", re.DOTALL)
_PERHAPS_TAG = re.compile(r"<[/a-z]{0,6}$")
_SPECIAL = "<|"
_ROLE = re.compile(
    r"^\W*(assistant|counsell?or|therapist|bot|you|me|咨询师|助手|陪伴者|我)\W*[:：]\s*", re.I
)
_OTHER_ROLE = re.compile(
    r"^\W*(user|human|client|person|patient|system|用户|来访者|对方|你|系统)\W*[:：]", re.I
)
_MARKDOWN = re.compile(r"^\s*(#+\s+|>\s+|[-*•]\s+|\d{1,2}[.、)]\s*)|\*\*|__|`+")
_LIST_ITEM = re.compile(r"^\s*([-*•]\s+|\d{1,2}[.、)]\s*)")
_QUESTION = re.compile(r"[?？][\"'”’」』）)\s]*$")
_ENDED = re.compile(r"[.!?。！？…~～][\"'”’」』）)\s]*$")
_EXCLAIMED = re.compile(r"[!！]+")

ALIKE = 0.8
"""Share of common letter pairs from which two sentences count as the same."""
PARROTED = 0.95
"""The same for the person's own words, which a restatement may come close to."""
_TOO_SHORT_TO_COMPARE = 6
LONGEST_RUN = 160
"""Characters without an end from which something is no sentence."""
_FOREIGN_FROM = 6
"""Letters from which a sentence's language is certain."""


class Tidy:
    """Feed it fragments until `done`, then flush. `said` is what came through."""

    def __init__(
        self,
        language: Language,
        *,
        most: int,
        never: Iterable[re.Pattern[str]] = (),
        known: Sequence[str] = (),
        heard: str = "",
    ) -> None:
        """`known`: texts whose sentences must not come again: the prompt, earlier answers.

        `heard`: what the person just said, which may be restated but not merely repeated.
        """
        self._language = language
        self._most = most
        self._never = tuple(never)
        self._known = [_pairs(sentence) for text in known for sentence in split(text)]
        self._heard = [_pairs(sentence) for sentence in (*split(heard), heard)]
        self._splitter = Splitter()
        self._held = ""
        self.said: list[str] = []
        self.asked = False
        self.done = False

    def feed(self, fragment: str) -> list[str]:
        """Sentences that may be said now, each with the space that belongs before it."""
        text = _THOUGHT.sub("", self._held + fragment)
        if _SPECIAL in text:
            return self._sift(text[: text.index(_SPECIAL)], last=True)
        if _OPEN_THOUGHT.search(text) or _PERHAPS_TAG.search(text):
            self._held = text
            return []
        self._held = ""
        return self._sift(text)

    def flush(self) -> list[str]:
        """What is left. A sentence that was broken off is dropped if there is anything else."""
        return self._sift(_OPEN_THOUGHT.sub("", self._held), last=True)

    def _sift(self, text: str, *, last: bool = False) -> list[str]:
        if self.done:
            return []
        sentences = self._splitter.feed(text)
        if last:
            sentences += self._splitter.flush()
        out = [kept for sentence in sentences if (kept := self._keep(sentence))]
        if last:
            self.done = True
        return out

    def _keep(self, sentence: str) -> str:
        if self.done:
            return ""
        if _OTHER_ROLE.match(sentence) or (self.said and _LIST_ITEM.match(sentence)):
            self.done = True
            return ""
        clean = _MARKDOWN.sub("", _ROLE.sub("", _MARKDOWN.sub("", sentence.strip()))).strip()
        if not any(char.isalpha() for char in clean):
            return ""
        broken_off = not _ENDED.search(clean)
        if broken_off and (self.said or len(clean) > LONGEST_RUN or clean[-1] in ":：,，"):
            return ""
        if self._is_foreign(clean):
            self.done = True
            return ""
        if any(pattern.search(clean) for pattern in self._never) or self._is_known(clean):
            return ""
        return self._say(_EXCLAIMED.sub("。" if self._language is Language.ZH else ".", clean))

    def _say(self, sentence: str) -> str:
        self.asked = bool(_QUESTION.search(sentence))
        out = after_sentence(sentence, self._language) if self.said else sentence
        self.said.append(sentence)
        self.done = self.asked or len(self.said) >= self._most
        self._known.append(_pairs(sentence))
        return out

    def _is_foreign(self, sentence: str) -> bool:
        letters = [char for char in sentence if char.isalpha()]
        if len(letters) < _FOREIGN_FROM:
            return False
        han = sum(map(is_han, letters)) / len(letters)
        return han < 0.4 if self._language is Language.ZH else han > 0.1

    def _is_known(self, sentence: str) -> bool:
        pairs = _pairs(sentence)
        return any(likeness(pairs, other) >= ALIKE for other in self._known) or any(
            likeness(pairs, other) >= PARROTED for other in self._heard
        )


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of two sets of letter pairs, 0 to 1; short sentences are never alike."""
    if min(len(one), len(other)) < _TOO_SHORT_TO_COMPARE:
        return 1.0 if one == other else 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def _pairs(sentence: str) -> frozenset[str]:
    letters = [char for char in plain(sentence) if char.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))
