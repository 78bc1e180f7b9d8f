"""The words that may have been hidden from one unit on, each in the cheapest way found."""

from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore.records import Plain

Found = dict[tuple[int, str], tuple[float, Kind | Plain]]
"""By the unit behind it and the word: what the disguise costs in nats, and which it is."""


def offer(found: Found, end: int, word: str, cost: float, kind: Kind | Plain) -> None:
    known = found.get((end, word))
    if known is None or cost < known[0]:
        found[end, word] = (cost, kind)
