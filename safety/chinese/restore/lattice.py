"""A lattice of readings over units, and the cheapest way through it.

An arc goes from a unit to a later one and says which word stands there. Ways are scored by the
bigram model plus what the arcs cost by themselves.
"""

from collections.abc import Sequence
from typing import NamedTuple

from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.language import STOP, Language
from safety.chinese.restore.records import Plain


class Arc(NamedTuple):
    end: int
    """The unit behind its last."""
    word: str
    """In the language model; empty for what it does not see, such as a space."""
    cost: float
    kind: Kind | Plain | None
    """The disguise that it undoes; None where the text stays."""


class Way(NamedTuple):
    cost: float
    steps: list[tuple[int, Arc]]
    """Where each arc starts, and the arc."""


class _State(NamedTuple):
    cost: float
    start: int
    before: str
    arc: Arc


def cheapest(
    language: Language,
    arcs: Sequence[Sequence[Arc]],
    *,
    before: str,
    after: str = STOP,
    beam: int,
    first: int = 0,
) -> Way:
    """Through `arcs[i]`, the arcs that start at unit `first + i`; at most `beam` states a unit.

    Time is linear in the number of arcs. The arcs must reach the end.
    """
    size = len(arcs)
    unigram = language.unigram
    states: list[dict[str, _State]] = [{} for _ in range(size + 1)]
    states[0][before] = _State(0.0, 0, "", Arc(0, before, 0.0, None))
    for at in range(size):
        here = states[at]
        if len(here) > beam:
            here = dict(sorted(here.items(), key=lambda item: item[1].cost)[:beam])
        rows = [(name, state.cost, *language.after[name]) for name, state in here.items()]
        for arc in arcs[at]:
            there, word = states[arc.end - first], arc.word
            if not word:
                for name, state in here.items():
                    cost = state.cost + arc.cost
                    if name not in there or cost < there[name].cost:
                        there[name] = _State(cost, at, name, arc)
                continue
            least, best = 1e18, ""
            alone = unigram[word]
            for name, cost, backoff, costs in rows:
                total = cost + costs.get(word, backoff + alone)
                if total < least:
                    least, best = total, name
            least += arc.cost
            if here and (word not in there or least < there[word].cost):
                there[word] = _State(least, at, best, arc)
    return _traced(language, states, after, first)


def _traced(language: Language, states: Sequence[dict[str, _State]], after: str, first: int) -> Way:
    last = states[-1]
    cost, word = min(
        (state.cost + language.cost(name, after), name) for name, state in last.items()
    )
    steps, at = [], len(states) - 1
    while at:
        state = states[at][word]
        steps.append((first + state.start, state.arc))
        at, word = state.start, state.before
    return Way(cost, steps[::-1])
