"""Puts shuffled characters back: exchanges of near neighbours, while the text gets likelier.

Greedy, one exchange at a time; each is judged by the words of a few characters around it.
"""

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from safety.chinese.restore.language import LONGEST, Language
from safety.chinese.restore.units import Sort, Unit
from safety.chinese.restore.weights import Weights

_AROUND = 4
_FARTHEST = 2
_MOST = 3
"""Exchanges in a region."""


class Order(NamedTuple):
    gain: float
    """Nats that the new order is likelier by, less what the exchanges cost."""
    chars: dict[int, str]
    """What stands at the units that were moved."""
    swaps: int


def reorder(
    units: Sequence[Unit], start: int, end: int, language: Language, weights: Weights
) -> Order:
    """Of the Chinese characters from unit `start` to `end`."""
    chars = {at: units[at].char for at in range(start, end) if units[at].sort is Sort.HAN}
    first = dict(chars)
    known: dict[str, float] = {}
    gain, swaps = 0.0, 0
    while swaps < _MOST:
        best = (0.0, 0, 0)
        for low in chars:
            for high in range(low + 1, low + 1 + _FARTHEST):
                if high not in chars:
                    break
                if chars[low] != chars[high] and _joins(chars, low, high, language.beside):
                    gained = _gained(chars, low, high, language, weights, known) - weights.swap
                    best = max(best, (gained, low, high))
        if best[0] <= 0:
            break
        gained, low, high = best
        chars[low], chars[high] = chars[high], chars[low]
        gain, swaps = gain + gained, swaps + 1
    moved = {at: char for at, char in chars.items() if char != first[at]}
    return Order(gain, moved, swaps)


def _joins(chars: Mapping[int, str], low: int, high: int, beside: Container[str]) -> bool:
    """Whether an exchange brings two characters together that are neighbours in a word.

    Most do not, and then nothing else need be asked.
    """
    a, b = chars[low], chars[high]
    if chars.get(low - 1, "") + b in beside or a + chars.get(high + 1, "") in beside:
        return True
    if high == low + 1:
        return b + a in beside
    return b + chars[low + 1] in beside or chars[high - 1] + a in beside


def _gained(
    chars: dict[int, str],
    low: int,
    high: int,
    language: Language,
    weights: Weights,
    known: dict[str, float],
) -> float:
    left, right = low, high + 1
    while left - 1 in chars and low - left < _AROUND:
        left -= 1
    while right in chars and right - high <= _AROUND:
        right += 1
    old = "".join([chars[at] for at in range(left, right)])
    a, b = low - left, high - left
    new = old[:a] + old[b] + old[a + 1 : b] + old[a] + old[b + 1 :]
    if not (_in_a_word(new, a, language.unigram) or _in_a_word(new, b, language.unigram)):
        return 0.0
    for text in (old, new):
        if text not in known:
            known[text] = _cost(text, language, weights)
    return known[old] - known[new]


def _in_a_word(text: str, at: int, words: Mapping[str, float]) -> bool:
    """An exchange that makes no word is not worth its cost: most of them are seen so."""
    size = len(text)
    for start in range(max(0, at - LONGEST + 1), at + 1):
        for end in range(max(at + 1, start + 2), min(start + LONGEST, size) + 1):
            if text[start:end] in words:
                return True
    return False


def _cost(text: str, language: Language, weights: Weights) -> float:
    """Of the cheapest cut, with one state a character."""
    unigram, after = language.unigram, language.after
    size = len(text)
    costs, names = [0.0] + [1e18] * size, [""] * (size + 1)
    for at in range(size):
        cost, name = costs[at], names[at]
        off, row = after[name]
        for end in range(at + 1, min(at + LONGEST, size) + 1):
            word = text[at:end]
            alone = unigram.get(word)
            if alone is None:
                if end > at + 1:
                    continue
                alone = weights.unknown
            step = row.get(word)
            total = cost + (off + alone if step is None else step)
            if total < costs[end]:
                costs[end], names[end] = total, word
    return costs[size]
