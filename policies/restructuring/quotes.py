"""Which of a person's words are kept: sentences if they are short, always word for word."""

import re

from kernel.events import Language
from kernel.sentences import split
from policies.restructuring.book import Book
from policies.words.hearing import SIZES, clauses
from policies.words.unquoted import may_quote

EDGES = " \t\n\"'“”‘’「」：:、。．.！!？?；;，,…"


def quotable(text: str, most: int, language: Language) -> list[str]:
    """The sentences of what was said, word for word; of those too long to quote, the clauses."""
    found: list[str] = []
    for sentence in split(text):
        bare = sentence.strip(EDGES)
        if len(bare) > most:
            found += clauses(bare, language)
        elif len(bare) >= SIZES[language].quote_min and may_quote(bare, language):
            found.append(bare)
    return found


def bare_thought(book: Book, words: str, language: Language) -> str:
    """A thought without the "I thought that" before it."""
    return _without(book.lead_ins.in_(language), words, language)


def bare_fact(book: Book, words: str, language: Language) -> str:
    """What was said without the "but" that ties it to what came before."""
    return _without(book.joints.in_(language), words, language)


def _without(patterns: tuple[str, ...], words: str, language: Language) -> str:
    for pattern in patterns:
        rest = re.sub(pattern, "", words, count=1, flags=re.IGNORECASE).strip(EDGES)
        if len(rest) >= SIZES[language].quote_min:
            words = rest
    return words


def beginning(text: str, language: Language) -> str:
    """As much of the words as can be quoted; "" if they are not in one piece in the text."""
    most = SIZES[language].quote_max
    whole = " ".join(text.split())
    if whole not in text:
        return ""
    if len(whole) > most:
        whole = whole[:most]
        if language is Language.EN and " " in whole:
            whole = whole[: whole.rindex(" ")]
    return whole if may_quote(whole, language) else ""
