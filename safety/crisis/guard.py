"""The crisis guard: first in every chain, and nothing can switch it off.

A person's words that speak of danger escalate, at the level of the worst sign. A bot's words are
blocked if they urge or teach harm; a bot may and should ask about danger.
"""

from kernel.events import Side
from kernel.records import Content
from kernel.state import Conversation
from kernel.verdicts import Allow, Block, Escalate, Risk, Verdict
from safety.crisis.book import Book, load_book
from safety.crisis.normal import normal
from safety.crisis.reading import Sign, affirms, asks, signs, worst

_ABOUT_DYING = frozenset({"suicide", "self_harm"})
LOOK_BACK = 400
"""Characters of a bot's message so far that a new sentence is read together with."""


class CrisisGuard:
    """Deterministic; about 0.01 ms for an ordinary sentence. Build with `load`."""

    name = "crisis"

    def __init__(self, book: Book) -> None:
        self._book = book

    @classmethod
    def load(cls) -> "CrisisGuard":
        """Raises `DataError` if a cue or shield is malformed."""
        return cls(load_book())

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        if side is Side.BOT:
            return self._review_bot(content)
        return self._review_person(content.text, talk)

    def _review_person(self, text: str, talk: Conversation) -> Verdict:
        in_context = talk.crisis is not None or bool(talk.labels & _ABOUT_DYING)
        plain = normal(text)
        found = signs(self._book, self._book.cues, plain, in_context=in_context)
        if found:
            return Escalate(risk=worst(found), labels=_labels(found), reason=_reason(found))
        if self._says_yes(plain, talk):
            return Escalate(
                risk=Risk.MODERATE,
                labels=("suicide",),
                reason="context.affirmed: a yes to the bot's question about danger",
            )
        return Allow()

    def _review_bot(self, content: Content) -> Verdict:
        whole = content.before[-LOOK_BACK:] + content.text
        found = signs(self._book, self._book.bot_cues, normal(whole), in_context=False)
        if found:
            return Block(labels=("urges_harm", *_labels(found)), reason=_reason(found))
        return Allow()

    def _says_yes(self, plain: str, talk: Conversation) -> bool:
        last = talk.utterances[-1] if talk.utterances else None
        return (
            last is not None
            and last.side is Side.BOT
            and affirms(self._book, plain)
            and asks(self._book, normal(last.text))
        )


def _labels(found: tuple[Sign, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for sign in found for label in sign.labels))


def _reason(found: tuple[Sign, ...]) -> str:
    """Which cues matched which words, for whoever reviews the verdict."""
    return "; ".join(f"{sign.cue}: {sign.words[:40]}" for sign in found)
