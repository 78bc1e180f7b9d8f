"""Puts prompts together from the book, small enough for the smallest context."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template
from typing import Literal

from kernel.events import Language, Side
from kernel.records import ChatMessage, Utterance
from policies.counselling.book import Book, Criterion
from policies.counselling.cues import is_han, telling_clause
from policies.counselling.progress import Place

_SPARE_TOKENS = 96
"""For what a chat template adds around the messages."""
_LONGEST_UTTERANCE = 1500
"""Characters of one utterance that a model gets to see."""
_LONGEST_QUESTION = 300
"""Characters of the bot's latest answer, from its end, where the question is."""


def tokens(text: str) -> int:
    """An upper estimate: a Chinese character is about one token, three Latin letters are one."""
    han = sum(map(is_han, text))
    return han + (len(text) - han) // 3 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a model is asked to word: the draft is the book's own answer."""

    language: Language
    words: str
    """What the person just wrote."""
    draft: str
    do: str
    care: str


def reply_messages(
    book: Book, place: Place, utterances: Sequence[Utterance], brief: Brief
) -> tuple[ChatMessage, ...]:
    """System prompt, the latest turns, and last the person's words with the draft."""
    limits, language = book.plan.model, brief.language
    now = Template(book.prompts["turn"].in_(language)).substitute(
        words=brief.words[:_LONGEST_UTTERANCE],
        draft=brief.draft,
        do=brief.do,
        care=brief.care + _hint(book, place, language),
    )
    spoken = _before_last(utterances)
    stage = book.stage(place.stage)

    def system(whole: bool) -> str:
        return Template(book.prompts["reply"].in_(language)).substitute(
            sentences=book.plan.reply.sentences,
            stage=stage.title.in_(language),
            goal=stage.goal.in_(language),
            avoid=stage.avoid.in_(language),
            known=_known(book, place, spoken, language, whole=whole),
        )

    room = limits.context_tokens - limits.reply.max_tokens - _SPARE_TOKENS
    room -= tokens(system(whole=False)) + tokens(now)
    recent = _recent(spoken, limits.recent, room)
    return (
        ChatMessage(role="system", text=system(whole=len(recent) == len(spoken))),
        *_strict_turns([*recent, Utterance(Side.USER, now)]),
    )


def judge_messages(
    book: Book, wanted: Sequence[Criterion], asked: str, text: str, language: Language
) -> tuple[ChatMessage, ...]:
    phrases = book.phrases
    line = Template(phrases.criterion.in_(language))
    criteria = "\n".join(
        line.substitute(id=criterion.id, seen_when=criterion.seen_when.in_(language))
        for criterion in wanted
    )
    system = Template(book.prompts["judge"].in_(language)).substitute(criteria=criteria)
    words = Template(phrases.words.in_(language)).substitute(
        asked=asked[-_LONGEST_QUESTION:], words=text[:_LONGEST_UTTERANCE]
    )
    return (ChatMessage(role="system", text=system), ChatMessage(role="user", text=words))


def _hint(book: Book, place: Place, language: Language) -> str:
    phrases = book.phrases
    hints = {
        "end": phrases.hint_end,
        "back": phrases.hint_back,
        "confused": phrases.hint_confused,
    }
    return hints[place.hint].in_(language) if place.hint in hints else ""


def _known(
    book: Book,
    place: Place,
    utterances: Sequence[Utterance],
    language: Language,
    *,
    whole: bool,
) -> str:
    """What the person said before the part of the talk that the model sees."""
    phrases = book.phrases
    parts = []
    first = next((said.text for said in utterances if said.side is Side.USER), "")
    if not whole and (clause := telling_clause(first, book, language)):
        parts.append(Template(phrases.began.in_(language)).substitute(quote=clause))
    if place.quotes:
        quoted = Template(phrases.quoted.in_(language))
        words = phrases.joint.in_(language).join(
            quoted.substitute(quote=quote) for quote in place.quotes.values()
        )
        parts.append(Template(phrases.known.in_(language)).substitute(words=words))
    return "\n".join(parts)


def _before_last(utterances: Sequence[Utterance]) -> list[Utterance]:
    """Everything but notices up to the person's latest words, without them."""
    spoken = [said for said in utterances if not said.notice]
    while spoken and spoken[-1].side is not Side.USER:
        spoken.pop()
    return spoken[:-1]


def _recent(spoken: Sequence[Utterance], most: int, room: int) -> list[Utterance]:
    """The latest utterances that fit, oldest first."""
    kept: list[Utterance] = []
    for said in reversed(spoken[-most:]):
        text = said.text[:_LONGEST_UTTERANCE]
        room -= tokens(text)
        if room < 0:
            break
        kept.insert(0, Utterance(said.side, text))
    return kept


def _strict_turns(spoken: Sequence[Utterance]) -> list[ChatMessage]:
    """Messages that begin with the person and alternate, as some models' templates demand."""
    messages: list[ChatMessage] = []
    for said in spoken:
        if messages and (messages[-1].role == "user") == (said.side is Side.USER):
            joined = f"{messages[-1].text}\n{said.text}"
            messages[-1] = ChatMessage(role=messages[-1].role, text=joined)
        elif messages or said.side is Side.USER:
            role: Literal["user", "assistant"] = "user" if said.side is Side.USER else "assistant"
            messages.append(ChatMessage(role=role, text=said.text))
    return messages
