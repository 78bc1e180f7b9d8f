"""Words that are not a client's: counsellor talk, a machine's talk, marks, another language.

Used twice: on a model's sentence before it is said, and on a whole dialogue before it is scored.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Card, Fact
from sim.cards.kin import denied
from sim.match import Fault

OWN_LETTERS = 0.6
"""Of a client's letters, at least so many are of their own script."""
FEW = 6
"""With fewer letters nothing is said of the script: a name or "ok" is in no language."""
PARROT = {Language.ZH: 22, Language.EN: 70}
"""Characters in a row of the counsellor's that nobody repeats by chance."""
ECHO = {Language.ZH: 6, Language.EN: 24}
"""The same for words that are all there is in an answer; letters and digits only."""
_PERSON = re.compile(r"[你我您]|\b(i|you|me|my|your|i'm|you're|am|are)\b")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    counsellor: tuple[str, ...]
    machine: tuple[str, ...]
    marks: tuple[str, ...]


def strange(text: str, card: Card, round: int = -1) -> Iterator[Fault]:
    """What in these words is not this client's."""
    if _other_script(text, card.language):
        yield Fault(reason="language", round=round, quote=text[:60])
    for reason, pattern in _table(card.language).items():
        if found := pattern.search(text):
            yield Fault(reason=reason, round=round, quote=found[0])
    for claim in denied(card, text):
        yield Fault(reason=f"facts_{claim.what}", round=round, quote=claim.quote)


def tells(fact: Fact, text: str) -> str:
    """The mark by which these words tell the fact; "" if they do not."""
    low = text.casefold()
    return next((mark for mark in fact.marks if mark.casefold() in low), "")


def parrots(text: str, heard: str, language: Language) -> bool:
    """Whether these words are a long stretch of what was heard, or nothing else than a part of it
    with "you" turned into "I"."""
    size, whole = PARROT[language], _bare(text)
    if len(whole) >= ECHO[language] and whole in _bare(heard):
        return True
    return any(text[at : at + size] in heard for at in range(len(text) - size + 1))


def _bare(text: str) -> str:
    """Without persons, spaces and punctuation."""
    return "".join(char for char in _PERSON.sub("", text.casefold()) if char.isalnum())


def _other_script(text: str, language: Language) -> bool:
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if language is Language.EN:
        return han > 0
    words = latin / 4  # about as much is said by a Chinese character as by four letters
    return han + words >= FEW and han / (han + words) < OWN_LETTERS


@cache
def _table(language: Language) -> dict[str, re.Pattern[str]]:
    """Raises `DataError`. Kept: it is the same for every client."""
    name = f"{language.value}.yaml"
    text = files("sim.npc").joinpath("keeping", name).read_text(encoding="utf-8")
    try:
        table = _Table.model_validate(yaml.safe_load(text))
        return {
            reason: re.compile("|".join(f"(?:{way})" for way in ways), re.IGNORECASE | re.MULTILINE)
            for reason, ways in table.model_dump().items()
        }
    except (yaml.YAMLError, ValidationError, re.error) as error:
        raise DataError(f"sim/npc/keeping/{name}: {error}") from error
