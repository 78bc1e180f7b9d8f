"""Matches, transcripts and sheets for tests, made by hand."""

from collections.abc import Sequence

from kernel.events import Language, Outcome, Side
from sim.arena.order import Contestant, Order
from sim.arena.record import Record
from sim.judging.scales import Rubric, load_rubric
from sim.judging.sheet import Score, Sheet
from sim.match import CardRef, End, Match, Mood, Stage, State, Theme, Transcript, Turn

CARDS = tuple(
    CardRef(id=f"{lang}-{theme}-{n}", language=lang, theme=theme, brief=f"{theme} {n}")
    for lang in Language
    for theme in (Theme.FAMILY, Theme.CAREER, Theme.EMOTION)
    for n in range(2)
)


def order(bots: str = "one,two", **more: object) -> Order:
    known = {"bots": [Contestant.parse(bot) for bot in bots.split(",")], "clients": 12, "rounds": 3}
    return Order.model_validate(known | more)


def match(bot: str = "one", card: CardRef = CARDS[0], rounds: int = 3) -> Match:
    return Match(id=f"{bot}--{card.id}--0", card=card, counsellor=bot, seed=7, rounds=rounds)


def transcript(of: Match, said: Sequence[tuple[str, str]]) -> Transcript:
    """Rounds as (person, counsellor)."""
    turns = [Turn(round=0, side=Side.BOT, text="Hello.", outcome=Outcome.ANSWERED)]
    stages = list(Stage)
    for n, (person, bot) in enumerate(said, start=1):
        mood = Mood(distress=0.5, trust=n / 10)
        state = State(stage=stages[min(n - 1, 2)], mood=mood)
        turns.append(Turn(round=n, side=Side.USER, text=person, state=state))
        answer = Turn(round=n, side=Side.BOT, text=bot, outcome=Outcome.ANSWERED, took_ms=10.0)
        turns.append(answer)
    return Transcript(match=of, cast="hand", turns=tuple(turns), end=End.ROUNDS, revision="r1")


def record(of: Match) -> Record:
    said = [("I am tired.", "What makes you tired?"), ("Work.", "Say more."), ("Yes.", "I hear.")]
    return Record(transcript=transcript(of, said))


def sheet(of: Match, score: int | dict[str, int], judge: str = "rules", repeat: int = 0) -> Sheet:
    """The same score for every item, or by item; what is not named is 2."""
    rubric: Rubric = load_rubric()
    scores = tuple(
        Score(
            scale=scale,
            item=item.id,
            score=min(score if isinstance(score, int) else score.get(item.id, 2), file.max),
            round=1,
            quote="What makes you tired?",
        )
        for scale, file in rubric.scales.items()
        for item in file.items
    )
    return Sheet(
        match=of.id,
        judge=judge,
        repeat=repeat,
        rubric=rubric.version,
        scores=scores,
        reverse=repeat % 2 == 1,
    )
