"""A sieve between a small model and a person: fragments in, sentences fit to be said out.

Models of half a billion parameters repeat themselves and their prompt, play both sides, write
headings and lists, make up facts and change the language. Each sentence is held until it is whole,
which costs little, because guards judge whole sentences anyway.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kernel.events import Language
from kernel.sentences import Splitter, split
from policies.words.hearing import is_han
from policies.words.normal import plain
from policies.words.replies import after_sentence

_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"<think>.*", re.DOTALL)
_PERHAPS_TAG = re.compile(r"<[/a-z]{0,6}$")
_SPECIAL = "<|"
_ROLE = re.compile(
    r"^\W*(assistant|answer|counsell?or|therapist|bot|you|me|咨询师|助手|回复|陪伴者|我|你)\W*[:：]\s*",
    re.IGNORECASE,
)
_OTHER_ROLE = re.compile(
    r"^\W*(user|human|client|person|patient|system|draft|你的回复草稿|用户|来访者|对方|系统|草稿)\W*[:：]",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"^\s*(#+\s+|>\s+|[-*•]\s+|\d{1,2}[.、)]\s*)|\*\*|__|`+")
_HEADING = re.compile(r"^\s*#+\s")
_LIST_ITEM = re.compile(r"^\s*([-*•]\s+|\d{1,2}[.、)]\s*)")
_QUESTION = re.compile(r"[?？][\"'”’」』）)\s]*$")
_ENDED = re.compile(r"[.!?。！？…~～][\"'”’」』）)\s]*$")
_EXCLAIMED = re.compile(r"[!！]+")
_QUOTED = re.compile(r"[“\"「]([^“”\"「」]{4,})[”\"」]")
_NUMBER = re.compile(r"\d+")
_SWAP = re.compile(r"\b(i'm|i am|you're|you are|i|you|me|my|your)\b|我|你")

ALIKE = 0.72
"""Share of common letter pairs from which two sentences count as the same."""
PARROTED = 0.95
"""The same for the person's own words, which a restatement may come close to."""
PATIENCE = 3
"""Sentences left out after which a model is not listened to any longer: the person waits."""
ANSWERED = 0.6
"""The same for a statement and a question of the draft."""
_TOO_SHORT_TO_COMPARE = 6
_LONGEST_RUN = 160
"""Characters without an end from which something is no sentence."""
_FOREIGN_FROM = 6
"""Letters from which a sentence's language is certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a sentence must be like to come through.

    `never`: patterns of what must not be said. `speaks` and `may`: where the first matches, the
    second has to. `known`: texts whose sentences must not come again. `heard`: what the person just
    said, which may be restated but not merely repeated or asked back. Sentences of the `draft`
    always come through. Of every other sentence the share `close` (0 to 1) has to come from the
    draft or the person's words, and all of its numbers. What it quotes must be words of `person`.
    """

    language: Language
    most: int
    never: Sequence[re.Pattern[str]] = ()
    speaks: Sequence[re.Pattern[str]] = ()
    may: Sequence[re.Pattern[str]] = ()
    known: Sequence[str] = ()
    heard: str = ""
    person: Sequence[str] = ()
    draft: str = ""
    close: float = 0.0


