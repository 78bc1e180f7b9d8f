"""A pattern is compiled at its first try, and then no more."""

import re

import pytest

from safety.crisis.book import load_book
from safety.crisis.lazy import Pattern


def test_it_reads_as_a_compiled_one_does() -> None:
    pattern = Pattern("(k)ill")
    assert pattern.compiled() is pattern.compiled()
    assert pattern.search("to kill")
    assert [match[1] for match in pattern.finditer("kill, kill")] == ["k", "k"]
    assert pattern.sub(lambda match: "-", "kill me") == "- me"
    assert pattern.flags == re.compile(pattern.pattern).flags


def test_a_malformed_one_fails_when_tried() -> None:
    with pytest.raises(re.error):
        Pattern("(").search("kill")


def test_every_pattern_of_the_book_compiles() -> None:
    book = load_book()
    cues = (*book.cues.items, *book.bot_cues.items)
    patterns = [pattern for cue in cues for pattern in (cue.regex, cue.unless) if pattern]
    patterns += [pattern for cue in cues for pattern in cue.also]
    patterns += [shield.regex for kind in book.shields.values() for shield in kind]
    assert all(isinstance(pattern.compiled(), re.Pattern) for pattern in patterns)
