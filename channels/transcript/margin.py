"""The shapes of what stands in the margin: text in the reader's language, links resolved."""

from collections.abc import Mapping
from dataclasses import dataclass

from channels.transcript.labels import Kind


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of text, and where it leads, if anywhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    name: str
    bits: tuple[Bit, ...]
    """One for each value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A number before and after on a line; `from_`, `to` in [0, 100] of its length."""

    label: str
    """The same in words, for who does not see it."""
    before: str
    after: str
    from_: float
    to: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    kind: Kind
    title: str
    head: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    """What is seen once it is unfolded."""
    span: Span | None = None
    quiet: bool = False
    """Whether nobody misses it: all is as it should be."""
    grave: bool = False
    """Whether it must not be overlooked: words were stopped, or somebody may be in danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    kind: Kind
    title: str
    first: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[Bit, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where in the transcript a name of a message, or the n-th thing the person said, is found."""

    messages: Mapping[str, int]
    """Turn by message id."""
    said: Mapping[int, int]
    """Turn of the n-th thing that the bot was given, from 1."""
    href: Mapping[int, str]
    """Where each turn is, relative to this page."""
