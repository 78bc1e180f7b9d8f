"""Prompts for marking: what the words show, and which distortions."""

from collections.abc import Sequence
from string import Template

from kernel.events import Language
from kernel.records import ChatMessage
from policies.restructuring.book import Book
from policies.restructuring.steps import Target
from policies.words.fitting import LONGEST_UTTERANCE

_LONGEST_QUESTION = 300
"""Characters of the bot's latest answer, from its end, where the question is."""
_MOST_SAID = 8
"""Messages of the person that are looked at for distortions."""


def judge_messages(
    book: Book, wanted: Sequence[Target], asked: str, text: str, language: Language
) -> tuple[ChatMessage, ...]:
    """The targets, the bot's question and the person's words."""
    line = Template(book.phrases.target.in_(language))
    targets = "\n".join(
        line.substitute(id=target.id, seen_when=target.seen_when.in_(language)) for target in wanted
    )
    system = Template(book.prompts["judge"].in_(language)).substitute(targets=targets)
    words = Template(book.phrases.words.in_(language)).substitute(
        asked=asked[-_LONGEST_QUESTION:], words=text[:LONGEST_UTTERANCE]
    )
    return (ChatMessage(role="system", text=system), ChatMessage(role="user", text=words))


def pattern_messages(
    book: Book, said: Sequence[str], language: Language
) -> tuple[ChatMessage, ...]:
    """The fifteen distortions and the person's words."""
    line = Template(book.phrases.distortion.in_(language))
    listed = "\n".join(
        line.substitute(
            id=each.id,
            name=each.name.in_(language),
            definition=each.definition.in_(language),
        )
        for each in book.distortions
    )
    system = Template(book.prompts["patterns"].in_(language)).substitute(
        distortions=listed, most=book.plan.bounds.channels
    )
    words = "\n".join(text[:LONGEST_UTTERANCE] for text in said[-_MOST_SAID:])
    return (ChatMessage(role="system", text=system), ChatMessage(role="user", text=words))
