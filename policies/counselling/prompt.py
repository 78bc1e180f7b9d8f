"""Puts prompts together from the book, small enough for the smallest context."""

from collections.abc import Sequence
from string import Template

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


def reply_messages(
    book: Book,
    place: Place,
    utterances: Sequence[Utterance],
    language: Language,
    *,
    do: str,
    focus: Criterion | None,
    care: str,
) -> tuple[ChatMessage, ...]:
    """System prompt, the latest turns, and last what to do now."""
    limits = book.plan.model
    now = Template(book.prompts["turn"].in_(language)).substitute(
        do=do, focus=_focus(book, place, focus, language), care=care
    )
    stage = book.stage(place.stage)
    recent, whole = _recent(
        utterances, limits.recent, (limits.context_tokens - limits.reply.max_tokens) // 2
    )
    system = Template(book.prompts["reply"].in_(language)).substitute(
        sentences=book.plan.reply.sentences,
        stage=stage.title.in_(language),
        goal=stage.goal.in_(language),
        avoid=stage.avoid.in_(language),
        known=_known(book, place, utterances, language, whole=whole),
    )
    room = limits.context_tokens - limits.reply.max_tokens - _SPARE_TOKENS
    room -= tokens(system) + tokens(now)
    while len(recent) > 1 and sum(tokens(message.text) for message in recent) > room:
        recent = recent[1:]
    return (ChatMessage(role="system", text=f"{system}\n\n{now}"), *_from_person(recent))


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


def _focus(book: Book, place: Place, focus: Criterion | None, language: Language) -> str:
    phrases = book.phrases
    hints = {
        "end": phrases.hint_end,
        "back": phrases.hint_back,
        "confused": phrases.hint_confused,
    }
    if place.hint in hints:
        return hints[place.hint].in_(language)
    if focus is None:
        return ""
    find_out = focus.find_out.in_(language)
    return Template(phrases.focus.in_(language)).substitute(find_out=find_out)


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


def _recent(
    utterances: Sequence[Utterance], most: int, room: int
) -> tuple[list[ChatMessage], bool]:
    """The latest messages, oldest first, and whether they are all there are.

    Neighbours of one side are joined, because some models' templates want strict turns.
    """
    spoken = [said for said in utterances if not said.notice]
    messages: list[ChatMessage] = []
    used = 0
    for said in reversed(spoken[-most:]):
        text = said.text[:_LONGEST_UTTERANCE]
        used += tokens(text)
        if messages and used > room:
            return messages, False
        role = "user" if said.side is Side.USER else "assistant"
        if messages and messages[0].role == role:
            messages[0] = ChatMessage(role=messages[0].role, text=f"{text}\n{messages[0].text}")
        else:
            messages.insert(0, ChatMessage(role=role, text=text))  # type: ignore[arg-type]
    return messages, len(spoken) <= most


def _from_person(messages: list[ChatMessage]) -> list[ChatMessage]:
    """Without what the bot said before the person: some models' templates forbid it."""
    while messages and messages[0].role != "user":
        messages = messages[1:]
    return messages
