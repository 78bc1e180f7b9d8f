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


_State = tuple[float, int, str, Arc]
"""The least cost, and the last arc on that way: its start, the word before it, itself."""


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
    states[0][before] = (0.0, 0, "", Arc(0, before, 0.0, None))
    for at in range(size):
        here = states[at]
        if len(here) > beam:
            here = dict(sorted(here.items(), key=lambda item: item[1][0])[:beam])
        rows = [(name, state[0], *language.after[name]) for name, state in here.items()]
        for arc in arcs[at]:
            end, word, own, _ = arc
            there = states[end - first]
            if not word:
                for name, state in here.items():
                    cost = state[0] + own
                    if name not in there or cost < there[name][0]:
                        there[name] = (cost, at, name, arc)
                continue
            least, best = 1e18, ""
            alone = unigram[word]
            for name, cost, backoff, costs in rows:
                step = costs.get(word)
                total = cost + (backoff + alone if step is None else step)
                if total < least:
                    least, best = total, name
            least += own
            if here and (word not in there or least < there[word][0]):
                there[word] = (least, at, best, arc)
    return _traced(language, states, after, first)


def _traced(language: Language, states: Sequence[dict[str, _State]], after: str, first: int) -> Way:
    last = states[-1]
    cost, word = min((state[0] + language.cost(name, after), name) for name, state in last.items())
    steps, at = [], len(states) - 1
    while at:
        _, start, before, arc = states[at][word]
        steps.append((first + start, arc))
        at, word = start, before
    return Way(cost, steps[::-1])
