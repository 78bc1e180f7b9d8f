"""Prompts for wording, put together from the book and small enough for the smallest context."""

from collections.abc import Sequence
from string import Template

from kernel.events import Side
from kernel.records import ChatMessage, Utterance
from policies.restructuring.sayings import Strategy
from policies.restructuring.scene import Scene, Turn
from policies.words.fitting import (
    LONGEST_UTTERANCE,
    SPARE_TOKENS,
    before_last,
    recent_within,
    strict_turns,
    tokens,
)


def wording_messages(
    scene: Scene, turn: Turn, step: str, allowed: Sequence[Strategy]
) -> tuple[ChatMessage, ...]:
    """System prompt, the latest turns, and last the person's words with the draft."""
    book, language = scene.book, scene.language
    phrases, limits = book.phrases, book.plan.model
    draft = Template(phrases.draft.in_(language))
    drafted = "\n".join(
        draft.substitute(strategy=one.strategy.value, text=one.text) for one in turn.lead
    )
    now = Template(book.prompts["turn"].in_(language)).substitute(
        words=turn.text[:LONGEST_UTTERANCE], draft=drafted, care=turn.care
    )
    named = Template(phrases.strategy.in_(language))
    here = book.step(step)
    system = Template(book.prompts["wording"].in_(language)).substitute(
        sentences=max(len(turn.lead), 1),
        step=here.title.in_(language),
        goal=here.goal.in_(language),
        avoid=here.avoid.in_(language),
        strategies="\n".join(
            named.substitute(id=one.value, do=book.strategy(one).do.in_(language))
            for one in allowed
        ),
    )
    room = limits.context_tokens - limits.wording.max_tokens - SPARE_TOKENS
    room -= tokens(system) + tokens(now)
    recent = recent_within(before_last(scene.talk.utterances), limits.recent, room)
    spoken = strict_turns([*recent, Utterance(Side.USER, now)])
    return (ChatMessage(role="system", text=system), *spoken)


def chat_messages(scene: Scene) -> tuple[ChatMessage, ...]:
    """Plain chat: a persona, and the talk as it was said."""
    book, language = scene.book, scene.language
    limits = book.plan.model
    persona = book.prompts["persona"].in_(language)
    room = limits.context_tokens - limits.chat.max_tokens - SPARE_TOKENS
    room -= tokens(persona) + tokens(scene.text[:LONGEST_UTTERANCE])
    recent = recent_within(before_last(scene.talk.utterances), 2 * limits.recent, room)
    words = Utterance(Side.USER, scene.text[:LONGEST_UTTERANCE])
    return (ChatMessage(role="system", text=persona), *strict_turns([*recent, words]))
