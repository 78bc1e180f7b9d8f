"""What characters sound like: readings in context, homophones, what an emoji is read as.

`pypinyin` reads 2.5 MB of phrases when imported (0.2 s), so it is imported when first needed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files

import yaml

from kernel.errors import DataError
from safety.chinese.perturb.glyphs import common

_TONELESS = 0
"""`pypinyin.Style.NORMAL`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounds:
    homophones: Mapping[str, tuple[str, ...]]
    """Common characters by toneless reading."""
    drawn: Mapping[str, tuple[str, ...]]
    """Emoji by the word that they show."""
    voiced: Mapping[str, tuple[str, ...]]
    """Emoji by the toneless reading of a single character that they show."""


def load_sounds() -> Sounds:
    """Raises `DataError` if the table of emoji is malformed."""
    drawn: defaultdict[str, list[str]] = defaultdict(list)
    voiced: defaultdict[str, list[str]] = defaultdict(list)
    for emoji, words in read_emoji().items():
        for word in words:
            drawn[word].append(emoji)
            if len(word) == 1:
                voiced[readings(word)[0]].append(emoji)
    return Sounds(homophones=_homophones(), drawn=_frozen(drawn), voiced=_frozen(voiced))


def readings(text: str) -> list[str]:
    """One a character, toneless, in context (`nv` for 女); what has none stands for itself."""
    found: list[str] = import_module("pypinyin").lazy_pinyin(text, style=_TONELESS, errors=list)
    return found


def read_emoji() -> Mapping[str, tuple[str, ...]]:
    """Words by emoji, the usual one first. Raises `DataError`."""
    file = "safety/chinese/perturb/emoji.yaml"
    text = files("safety.chinese.perturb").joinpath("emoji.yaml").read_text(encoding="utf-8")
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DataError(f"{file}: {error}") from error
    if not isinstance(raw, dict):
        raise DataError(f"{file}: must map emoji to words")
    for emoji, words in raw.items():
        if not (isinstance(emoji, str) and isinstance(words, str) and words.split()):
            raise DataError(f"{file}: {emoji}: must be words with spaces between them")
    return {emoji: tuple(words.split()) for emoji, words in raw.items()}


def _homophones() -> dict[str, tuple[str, ...]]:
    chars = [char for char in map(chr, range(0x4E00, 0xA000)) if common(char)]
    by_sound: defaultdict[str, list[str]] = defaultdict(list)
    for char in chars:
        by_sound[readings(char)[0]].append(char)
    return _frozen(by_sound)


def _frozen(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in table.items()}
