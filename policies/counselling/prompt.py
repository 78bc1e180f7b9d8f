"""Puts prompts together from the book, small enough for the smallest context."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from kernel.events import Language, Side
from kernel.records import ChatMessage, Utterance
from policies.counselling.book import Book, Criterion
from policies.counselling.progress import Place
from policies.words.fitting import (
    LONGEST_UTTERANCE,
    SPARE_TOKENS,
    before_last,
    recent_within,
    strict_turns,
    tokens,
)
from policies.words.hearing import telling_clause

_LONGEST_QUESTION = 300
"""Characters of the bot's latest answer, from its end, where the question is."""


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
        words=brief.words[:LONGEST_UTTERANCE],
        draft=brief.draft,
        do=brief.do,
        care=brief.care + _hint(book, place, language),
    )
    spoken = before_last(utterances)
    stage = book.stage(place.stage)

    def system(whole: bool) -> str:
        return Template(book.prompts["reply"].in_(language)).substitute(
            sentences=book.plan.reply.sentences,
            stage=stage.title.in_(language),
            goal=stage.goal.in_(language),
            avoid=stage.avoid.in_(language),
            known=_known(book, place, spoken, language, whole=whole),
        )

    room = limits.context_tokens - limits.reply.max_tokens - SPARE_TOKENS
    room -= tokens(system(whole=False)) + tokens(now)
    recent = recent_within(spoken, limits.recent, room)
    return (
        ChatMessage(role="system", text=system(whole=len(recent) == len(spoken))),
        *strict_turns([*recent, Utterance(Side.USER, now)]),
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
        asked=asked[-_LONGEST_QUESTION:], words=text[:LONGEST_UTTERANCE]
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
    if not whole and (clause := telling_clause(first, book.feelings, language)):
        parts.append(Template(phrases.began.in_(language)).substitute(quote=clause))
    if place.quotes:
        quoted = Template(phrases.quoted.in_(language))
        words = phrases.joint.in_(language).join(
            quoted.substitute(quote=quote) for quote in place.quotes.values()
        )
        parts.append(Template(phrases.known.in_(language)).substitute(words=words))
    return "\n".join(parts)
