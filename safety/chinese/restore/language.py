"""A word bigram model: what a word costs after another, in nats.

Unigrams are a mixture of the domain (COLD) and general writing (jieba's dictionary); bigrams come
from the domain, with absolute discounting (Ney, Essen and Kneser 1994).
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

DISCOUNT = 0.7
DOMAIN = 0.8
"""Share of the domain in the mixture of unigrams."""
LONGEST = 4
"""Characters of the longest word."""
START, STOP, PAUSE, DIGITS, MARK, LATIN, UNKNOWN = (
    *("<start>", "<stop>", "<pause>", "<digits>", "<mark>"),
    *("<latin>", "<unknown>"),
)
_TOKEN = re.compile("[\u4e00-\u9fff]+|[a-z]+|[0-9]+|\\s+|.", re.DOTALL)
_STOPS = frozenset("。！？!?…\n;；")


def mark(char: str) -> str:
    """The class of a character that is no word: end of a sentence, other punctuation, symbol."""
    if char in _STOPS:
        return STOP
    return MARK if ord(char) >= 0x2190 and not 0x3000 <= ord(char) <= 0xFFEF else PAUSE


class Row(NamedTuple):
    """What a word costs after a certain other one: `costs`, else `backoff` plus its unigram."""

    backoff: float
    costs: Mapping[str, float]


class _Rows(dict[str, Row]):
    """Rows by the first word, each worked out when it is first asked for."""

    def __init__(self, row: Callable[[str], Row]) -> None:
        self._row = row

    def __missing__(self, first: str) -> Row:
        found = self[first] = self._row(first)
        return found


_NOTHING = Row(0.0, {})


class Language:
    """`pairs` are counts by the first word; `unigram` and `after` are read by the inner loops."""

    def __init__(
        self,
        general: Mapping[str, int],
        domain: Mapping[str, int],
        pairs: Mapping[str, Mapping[str, int]],
    ) -> None:
        n, m, v = sum(domain.values()), sum(general.values()), len(general)
        self.unigram = {
            word: -math.log(
                DOMAIN * (domain.get(word, 0) + 0.02) / (n + 0.02 * v)
                + (1 - DOMAIN) * (max(general.get(word, 0), word[0] != "<") / (m + v))
            )
            for word in (*domain, *(general.keys() - domain.keys()))
        }
        self.beside = {
            word[at : at + 2]
            for word in self.unigram
            if 1 < len(word) <= LONGEST
            for at in range(len(word) - 1)
        }
        """Two characters that stand side by side in a word."""
        self.unigram |= {UNKNOWN: 0.0, LATIN: 0.0}
        for name in (START, STOP, PAUSE, DIGITS, MARK):
            self.unigram.setdefault(name, 0.0)
        self._domain = domain
        self._pairs = pairs
        self.after: Mapping[str, Row] = _Rows(self._row)
        """The row of any word. A service needs few of them at first; all together take 20 MB."""

    def cost(self, first: str, second: str) -> float:
        """Of `second` after `first`; `second` must be a word of the model."""
        backoff, costs = self.after[first]
        found = costs.get(second)
        return backoff + self.unigram[second] if found is None else found

    def _row(self, first: str) -> Row:
        counts = self._pairs.get(first)
        if not counts:
            return _NOTHING
        total = max(self._domain.get(first, 0), sum(counts.values()))
        rest = max(1 - sum([count - DISCOUNT for count in counts.values()]) / total, 1e-3)
        unigram, log, exp = self.unigram, math.log, math.exp
        costs = {
            second: -log((count - DISCOUNT) / total + rest * exp(-unigram[second]))
            for second, count in counts.items()
        }
        return Row(-math.log(rest), costs)


def count(
    texts: Iterable[str], costs: Mapping[str, float]
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Words and pairs of words in texts (simplified, lower case), cut at the least cost."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        tokens = list(_tokens(text, costs))
        words.update(tokens)
        pairs.update(pairwise(tokens))
    return words, pairs


def cut(run: str, costs: Mapping[str, float]) -> list[str]:
    """Words of a run of Chinese characters; linear in its length."""
    size = len(run)
    best, back = [0.0] + [math.inf] * size, [0] * (size + 1)
    for start in range(size):
        for end in range(start + 1, min(size, start + LONGEST) + 1):
            word = run[start:end]
            if word in costs or end == start + 1:
                cost = best[start] + costs.get(word, 14.0)
                if cost < best[end]:
                    best[end], back[end] = cost, start
    words, end = [], size
    while end:
        words.append(run[back[end] : end])
        end = back[end]
    return words[::-1]


def _tokens(text: str, costs: Mapping[str, float]) -> Iterable[str]:
    yield START
    for match in _TOKEN.finditer(text):
        token = match[0]
        if "\u4e00" <= token[0] <= "\u9fff":
            yield from cut(token, costs)
        elif "a" <= token[0] <= "z":
            yield token
        elif token[0].isdigit():
            yield DIGITS
        elif not token.isspace() or token == "\n":
            yield mark(token[0])
