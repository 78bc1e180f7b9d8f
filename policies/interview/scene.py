"""What is known when a turn begins, and what is decided for it."""

from dataclasses import dataclass
from typing import Literal

from kernel.events import Language, Side
from kernel.state import Conversation
from kernel.verdicts import Risk
from policies.interview.book import Book, Wanting, Wish
from policies.interview.chart import Chart, chart_of
from policies.interview.navigation import Position, Transition
from policies.interview.reading.marks import Asked, Reading
from policies.words.hearing import (
    language_of,
    wants,
)
from policies.words.normal import plain
from policies.words.replies import Said

_MARKS = " .,!?;:~…。，！？；：、"
Task = Literal["", "probe", "explain", "empathise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One reading of one thing that the person said."""

    key: str
    text: str
    turn: int
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a turn goes. Without a model `lead` and `question` are said as they stand."""

    chart: Chart
    """As it is once the turn is over."""
    language: Language
    move: Transition | None = None
    node: str = ""
    """Where the conversation goes: a question, or care, stopped, wrap, end."""
    lead: str = ""
    question: str = ""
    task: Task = ""
    """What a model may word; "" says everything as it stands."""
    crisis: Risk | None = None
    """Gives the turn to the crisis protocol instead of any words."""
    close: str = ""
    """Reason for which the conversation is closed after this, if it is."""
    over: bool = False
    """Whether the interview ends here, so that findings are remarked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    book: Book
    talk: Conversation
    chart: Chart
    said: Said
    language: Language
    text: str
    turn: int
    """Number of the person's latest words, from 1."""
    wish: Wish | None
    unseen: tuple[int, str] | None = None
    """Words that answered our last ones but went to the crisis protocol, with their number."""
    interrupted: bool = False
    """Whether notices of the platform stood between our last words and now."""

    @property
    def position(self) -> Position | None:
        return self.chart.position

    @property
    def marked(self) -> bool:
        """Whether there was danger to the person's own life in this conversation."""
        labels = set(self.book.plan.after_crisis.labels)
        return bool(self.talk.labels & labels) or self.talk.crisis is not None or self.chart.risk

    def asked(self) -> Asked | None:
        """What is open, as it was last asked."""
        if self.chart.mode != "asking" or self.position is None:
            return None
        tree = self.book.tree(self.position.module)
        question = tree.question(self.position.node)
        days = tree.windows[question.window].days
        return Asked(question=question, days=days, tries=self.chart.tries)

    def to_judge(self) -> tuple[int, str] | None:
        """Which of the person's words answer the open question, if any do."""
        if self.chart.mode != "asking":
            return None
        if self.interrupted and self.marked:
            return self.unseen  # words to the protocol itself answer no question of ours
        return self.turn, self.text


def scene_of(book: Book, talk: Conversation) -> Scene | None:
    """None before the person has said anything."""
    numbered = [said.text for said in talk.utterances if said.side is Side.USER]
    if not numbered:
        return None
    chart = chart_of(talk)
    text = numbered[-1]
    before = Language(chart.language) if chart.language else talk.language
    language = language_of(text, before)
    since = 0
    for said in reversed(talk.utterances):
        if said.side is Side.BOT and not said.notice:
            break
        since += said.side is Side.USER
    first = len(numbered) - since + 1
    unseen = (first, numbered[first - 1]) if since > 1 and first > chart.seen else None
    return Scene(
        book=book,
        talk=talk,
        chart=chart,
        said=Said(talk),
        language=language,
        text=text,
        turn=len(numbered),
        wish=_wish(book, text, language),
        unseen=unseen,
        interrupted=since > 1,
    )


def _wish(book: Book, text: str, language: Language) -> Wish | None:
    return next((one.id for one in book.wishes if _wants(one, text, language)), None)


def _wants(wanting: Wanting, text: str, language: Language) -> bool:
    bare = plain(text).strip(_MARKS)
    if wanting.alone is not None and bare in wanting.alone.in_(language):
        return True
    return wants(wanting, text, language)
