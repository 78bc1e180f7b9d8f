"""How a client's mood moves with what the counsellor does, and which stage of the talk that makes.

Pure functions of numbers in `temper.yaml`. Stages are those of Psi-Arena (AAAI-26, section 3.2);
the paper gives no boundaries by round, so ours are shares of a match and a measure of trust.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError
from kernel.events import Notice
from sim.cards.card import Attitude, Card, Style
from sim.match import Mood, Stage
from sim.npc.ears import Act, Cues

Move = tuple[float, float, float]
"""Trust, distress, anger."""
CROWD = 3
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Gate(_Part):
    """When a stage begins: shares of the rounds, and the trust that lets it begin between them."""

    from_: Share = Field(alias="from")
    by: Share
    trust: Share


class Stages(_Part):
    diagnostic: Gate
    solution: Gate


class Leaving(_Part):
    angry: Share
    hopeless: Share
    patience: Share
    content: Share


class Temper(_Part):
    acts: dict[Act, Move]
    asked: Move
    advice_in_time: Move
    crowded: Move
    told: Move
    notices: dict[str, Move]
    fades: Share
    trust: dict[Attitude, Share]
    gives: dict[Style, float]
    takes: dict[Style, float]
    stages: Stages
    leaving: Leaving


@cache
def load_temper() -> Temper:
    """Raises `DataError`. Kept: it is the same for every client."""
    text = files("sim.npc").joinpath("temper.yaml").read_text(encoding="utf-8")
    try:
        return Temper.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"sim/npc/temper.yaml: {error}") from error


def first_mood(card: Card, temper: Temper) -> Mood:
    return Mood(distress=card.feeling.strain, trust=temper.trust[card.attitude])


def moved(
    mood: Mood,
    card: Card,
    cues: Cues,
    stage: Stage,
    notices: Iterable[Notice],
    temper: Temper,
    *,
    told_hidden: bool = False,
) -> Mood:
    """The mood after a message of the counsellor. `told_hidden`: the client had just opened up."""
    moves = [_of_act(act, stage, temper) for act in sorted(cues.acts)]
    if cues.topics and not cues.acts & {Act.REPEAT, Act.BLAME, Act.DISMISS}:
        moves.append(temper.asked)
    if cues.questions >= CROWD:
        moves.append(temper.crowded)
    if told_hidden and not cues.acts & {Act.BLAME, Act.DISMISS, Act.EMPTY}:
        moves.append(temper.told)
    moves += [_of_notice(notice, card, temper) for notice in notices]
    gives, takes = temper.gives[card.style], temper.takes[card.style]
    trust = sum(move[0] * (gives if move[0] > 0 else takes) for move in moves)
    distress = sum(move[1] * (gives if move[1] < 0 else takes) for move in moves)
    anger = sum(move[2] * (gives if move[2] < 0 else takes) for move in moves)
    if anger <= 0:
        anger -= temper.fades
    return Mood(
        trust=_within(mood.trust + trust),
        distress=_within(mood.distress + distress),
        anger=_within(mood.anger + anger),
    )


def stage_at(before: Stage, mood: Mood, round: int, rounds: int, temper: Temper) -> Stage:
    """Stages only go forward, one at a time."""
    match before:
        case Stage.TRUST:
            gate, after = temper.stages.diagnostic, Stage.DIAGNOSTIC
        case Stage.DIAGNOSTIC:
            gate, after = temper.stages.solution, Stage.SOLUTION
        case Stage.SOLUTION:
            return before
    share = round / max(1, rounds)
    ready = share >= gate.from_ and mood.trust >= gate.trust
    return after if ready or share >= gate.by else before


def _of_act(act: Act, stage: Stage, temper: Temper) -> Move:
    if act is Act.ADVISE and stage is Stage.SOLUTION:
        return temper.advice_in_time
    return temper.acts[act]


def _of_notice(notice: Notice, card: Card, temper: Temper) -> Move:
    name = notice.value
    if notice in (Notice.CRISIS, Notice.CRISIS_FOLLOW_UP):
        name = "crisis" if card.risk != "none" else "crisis_unfounded"
    return temper.notices.get(name, (0.0, 0.0, 0.0))


def _within(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)
