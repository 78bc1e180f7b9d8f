"""What the restorer hands back: a reading of the text, and what was undone to get there."""

from dataclasses import dataclass
from typing import Literal

from safety.chinese.perturb.taxonomy import Kind

Plain = Literal["invisible", "width", "leet", "separator"]
"""Disguises beside the eight of the taxonomy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """One disguise taken off. Offsets in the original text."""

    start: int
    end: int
    before: str
    after: str
    kind: Kind | Plain
    cost: float
    """How unlikely this disguise is by itself, in nats; 0 for one that loses nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    text: str
    undone: tuple[Undone, ...]
    """In order, without overlap; empty if the text stands as it was."""
    cost: float
    """Of the language model and of what was undone, in nats; comparable between candidates."""
