"""Counsellors that need no service: one who listens, one who lectures, and one who is rude."""

import asyncio
from collections.abc import Sequence

from kernel.events import Language, Side
from sim.cards.brief import reference
from sim.cards.card import Card
from sim.match import End, Heard, Leave, Match, Person, Transcript, Turn
from sim.npc.scripted import ScriptedPerson
from tests.policies.counselling.talking import BOOK

GREETING = {
    Language.ZH: "你好，今天是什么让你想来聊聊？",
    Language.EN: "What brings you here today?",
}
RUDE = {
    Language.ZH: (
        "你想太多了，别这么想。",
        "你太敏感了，这是你自己的问题。",
        "没什么大不了的，振作一点。",
    ),
    Language.EN: (
        "You are overthinking it, cheer up.",
        "You are being dramatic, it is your own fault.",
        "It's not a big deal, everyone goes through that.",
    ),
}
LECTURING = {
    Language.ZH: ("你应该早睡早起，首先制定计划，其次坚持锻炼。", "我建议你试着写日记。"),
    Language.EN: ("You should set a routine and make sure you exercise.", "I suggest a journal."),
}


def listening(language: Language) -> tuple[str, ...]:
    """The counselling bot's own questions, each after words that take up what was said."""
    warm = {Language.ZH: "听起来这很不容易。", Language.EN: "It sounds as though this is hard. "}
    return tuple(f"{warm[language]}{question}" for question in asking(language))


def asking(language: Language) -> tuple[str, ...]:
    """The same questions and nothing else."""
    return tuple(
        getattr(question, language.value)
        for stage in BOOK.stages
        for criterion in stage.criteria
        for question in criterion.questions
    )


def match_of(card: Card, *, seed: int = 1, rounds: int = 25) -> Match:
    return Match(id="m", card=reference(card), counsellor="x", seed=seed, rounds=rounds)


def talk(person: Person, match: Match, lines: Sequence[str]) -> Transcript:
    """A match against a counsellor who says these lines, again and again."""
    return asyncio.run(_talk(person, match, lines))


def scripted(card: Card, lines: Sequence[str], *, seed: int = 1, rounds: int = 25) -> Transcript:
    match = match_of(card, seed=seed, rounds=rounds)
    return talk(ScriptedPerson(card, match), match, lines)


async def _talk(person: Person, match: Match, lines: Sequence[str]) -> Transcript:
    said = GREETING[match.card.language]
    turns = [Turn(round=0, side=Side.BOT, text=said)]
    end, left = End.ROUNDS, None
    for number in range(1, match.rounds + 1):
        move = await person.next(Heard(round=number - 1, said=(said,)))
        turns.append(Turn(round=number, side=Side.USER, text=move.text, state=move.state))
        if isinstance(move, Leave):
            end, left = End.LEFT, move.reason
            break
        said = lines[(number - 1) % len(lines)]
        turns.append(Turn(round=number, side=Side.BOT, text=said))
    return Transcript(match=match, cast="scripted", turns=tuple(turns), end=end, left=left)
