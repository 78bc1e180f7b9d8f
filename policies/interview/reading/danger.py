"""What a no is worth where a life may hang on it.

A no that leaves something standing, or that is turned against, is asked about again. Who says that
they are not safe has answered no question with it, but is not left with a question either.
"""

from policies.interview.reading.clauses import Clause
from policies.interview.reading.marks import Mark, Reading
from policies.interview.tree import Status


def careful(found: Reading, parts: list[Clause]) -> Reading:
    """The reading of an answer about danger, with the doubts that any of its clauses raises."""
    if found.mark is not Mark.YES and any(clause.unsafe for clause in parts):
        return Reading(mark=Mark.PARTIAL, missing="clear", reason="not safe", lean=Status.YES)
    if found.mark is Mark.NO and (any(c.reopens for c in parts) or _turned_against(parts)):
        return Reading(mark=Mark.PARTIAL, missing="clear", reason="a no that leaves some")
    return found


def _turned_against(parts: list[Clause]) -> bool:
    """Whether "but" or the like follows, with anything but another no."""
    return any(c.turned and Status.NO not in (c.head, c.cue) for c in parts[1:])
