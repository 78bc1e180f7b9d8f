"""The shapes of a page of a transcript, and for whom it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from channels.transcript.labels import Kind, Labels
from channels.transcript.margin import Note, Table
from channels.transcript.words import Words
from kernel.events import Language

PAGE = 100
"""Turns of a page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words; `n` is the number of its note on strategies, 0 for none."""

    text: str
    n: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What sentence `n` is for; `n` is 0 where a message has only one that anybody marked."""

    n: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message with its margin. `speaker` is person, bot or platform."""

    speaker: str
    who: str
    time: str
    label: str
    """What kind of message it is, where it is not simply somebody's words."""
    pieces: tuple[Piece, ...]
    pictures: tuple[str, ...]
    """What is said of each picture in the place of its pixels."""
    fate: str
    instead: str
    dimmed: bool
    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One turn. `outcome` is "" for a turn that was simply answered."""

    anchor: str
    title: str
    date: str
    """The day, where it is another one than that of the turn before."""
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    tables: tuple[Table, ...]
    place: str
    """Where the policy went in this turn, if it moved."""
    outcome: str
    grave: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A place on the way, and the link to its turn."""

    place: str
    rule: str
    turn: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    title: str
    about: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    way: tuple[Way, ...]
    kinds: Mapping[Kind, int]
    """How many notes of each kind stand on this page."""
    words_lang: str
    """Language tag (BCP 47) of the conversation itself."""
    page: int = 1
    pages: int = 1
    shown: str = ""
    zone: str = ""
    bare: bool = False
    """Whether the evidence was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom a page is made."""

    labels: Labels
    words: Words
    language: Language
    zone: tzinfo | None = None
    """None for the machine's own."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of bots, by their names."""
    turns: int = PAGE
    """Turns of a page; 0 for all on one."""
    bare: bool = False
    """Leave the evidence out."""
    query: str = ""
    """What links to other pages carry on, as `lang=zh&`."""
