"""Which talks a rater sees, and in which order: the same each time, and no bot is named.

Every rater has an order of their own, so that what tires a person does not always fall on the same
talks; a few talks of each bot come early, so that a rater who stops has rated all bots.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sim.arena.folder import Folder
from sim.arena.record import Record
from sim.judging.scales import Rubric, Scale
from sim.judging.sheet import Score, Sheet, quote
from sim.match import Transcript


@dataclass(frozen=True, slots=True)
class Queue:
    """Talks of one rater, from number 1."""

    talks: tuple[Transcript, ...]
    rater: str

    def next_after(self, number: int, rated: frozenset[str]) -> int | None:
        """The next that is not rated, going round; none if all are."""
        count = len(self.talks)
        for step in range(count):
            at = (number + step) % count
            if self.talks[at].match.id not in rated:
                return at + 1
        return None


def queue(records: Sequence[Record], rater: str) -> Queue:
    """Of the valid matches."""
    by_bot: dict[str, list[Transcript]] = {}
    for record in records:
        if not record.reasons:
            bot = record.transcript.match.counsellor
            by_bot.setdefault(bot, []).append(record.transcript)
    for talks in by_bot.values():
        talks.sort(key=lambda talk: _place(rater, talk.match.id))
    rows = zip_longest(*by_bot.values())
    mixed = [
        talk
        for row in rows
        for talk in sorted(
            (talk for talk in row if talk is not None),
            key=lambda talk: _place(rater, talk.match.id),
        )
    ]
    return Queue(tuple(mixed), rater)


def judge_name(rater: str) -> str:
    """How the sheets of a rater are told from those of judges."""
    return f"human:{rater}"


def rated(folder: Folder, rater: str) -> frozenset[str]:
    """Matches that this rater has rated. Raises `DataError`."""
    name = judge_name(rater)
    return frozenset(sheet.match for sheet in folder.ratings() if sheet.judge == name)


def missing(rubric: Rubric, form: Mapping[str, str]) -> list[tuple[Scale, str]]:
    """Items without a number of their scale in the form, whose fields are `scale.item`."""
    return [
        (scale, item.id)
        for scale, file in rubric.scales.items()
        for item in file.items
        if form.get(f"{scale}.{item.id}") not in {str(n) for n in range(file.max + 1)}
    ]


def sheet_of(rubric: Rubric, talk: Transcript, rater: str, form: Mapping[str, str]) -> Sheet:
    """A complete form as a sheet; `scale.item.round` names a round that shows it, if any."""
    rounds = {str(turn.round) for turn in talk.turns}
    scores = []
    for scale, file in rubric.scales.items():
        for item in file.items:
            named = form.get(f"{scale}.{item.id}.round", "")
            shown = int(named) if named in rounds else 0
            scores.append(
                Score(
                    scale=scale,
                    item=item.id,
                    score=int(form[f"{scale}.{item.id}"]),
                    round=shown,
                    quote=quote(talk, shown) if named in rounds else "",
                )
            )
    return Sheet(
        match=talk.match.id,
        judge=judge_name(rater),
        repeat=0,
        rubric=rubric.version,
        scores=tuple(scores),
    )


def _place(rater: str, match: str) -> str:
    return hashlib.sha256(f"{rater}:{match}".encode()).hexdigest()
