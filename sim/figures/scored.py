"""The matches of a run with what their judges said: what every figure is counted from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from kernel.events import Side
from sim.arena.folder import Folder
from sim.arena.order import Order, draw
from sim.arena.record import Record
from sim.judging.scales import Rubric, load_rubric
from sim.judging.sheet import Sheet, Verdict, together
from sim.match import CardRef

UNJUDGED, UNPLAYED = "unjudged", "not_played"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A valid match. `person` is the same for all bots that met the same person in the same mood
    of chance; `card` is the cluster: what was held with one card is not independent."""

    record: Record
    bot: str
    card: CardRef
    person: str
    sheets: tuple[Sheet, ...]
    verdict: Verdict | None
    """None in a run without judges."""

    @property
    def words(self) -> float:
        """Characters of the counsellor's answers, on average."""
        said = [t.text for t in self.record.transcript.turns if t.side is Side.BOT and t.round]
        return mean(map(len, said)) if said else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All of a run, in the order of its matches."""

    order: Order
    rubric: Rubric
    records: tuple[Record, ...]
    scored: tuple[Scored, ...]
    invalid: Mapping[str, str]
    """Why, by match; `unjudged` among the reasons."""

    @property
    def bots(self) -> tuple[str, ...]:
        return tuple(bot.name for bot in self.order.bots)

    def of(self, bot: str) -> tuple[Scored, ...]:
        return tuple(one for one in self.scored if one.bot == bot)

    @property
    def reasons(self) -> dict[str, int]:
        return dict(sorted(Counter(self.invalid.values()).items()))


def results(folder: Folder, cards: Sequence[CardRef]) -> Results:
    """Read a run, whether it is finished or not. Raises `DataError`, `SettingsError`."""
    order = folder.order()
    rubric = load_rubric(order.rubric)
    records: list[Record] = []
    scored: list[Scored] = []
    invalid: dict[str, str] = {}
    wanted = [(n, r) for n, name in enumerate(order.judges) if name != "none"
              for r in range(order.repeats)]  # fmt: skip
    for match in draw(order, cards):
        record = folder.words(match.id)
        if record is None:
            invalid[match.id] = UNPLAYED
            continue
        records.append(record)
        if record.reasons:
            invalid[match.id] = record.reasons[0]
            continue
        sheets = [folder.sheet(match.id, *at) for at in wanted]
        given = tuple(sheet for sheet in sheets if sheet is not None)
        if len(given) < len(wanted):
            invalid[match.id] = UNJUDGED
            continue
        scored.append(
            Scored(
                record=record,
                bot=match.counsellor,
                card=match.card,
                person=match.id.partition("--")[2],
                sheets=given,
                verdict=together(rubric, given) if given else None,
            )
        )
    return Results(
        order=order,
        rubric=rubric,
        records=tuple(records),
        scored=tuple(scored),
        invalid=invalid,
    )


def overall(scored: Iterable[Scored]) -> dict[str, float]:
    """By person: the overall score, the mean of the three scales' mean item scores."""
    return {one.person: one.verdict.overall for one in scored if one.verdict is not None}
