"""Where in the text, as it was written, the hurtful words stand: through the undone disguises."""

from collections.abc import Sequence

from safety.chinese.restore import Restored
from safety.chinese.toxicity.lexicon import Hit

MASK = "＊"


def written_spans(restored: Restored, hits: Sequence[Hit]) -> tuple[tuple[int, int], ...]:
    """Offsets in the written text of words that stand at offsets of the restored text, merged."""
    starts, ends = _origins(restored)
    spans: list[tuple[int, int]] = []
    for hit in hits:
        last = min(hit.end, len(ends)) - 1
        if hit.start > last:
            continue
        start, end = starts[hit.start], ends[last]
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with one mark for every character of the spans."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], MASK * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _origins(restored: Restored) -> tuple[list[int], list[int]]:
    """For every character of the restored text, where its origin starts and ends."""
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for one in restored.undone:
        between = one.start - at
        starts += range(at, at + between)
        ends += range(at + 1, at + between + 1)
        starts += [one.start] * len(one.after)
        ends += [one.end] * len(one.after)
        at = one.end
    rest = len(restored.text) - len(starts)
    starts += range(at, at + rest)
    ends += range(at + 1, at + rest + 1)
    return starts, ends
