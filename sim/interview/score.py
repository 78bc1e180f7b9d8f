"""How well an interview found what is so: accuracy, sensitivity, specificity, Cohen's kappa.

Shares come with 95 % Wilson intervals, kappa with a percentile bootstrap over people. What stays
undetermined counts as wrong; what was never reached (the interview gave way to a crisis) is
counted apart.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel.rates import wilson
from sim.interview.oracle import Seen
from sim.interview.profile import Plan
from sim.interview.sitting import Sat

RESAMPLES = 2_000
SEED = 20
Pair = tuple[str, str]
"""What is so and what was found: yes, no or undetermined."""


@dataclass(frozen=True, slots=True)
class Share:
    """k of n, with its 95 % interval."""

    k: int
    n: int

    @property
    def value(self) -> float | None:
        return self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval."""
        return wilson(self.k, self.n) if self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleScore:
    pairs: tuple[Pair, ...]
    not_reached: int
    level_right: Share | None = None
    """Of those with a level, so many were put at the very one."""

    @property
    def accuracy(self) -> Share:
        return Share(sum(so == found for so, found in self.pairs), len(self.pairs))

    @property
    def sensitivity(self) -> Share:
        return _found_of(self.pairs, "yes")

    @property
    def specificity(self) -> Share:
        return _found_of(self.pairs, "no")

    @property
    def confusion(self) -> dict[str, int]:
        return {f"{so}_{found}": n for (so, found), n in sorted(Counter(self.pairs).items())}


@dataclass(frozen=True, slots=True)
class Judged:
    """One person's interview and what it came to, by scored outcome."""

    sat: Sat
    seen: Seen
    found: Mapping[str, str]
    """Outcome -> yes, no, undetermined, a level; "" if it was not reached."""

    def pair(self, outcome: str) -> Pair | None:
        found = self.found[outcome]
        return (plain(self.sat.profile.truth[outcome]), plain(found)) if found else None


def judged(plan: Plan, sat: Sat, seen: Seen) -> Judged:
    return Judged(
        sat, seen, {name: seen.found.get(where, "") for name, where in plan.outcomes.items()}
    )


def score(outcome: str, people: Sequence[Judged]) -> ModuleScore:
    pairs = tuple(pair for one in people if (pair := one.pair(outcome)) is not None)
    levels = [
        (one.sat.profile.truth[outcome], one.found[outcome])
        for one in people
        if one.sat.profile.truth[outcome] not in ("yes", "no") and one.found[outcome]
    ]
    exact = Share(sum(so == found for so, found in levels), len(levels)) if levels else None
    return ModuleScore(pairs=pairs, not_reached=len(people) - len(pairs), level_right=exact)


def over_all(outcomes: Sequence[str], people: Sequence[Judged]) -> Share:
    """All outcomes of all these people together."""
    pairs = [p for one in people for name in outcomes if (p := one.pair(name)) is not None]
    return Share(sum(so == found for so, found in pairs), len(pairs))


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa (Cohen 1960); none where everybody is alike and it is undefined."""
    if not pairs:
        return None
    n = len(pairs)
    agreed = sum(so == found for so, found in pairs) / n
    so, found = Counter(p[0] for p in pairs), Counter(p[1] for p in pairs)
    by_chance = sum(so[name] * found[name] for name in so) / (n * n)
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else None


def kappa_interval(pairs: Sequence[Pair]) -> tuple[float, float] | None:
    """95 % percentile bootstrap; resamples in which kappa is undefined are left out."""
    chance = random.Random(SEED)
    drawn = sorted(
        value
        for _ in range(RESAMPLES if pairs else 0)
        if (value := kappa(chance.choices(pairs, k=len(pairs)))) is not None
    )
    if not drawn:
        return None
    return drawn[int(0.025 * len(drawn))], drawn[min(len(drawn) - 1, int(0.975 * len(drawn)))]


def _found_of(pairs: Sequence[Pair], so: str) -> Share:
    mine = [found for truth, found in pairs if truth == so]
    return Share(mine.count(so), len(mine))


def plain(value: str) -> str:
    """A screen or a level as yes or no."""
    named = {"positive": "yes", "negative": "no", "none": "no"}
    return named.get(value, value if value in ("yes", "no", "undetermined") else "yes")