class Tidy:
    """Feed it fragments until `done`, then flush. `said` is what came through."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known = [_pairs(sentence) for text in rules.known for sentence in split(text)]
        self._heard = [_pairs(sentence) for sentence in (*split(rules.heard), rules.heard)]
        self._asked_back = [_pairs(_swapped(sentence)) for sentence in split(rules.heard)]
        self._draft = [_pairs(sentence) for sentence in split(rules.draft)]
        self._draft_questions = [
            _pairs(sentence) for sentence in split(rules.draft) if _QUESTION.search(sentence)
        ]
        self._sources = _pairs(rules.draft) | _pairs(rules.heard)
        self._numbers = set(_NUMBER.findall(plain(" ".join((rules.draft, rules.heard)))))
        self._persons = [_letters(text) for text in (*rules.person, rules.heard)]
        self._splitter = Splitter()
        self._held = ""
        self._dropped = 0
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

    def whole(self, text: str) -> list[str]:
        """What may be said of words that end here, though the message may go on."""
        kept = self.feed(text)
        rest = [] if self.done else self._splitter.flush()
        return kept + [said for sentence in rest if (said := self._keep(sentence))]

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
        self.done = self.done or last
        return out

    def _keep(self, sentence: str) -> str:
        if self.done:
            return ""
        if _OTHER_ROLE.match(sentence) or (self.said and _LIST_ITEM.match(sentence)):
            self.done = True
            return ""
        clean = _MARKDOWN.sub("", _ROLE.sub("", _MARKDOWN.sub("", sentence.strip()))).strip()
        heading = _HEADING.match(sentence) and not _ENDED.search(clean)
        if heading or not self._is_whole(clean):
            return ""
        if self._is_foreign(clean):
            self.done = True
            return ""
        if not self._is_draft(clean) and (
            self._is_known(clean) or self._is_improper(clean) or not self._is_grounded(clean)
        ):
            self._dropped += 1
            self.done = self._dropped >= PATIENCE
            return ""
        stop = "。" if self._rules.language is Language.ZH else "."
        return self._say(_EXCLAIMED.sub(stop, clean))

    def _say(self, sentence: str) -> str:
        self.asked = bool(_QUESTION.search(sentence))
        out = after_sentence(sentence, self._rules.language) if self.said else sentence
        self.said.append(sentence)
        self.done = self.asked or len(self.said) >= self._rules.most
        self._known.append(_pairs(sentence))
        return out

    def _is_whole(self, sentence: str) -> bool:
        if not any(char.isalpha() for char in sentence):
            return False
        if sentence.count('"') % 2 or sentence.count("“") != sentence.count("”"):
            return False  # a quotation that was cut in two
        if _ENDED.search(sentence):
            return True
        return not self.said and len(sentence) <= _LONGEST_RUN and sentence[-1] not in ":：,，"

    def _is_foreign(self, sentence: str) -> bool:
        letters = [char for char in sentence if char.isalpha()]
        if len(letters) < _FOREIGN_FROM:
            return False
        han = sum(map(is_han, letters)) / len(letters)
        return han < 0.4 if self._rules.language is Language.ZH else han > 0.1

    def _is_draft(self, sentence: str) -> bool:
        """Whether it is a sentence of the draft that was not yet said in this answer."""
        pairs = _pairs(sentence)
        again = any(likeness(pairs, _pairs(said)) >= ALIKE for said in self.said)
        return not again and any(likeness(pairs, one) >= PARROTED for one in self._draft)

    def _answers_itself(self, sentence: str) -> bool:
        """Whether it turns the draft's question into a statement about the person."""
        pairs = _pairs(sentence)
        return not _QUESTION.search(sentence) and any(
            likeness(pairs, one) >= ANSWERED for one in self._draft_questions
        )

    def _is_known(self, sentence: str) -> bool:
        pairs = _pairs(sentence)
        if any(likeness(pairs, other) >= ALIKE for other in self._known):
            return True
        if any(likeness(pairs, other) >= PARROTED for other in self._heard):
            return True
        swapped = _pairs(_swapped(sentence))
        return bool(_QUESTION.search(sentence)) and any(
            likeness(swapped, other) >= ALIKE for other in self._asked_back
        )

    def _is_improper(self, sentence: str) -> bool:
        if any(pattern.search(sentence) for pattern in self._rules.never):
            return True
        if self._answers_itself(sentence):
            return True
        speaks = any(pattern.search(sentence) for pattern in self._rules.speaks)
        return speaks and not any(pattern.search(sentence) for pattern in self._rules.may)

    def _is_grounded(self, sentence: str) -> bool:
        """Whether numbers and quotes, and as much of the rest as wanted, come from the sources."""
        if set(_NUMBER.findall(plain(sentence))) - self._numbers:
            return False
        for quote in _QUOTED.findall(sentence):
            if not any(_letters(quote) in words for words in self._persons):
                return False
        pairs = _pairs(sentence)
        return len(pairs & self._sources) >= self._rules.close * len(pairs)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of two sets of letter pairs, 0 to 1; short sentences are never alike."""
    if min(len(one), len(other)) < _TOO_SHORT_TO_COMPARE:
        return 1.0 if one == other else 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def _letters(text: str) -> str:
    return "".join(char for char in plain(text) if char.isalnum())


def _pairs(sentence: str) -> frozenset[str]:
    return frozenset(a + b for a, b in pairwise(_letters(sentence)))


def _swapped(sentence: str) -> str:
    """The sentence with speaker and listener made the same."""
    return _SWAP.sub("-", plain(sentence))
