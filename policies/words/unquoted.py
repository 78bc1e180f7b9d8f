"""What is never said back to a person, even as their own words."""

import re
from functools import cache
from pathlib import Path

from kernel.events import Language
from policies.words.files import read_yaml, validated
from policies.words.texts import Part, Patterns

FILE = Path(__file__).with_name("unquoted.yaml")


class _File(Part):
    abuse: Patterns
    told: Patterns


def may_quote(words: str, language: Language) -> bool:
    """Whether the words are fit to be said back. Raises `DataError` if the file is malformed."""
    abuse, told = _patterns(language)
    return abuse.search(words) is None or told.search(words) is not None


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    file = validated(_File, read_yaml(FILE), FILE)
    return _any(file.abuse.in_(language)), _any(file.told.in_(language))


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)
