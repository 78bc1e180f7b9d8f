"""The crisis guard: first in every chain, and nothing can switch it off.

A person's words that speak of danger escalate, at the level of the worst sign. A bot's words are
blocked if they urge or teach harm; a bot may and should ask about danger.
"""

from collections.abc import Callable, Iterable

from kernel.events import Side
from kernel.records import Content
from kernel.state import Conversation
from kernel.verdicts import ASKED_RISK, Allow, Block, Escalate, Risk, Verdict
from safety.crisis.answers import Answers, load_answers
from safety.crisis.book import Book, load_book
from safety.crisis.normal import normal
from safety.crisis.reading import Sign, in_topic, signs, worst

_ORDER = tuple(Risk)
_ABOUT_DYING = frozenset({"suicide", "self_harm"})
_OF_OTHERS = ("third_person", "bereaved")
_DANGERS = ("suicide", "self_harm", "harm_to_others", "threatened", *_OF_OTHERS)
REMEMBERED = 4
"""Last utterances of a person that are read for whether the talk is about dying."""

TOPIC = 3
"""Last utterances of both that say what the talk is about."""
LOOK_BACK = 400
"""Characters of an earlier message that are read with an answer to it."""
RUN_ON = 160
"""Characters of a bot's message so far that a new sentence is read together with."""


class CrisisGuard:
    """Deterministic; about 0.01 ms for an ordinary sentence. Build with `load`."""

    name = "crisis"

    def __init__(self, book: Book, answers: Answers) -> None:
        self._book = book
        self._answers = answers

    @classmethod
    def load(cls) -> "CrisisGuard":
        """Raises `DataError` if a cue, shield or question is malformed."""
        return cls(load_book(), load_answers())

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        if side is Side.BOT:
            return self._review_bot(content)
        return self._review_person(content.text, talk)

    def _review_person(self, text: str, talk: Conversation) -> Verdict:
        plain = normal(text)

        def in_context() -> bool:  # asked for only where it matters, since it reads again
            return self._about_dying(talk)

        found = signs(self._book, self._book.cues, plain, in_context=in_context)
        if found and talk.utterances and not in_context():
            about = " ".join(said.text[-LOOK_BACK:] for said in talk.utterances[-TOPIC:])
            last = talk.utterances[-1]
            bot = normal(last.text[-LOOK_BACK:]) if last.side is Side.BOT else ""
            found = in_topic(self._book, found, plain, normal(about), bot)
        answered = self._review_answer(plain, talk, in_context)
        if found:
            risk = max(worst(found), answered.risk, key=_ORDER.index) if answered else worst(found)
            return Escalate(risk=risk, labels=_labels(found), reason=_reason(found))
        return answered or Allow()

    def _review_answer(
        self, plain: str, talk: Conversation, in_context: Callable[[], bool]
    ) -> Escalate | None:
        """What the words mean as an answer, at the level that the bot itself names, if it does."""
        last = talk.utterances[-1] if talk.utterances else None
        if last is None or last.side is not Side.BOT:
            return None
        asked = normal(last.text[-LOOK_BACK:])
        alarm = self._answers.alarm(
            asked,
            plain.strip(),
            before=lambda: _before(talk),
            in_context=in_context,
            raised=talk.crisis is not None,
        )
        if alarm is None:
            return None
        named = talk.slots.get(ASKED_RISK, "")
        risk = Risk.HIGH if named == Risk.HIGH else Risk.MODERATE
        reason = f"context.{alarm.asked}: what the answer means after the bot's question"
        return Escalate(risk=risk, labels=_labels_of(alarm.label, talk), reason=reason)

    def _about_dying(self, talk: Conversation) -> bool:
        """Whether the person spoke of it before, by the state or by their last words. A crisis that
        they called over still counts: means that they name later are heard."""
        now = () if talk.crisis is None else talk.crisis.labels
        if _near_death(now or talk.labels) or "harm_to_others" in now:
            return True
        theirs = [said.text for said in talk.utterances if said.side is Side.USER]
        return any(
            _near_death(sign.labels)
            for text in theirs[-REMEMBERED:]
            for sign in signs(self._book, self._book.cues, normal(text), in_context=_never)
        )

    def _review_bot(self, content: Content) -> Verdict:
        whole = content.before[-RUN_ON:] + content.text
        found = signs(self._book, self._book.bot_cues, normal(whole), in_context=_never)
        if found:
            return Block(labels=("urges_harm", *_labels(found)), reason=_reason(found))
        return Allow()


def _near_death(labels: Iterable[str]) -> bool:
    """Whether somebody may still die by their own hand. Who mourns a death or was beaten has not
    spoken of that, and a drink or a goodbye is no plan in their mouth."""
    known = set(labels)
    return bool(known & _ABOUT_DYING) and "bereaved" not in known


def _labels_of(label: str, talk: Conversation) -> tuple[str, ...]:
    """Of an alarming answer. Where the talk was of violence or of somebody else, "no" to "are you
    safe?" speaks of that, and not of the person's own wish to die."""
    known = talk.labels if talk.crisis is None else frozenset(talk.crisis.labels)
    danger = tuple(each for each in _DANGERS if each in known)
    if not danger or (_ABOUT_DYING.intersection(danger) and not set(_OF_OTHERS) & {*danger}):
        return (label,)
    return danger


def _before(talk: Conversation) -> str:
    """What the bot had said before its last words."""
    theirs = (said.text for said in reversed(talk.utterances[:-1]) if said.side is Side.BOT)
    return normal(next(theirs, "")[-LOOK_BACK:])


def _never() -> bool:
    return False


def _labels(found: tuple[Sign, ...]) -> tuple[str, ...]:
    """Of all signs. Who speaks of another's danger and of their own is in danger themselves; who
    fears for somebody and has lost somebody still fears."""
    labels = dict.fromkeys(label for sign in found for label in sign.labels)
    dying = [sign.labels for sign in found if _ABOUT_DYING.intersection(sign.labels)]
    for label in _OF_OTHERS:
        if any(label not in each for each in dying):
            labels.pop(label, None)
    return tuple(labels)


def _reason(found: tuple[Sign, ...]) -> str:
    """Which cues matched which words, for whoever reviews the verdict."""
    return "; ".join(f"{sign.cue}: {sign.words[:40]}" for sign in found)
