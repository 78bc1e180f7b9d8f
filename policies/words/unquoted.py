"""What is never said back to a person, even as their own words."""

import re
from functools import cache
from pathlib import Path

from kernel.events import Language
from policies.words.files import read_yaml, validated
from policies.words.normal import plain
from policies.words.texts import Part, Patterns

FILE = Path(__file__).with_name("unquoted.yaml")


class Unquoted(Part):
    """`told` lets abuse be quoted that somebody else is said to have uttered."""

    abuse: Patterns
    told: Patterns
    empty: Patterns


def may_quote(words: str, language: Language) -> bool:
    """Whether the words are fit to be said back. Raises `DataError` if the file is malformed."""
    abuse, told, empty = _patterns(language)
    said = plain(words)
    if empty.search(said) is not None:
        return False
    return all(told.search(said, 0, hit.start()) for hit in abuse.finditer(said))


def load_unquoted() -> Unquoted:
    """Raises `DataError`."""
    return validated(Unquoted, read_yaml(FILE), FILE)


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    file = load_unquoted()
    return tuple(_any(each.in_(language)) for each in (file.abuse, file.told, file.empty))


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))
