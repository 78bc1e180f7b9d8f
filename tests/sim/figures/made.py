"""Runs for tests of figures: every bot's scores by person are chosen, nothing is played."""

from collections.abc import Callable
from pathlib import Path

from sim.arena.folder import Folder
from sim.arena.order import draw
from sim.figures.scored import Results, results
from tests.sim.arena.played import CARDS, order, record, sheet

Points = Callable[[str, int, int, int], int | dict[str, int]]
"""From bot, number of the person, judge and repeat to the score of every item."""


def run(path: Path, points: Points, bots: str = "one,two", **more: object) -> Folder:
    ordered = order(bots, **more)
    folder = Folder.begin(path, ordered)
    for at, match in enumerate(draw(ordered, CARDS)):
        folder.keep_record(record(match))
        person = at // len(ordered.bots)
        for judge, name in enumerate(ordered.judges):
            for repeat in range(ordered.repeats):
                score = points(match.counsellor, person, judge, repeat)
                folder.keep_sheet(sheet(match, score, name, repeat), judge)
    return folder


def counted(path: Path, points: Points, bots: str = "one,two", **more: object) -> Results:
    return results(run(path, points, bots, **more), CARDS)
