"""What was seen on a picture, and its words in the order in which a person reads them.

Letters may be set apart, climb or fall: boxes that overlap in height are one line, whatever order
the recogniser found them in.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Recognised text and where it stands, in pixels from the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """`lines` from top to bottom; `nudity` in [0, 1], the probability of nakedness."""

    lines: tuple[str, ...] = ()
    nudity: float = 0.0

    @property
    def readings(self) -> tuple[str, ...]:
        """Ways in which the words may be meant: line by line, and as one run of letters where a
        word was broken over lines."""
        apart, together = "\n".join(self.lines), "".join(self.lines)
        return tuple(dict.fromkeys(text for text in (apart, together) if text))


SAME_LINE = 0.4
"""Part of the lower of two boxes by which they overlap in height, if they are of one line."""


def in_lines(boxes: Sequence[Box]) -> tuple[str, ...]:
    """The words of the boxes, line by line; what has neither letter nor digit is no word."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.top + box.bottom):
        if not any(char.isalnum() for char in box.text):
            continue
        if rows and _overlap(rows[-1][-1], box) >= SAME_LINE:
            rows[-1].append(box)
        else:
            rows.append([box])
    return tuple(_line(sorted(row, key=lambda box: box.left)) for row in rows)


def _overlap(one: Box, other: Box) -> float:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(1.0, min(one.height, other.height))


def _line(row: Sequence[Box]) -> str:
    """Latin words keep their distance; Chinese characters need none."""
    text = row[0].text.strip()
    for box in row[1:]:
        words = box.text.strip()
        text += " " + words if text[-1:].isascii() and words[:1].isascii() else words
    return text
