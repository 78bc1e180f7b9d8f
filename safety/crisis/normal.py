"""Brings text into the one form that the cues are written for; undoes simple disguises.

Compatibility forms and invisible characters -> lower case -> simplified characters -> standard
Chinese for Cantonese -> signs for letters -> letters apart -> words as the dictionary has them.
What a word stands for is data (`disguises.yaml`). Each step asks first whether there is anything
to do, since most texts have nothing. Linear in the length of the text. Not a general deobfuscator:
only what people do to words of this kind, so that ordinary text keeps its meaning.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError

_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_QUOTE = re.compile("[’‘`´“”]")
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
_LEET_SIGN = re.compile("[0213457@$*!|]")
_LEET_WORD = re.compile(r"[\w@$*]{3,}", re.ASCII)
_LEET_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz013457@$*")
_TO = re.compile(r"\b2(?= (?:die|d[1!]e|kill|k[1!]ll|end|live|be|go|harm|hurt)\b)")
_INNER_MARK = re.compile(r"(?<=[a-z])[!|](?=[a-z])")
_STARRED = {
    re.compile(
        r"\bs[u*]?[*]{1,5}c?[i*]?(cid|ide|cide|de)\b|\bsu[*i]?cid[*e]?\b|\bsui[*]{1,5}e?\b"
    ): "suicide",
    re.compile(r"\bk[*]{1,5}(ll|l)?\b(?= (my|him|her|them|your))|\bki[*]{1,5}l?\b"): "kill",
    re.compile(r"\bd[*]{1,5}e?\b(?!\w)"): "die",
}
_SPACED_LATIN = re.compile(r"\b(?:[a-z][ .\-_*]){2,}[a-z]\b")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SPACED_PAIR = re.compile(r"(?<![^ ])([a-z]) ([a-z])(?=  |$)")
_RUN_OF_SPACES = re.compile(r" {2,}")
_HAN = "\u4e00-\u9fff"
_SPACE = r"[ .·\-_*/|~\\+]{1,3}"
_STOP = "[,、。…]{1,3}"
"""Ends a clause, unless it stands beside a single character."""
_SPACED_HAN = re.compile(
    rf"(?<=[{_HAN}]){_SPACE}(?=[{_HAN}]|[a-z](?![a-z]))"
    rf"|(?:(?<=^[{_HAN}])|(?<=[^{_HAN}][{_HAN}])){_STOP}(?=[{_HAN}])"
    rf"|(?<=[{_HAN}]){_STOP}(?=[{_HAN}](?![{_HAN}])|[a-z](?![a-z]))"
    rf"|(?<![a-z])([a-z]){_SPACE}(?=[{_HAN}]|[a-z](?![a-z]))"
)
_WORD = re.compile("[a-z0-9]+")
_I_WOULD = re.compile(r"\bid (?=(?:rather|be|love|like|kill|die|do|just|never|prefer)\b)")
_PAIRED = frozenset(("id", "any"))


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[str, str]
    cantonese: dict[str, str]
    look_alikes: dict[str, str]
    traditional: str
    simplified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    words: Mapping[str, str]
    known: frozenset[str]
    word: re.Pattern[str]
    cantonese: Mapping[str, str]
    cantonese_word: re.Pattern[str]
    look_alikes: Mapping[int, str]
    look_alike: re.Pattern[str]
    simplified: Mapping[int, int]
    traditional: re.Pattern[str]


def normal(text: str) -> str:
    """The text in lower case, without disguise, with simplified characters.

    Raises `DataError` if `disguises.yaml` is malformed.
    """
    tables = _tables()
    text = text.replace("`", "'").lower() if text.isascii() else _folded(text, tables)
    text = _STRETCHED.sub(r"\1\1", _SPACED_LATIN.sub(_closed_up, text))
    if "  " in text:
        text = _RUN_OF_SPACES.sub(" ", _SPACED_PAIR.sub(r"\1\2", text))
    if _LEET_SIGN.search(text):
        text = _undisguised(text)
    words = set(_WORD.findall(text))
    if not words.isdisjoint(tables.known):
        text = tables.word.sub(lambda match: tables.words[match[0]], text)
    if not words.isdisjoint(_PAIRED):
        text = _I_WOULD.sub("i'd ", text).replace("any more", "anymore")
    return text


def tight(text: str) -> str:
    """`text` without what stands between single Chinese characters and single letters."""
    return text if text.isascii() else _SPACED_HAN.sub(lambda match: match[1] or "", text)


def _folded(text: str, tables: _Tables) -> str:
    if _QUOTE.search(text):
        text = text.translate(_QUOTES)
    text = unicodedata.normalize("NFKC", text)
    if _QUOTE.search(text):
        text = text.translate(_QUOTES)
    text = _INVISIBLE.sub("", text).casefold()
    if tables.traditional.search(text):
        text = text.translate(tables.simplified)
    if tables.cantonese_word.search(text):
        text = tables.cantonese_word.sub(lambda match: tables.cantonese[match[0]], text)
    if tables.look_alike.search(text) and _WORD.search(text):
        text = text.translate(tables.look_alikes)
    return text


def _undisguised(text: str) -> str:
    text = _TO.sub("to", text)
    if "*" in text:
        for pattern, word in _STARRED.items():
            text = pattern.sub(word, text)
    return _LEET_WORD.sub(_plain, _INNER_MARK.sub("i", text))


def _closed_up(match: re.Match[str]) -> str:
    return re.sub(r"[ .\-_*]", "", match[0])


def _plain(match: re.Match[str]) -> str:
    """A word with signs for letters, read as letters if at least half of it is."""
    word = match[0]
    letters = sum(char.isalpha() for char in word)
    if letters == len(word) or letters * 2 < len(word) or not _LEET_LETTERS.issuperset(word):
        return word
    return word.translate(_LEET)


@cache
def _tables() -> _Tables:
    raw = files("safety.crisis").joinpath("disguises.yaml").read_text(encoding="utf-8")
    try:
        file = _File.model_validate(yaml.load(raw, yaml.CSafeLoader))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"safety/crisis/disguises.yaml: {error}") from error
    before, after = ("".join(form.split()) for form in (file.traditional, file.simplified))
    if len(before) != len(after):
        raise DataError("safety/crisis/disguises.yaml: traditional and simplified differ in length")
    return _Tables(
        words=file.words,
        known=frozenset(file.words),
        word=re.compile(rf"\b(?:{_any_of(file.words)})\b(?!')"),
        cantonese=file.cantonese,
        cantonese_word=re.compile(_any_of(file.cantonese)),
        look_alikes=str.maketrans(file.look_alikes),
        look_alike=re.compile(f"[{''.join(file.look_alikes)}]"),
        simplified=str.maketrans(before, after),
        traditional=re.compile(f"[{before}]"),
    )


def _any_of(words: Mapping[str, str]) -> str:
    """Longest first, so that a word is not taken for the beginning of a longer one."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
