"""What the cues of a question find in one clause: yes, no, or both at once."""

import re
from dataclasses import dataclass
from functools import cache

from kernel.events import Language
from policies.interview.reading.lexicon import Words
from policies.interview.tree import Cues, Status


@dataclass(frozen=True, slots=True)
class Cued:
    """`status` is what they say, none if nothing was found; `both` if they say yes and no.

    `start` and `end` are the place of a cue for yes, negated or not; 0 and 0 without one.
    """

    status: Status | None = None
    both: bool = False
    start: int = 0
    end: int = 0


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A cue of a tree. There are more of them than the cache of `re` holds."""
    return re.compile(pattern, re.ASCII)


def cued(plain: str, words: Words, language: Language, cues: Cues | None) -> Cued:
    """The longer way of saying it wins ("no interest" over "interest", "not tired" over "tired").

    Where a yes and a no stand side by side in a clause, it is both.
    """
    if cues is None:
        return Cued()
    yes: list[tuple[int, int]] = []
    no: list[tuple[int, int]] = []
    for match in sorted(_found(cues.present.in_(language), plain), key=re.Match.start):
        (no if _negated(match, plain, words) else yes).append(match.span())
    if no and not (yes and min(yes) < min(no)):
        no, yes = no + yes, []  # "not low or hopeless"
    shown = min((*yes, *no), default=(0, 0))
    absent = _found(cues.absent.in_(language), plain)
    no += [match.span() for match in absent if not _turned_round(match, plain, words)]
    yes_stands = [one for one in yes if not any(_inside(one, other) for other in no)]
    no_stands = [one for one in no if not any(_inside(one, other) for other in yes)]
    if yes_stands and no_stands:
        return Cued(None, True, *shown)
    if not yes and not no:
        return Cued()
    if yes_stands:
        return Cued(Status.YES, False, *min(yes_stands))
    return Cued(Status.NO, False, *shown)


def _found(patterns: tuple[str, ...], plain: str) -> list[re.Match[str]]:
    return [match for one in patterns for match in compiled(one).finditer(plain) if match[0]]


def _negated(match: re.Match[str], plain: str, words: Words) -> bool:
    """In what stands right before it, or by a verb between its first word and its last."""
    first = words.without("not_negation", match[0]).split(" ", 1)
    if len(first) > 1 and words.finds("inner_negation", first[1]):
        return not words.finds("negation", first[0] + " ")
    before = words.without("not_negation", plain[: match.start()])
    return words.finds("negation", before) is not None


def _turned_round(match: re.Match[str], plain: str, words: Words) -> bool:
    """Whether a negation stands before words of well-being ("never comfortable", 没有耐心).

    What itself begins by denying is only denied more ("no, I never did").
    """
    first, _, _ = match[0].partition(" ")
    if words.finds("denials", match[0]) or words.finds("negation", first + " "):
        return False
    before = words.without("not_negation", plain[: match.start()])
    return words.finds("negation", before) is not None


def _inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the other place holds this one, and is longer."""
    return other[0] <= one[0] and one[1] <= other[1] and other != one
