"""The costs of the noisy channel, in nats, and the thresholds of the restorer.

Tuned on one half of the development data (`docs/design/010-restoring-chinese.md`); a reading is
taken only if the language model likes it better by more than its disguises cost.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    # what a disguise costs, by character or emoji
    homo: float = 2.5
    vsim: float = 3.0
    split: float = 0.5
    """With a part that nobody writes alone, such as 讠."""
    split_whole: float = 5.0
    """Of parts that are characters themselves: 女子 is 好 only if nothing else makes sense."""
    py_full: float = 0.5
    py_init: float = 0.0
    emoji_sense: float = 1.0
    emoji_sound: float = 2.5
    swap: float = 3.5
    separator: float = 2.0
    leet: float = 3.0
    mixed: float = 1.5
    """More for a homophone beside a disguise that shows: people keep to one way in one text."""
    # what it costs to take a word for one that was hidden; below 0 it is the first to think of
    abuse: float = -2.0
    topic: float = -1.0
    domain: float = 1.0
    """A word that the talk about groups of people uses far more than other writing does."""
    ordinary: float = 4.0
    frequent: float = 8.5
    """Words likelier than exp(-frequent) are seldom hidden: each nat above costs one more."""
    visible: float = 0.5
    """Share of these where the disguise shows, so that something must have been hidden."""
    lone: float = 2.0
    """A single character that no list names."""
    domain_above: float = 1.5
    """Log ratio of a word's frequency in the domain and elsewhere."""
    # what it costs to take things as they stand
    unknown: float = 14.0
    latin: float = 20.0
    latin_letter: float = 0.7
    emoji: float = 8.0
    emoji_at_edge: float = 1.0
    # thresholds
    gate: float = 6.5
    """A word dearer than this a character is looked at."""
    reach: int = 3
    """Characters around it that are looked at too."""
    beam: int = 6
    arcs: int = 12


WEIGHTS = Weights()
