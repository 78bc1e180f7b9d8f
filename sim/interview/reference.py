"""The reference to beat: one prompt hands a whole transcript to a model and asks for the findings.

No tree, no counts, no quotes: what most people would build first. It reads the very interviews that
`interview_all` held, so both judge the same words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from kernel.errors import ModelError
from kernel.events import Language
from kernel.ports import Ask, Model
from kernel.records import ChatMessage
from sim.interview.score import ModuleScore, Pair, plain

DEADLINE_S = 1800.0
"""Of one transcript; a small model on two cores reads some dozens of tokens a second."""
_TOKENS = 120
_SIDES = {Language.ZH: ("访谈者", "受访者"), Language.EN: ("Interviewer", "Person")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An interview from the files of an evaluation."""

    number: int
    language: Language
    truth: Mapping[str, str]
    found: Mapping[str, str]
    events: Sequence[Mapping[str, Any]]


def transcript(held: Held) -> str:
    """What was said, without the platform's notices."""
    bot, person = _SIDES[held.language]
    lines = []
    for event in held.events:
        if event["kind"] == "bot_spoke" and event.get("notice") is None:
            lines.append(f"{bot}: {event['text']}")
        elif event["kind"] == "user_spoke":
            lines.append(f"{person}: {event['text']}")
    return "\n".join(lines)


async def asked(model: Model, held: Held, outcomes: Sequence[str]) -> dict[str, str]:
    """Outcome -> yes or no; "" for all where the model gives no usable answer."""
    prompts = files("sim.interview").joinpath("prompts")
    prompt = prompts.joinpath(f"{held.language.value}.md").read_text(encoding="utf-8")
    schema = {
        "type": "object",
        "properties": {name: {"type": "boolean"} for name in outcomes},
        "required": list(outcomes),
        "additionalProperties": False,
    }
    messages = (
        ChatMessage(role="system", text=prompt),
        ChatMessage(role="user", text=transcript(held)),
    )
    ask = Ask(messages=messages, max_tokens=_TOKENS, temperature=0, seed=1, deadline=DEADLINE_S)
    try:
        value = await model.value(ask, schema)
    except ModelError:
        return dict.fromkeys(outcomes, "")
    return {name: "yes" if value[name] else "no" for name in outcomes}


async def ask_about_all(
    model: Model,
    people: Iterable[Held],
    outcomes: Sequence[str],
    done: Callable[[int, dict[str, str]], None],
) -> None:
    """One after another; `done` gets each person's number and what the model found."""
    for held in people:
        done(held.number, await asked(model, held, outcomes))


def compared(
    people: Sequence[Held], by_prompt: Mapping[int, Mapping[str, str]], outcome: str
) -> tuple[ModuleScore, ModuleScore]:
    """The interview and the prompt on the people for whom both came to something."""
    both = [one for one in people if one.found[outcome] and by_prompt[one.number][outcome]]
    return (
        _scored(tuple((plain(p.truth[outcome]), plain(p.found[outcome])) for p in both)),
        _scored(tuple((plain(p.truth[outcome]), by_prompt[p.number][outcome]) for p in both)),
    )


def discordant(
    people: Sequence[Held], by_prompt: Mapping[int, Mapping[str, str]], outcomes: Sequence[str]
) -> tuple[int, int]:
    """Findings that only the interview, and that only the prompt has right (McNemar's b and c)."""
    ours = theirs = 0
    for held in people:
        for name in outcomes:
            so, prompt = plain(held.truth[name]), by_prompt[held.number][name]
            if not held.found[name] or not prompt:
                continue
            right = plain(held.found[name]) == so
            ours += right and prompt != so
            theirs += prompt == so and not right
    return ours, theirs


def _scored(pairs: tuple[Pair, ...]) -> ModuleScore:
    return ModuleScore(pairs=pairs, not_reached=0)
