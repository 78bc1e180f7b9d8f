"""Whether hurtful words are an attack, or are told, quoted, argued against or meant for oneself.

Somebody who tells a counsellor what was done to them has to say the words. Rules as data
(`stances.yaml`), applied clause by clause: every clause that hurts must have a stance of its own,
or one that was carried over, else the whole text counts as an attack.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kernel.errors import DataError
from safety.chinese.toxicity.lexicon import Hit, Lexicon

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]*")
_CLAUSE = re.compile(r"[^，,；;]*[，,；;]*")
_AT_YOU = re.compile(
    r"(?<![骂嫌吼喊叫说笑损怼喷称当把和跟对给被])(你|您)(们)?(个|这|那|他妈|才|就|真|全家|妈|也|都|算|是)"
)
_WORD = "@"
"""Stands for a word of the lexicon while patterns are matched."""


class Stance(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z_]+$")
    carries: bool
    """Whether it also speaks for the clauses behind it in the same sentence."""
    whole: bool = False
    """Whether it is looked for in the whole sentence, and speaks for all of it."""
    pattern: str
    reason: str
    matches: tuple[str, ...] = Field(min_length=1)
    spares: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class _Rule:
    stance: Stance
    regex: re.Pattern[str]


class Stances:
    """Build with `load`."""

    def __init__(self, stances: Sequence[Stance], lexicon: Lexicon) -> None:
        self.stances = tuple(stances)
        self._rules = [
            _Rule(stance, re.compile(stance.pattern.replace("{word}", f"{_WORD}+")))
            for stance in stances
        ]
        self._lexicon = lexicon

    @classmethod
    def load(cls, lexicon: Lexicon) -> "Stances":
        """Raises `DataError` that names the entry."""
        text = files("safety.chinese.guarding").joinpath("stances.yaml").read_text(encoding="utf-8")
        try:
            raw = yaml.load(text, yaml.CSafeLoader)
            entries = TypeAdapter(tuple[Stance, ...]).validate_python(raw)
            return cls(entries, lexicon)
        except (yaml.YAMLError, ValidationError, re.error) as error:
            raise DataError(f"safety/chinese/guarding/stances.yaml: {error}") from error

    def excuse(self, meant: str) -> tuple[str, ...]:
        """The stances that every hurtful clause of the text has; none if one is an attack."""
        hits = tuple(self._lexicon.find(meant))
        found: dict[str, None] = {}
        for start, clauses in _sentences(meant):
            excused = self._sentence(start, clauses, hits, found)
            if not excused:
                return ()
        return tuple(found)

    def _sentence(
        self,
        start: int,
        clauses: Sequence[str],
        hits: Sequence[Hit],
        found: dict[str, None],
    ) -> bool:
        sentence = "".join(clauses)
        whole = [r.stance for r in self._rules if r.stance.whole and r.regex.search(sentence)]
        found.update(dict.fromkeys(stance.id for stance in whole))
        carried = False
        for clause in clauses:
            end = start + len(clause)
            inside = [hit for hit in hits if start <= hit.start < end]
            veiled = _veiled(clause, start, inside)
            own = [
                r.stance for r in self._rules if r.regex.search(_both(clause, veiled, r))
            ] + whole
            if inside and not own and (not carried or _AT_YOU.search(clause)):
                return False
            if not hits and _AT_YOU.search(clause) and not own:
                return False
            found.update(dict.fromkeys(stance.id for stance in own))
            carried = carried or any(stance.carries for stance in own)
            start = end
        return True


def _both(clause: str, veiled: str, rule: _Rule) -> str:
    """Patterns that name a word of the lexicon see it veiled; the others see the words."""
    return veiled if _WORD in rule.regex.pattern else clause


def _veiled(clause: str, start: int, hits: Iterable[Hit]) -> str:
    chars = list(clause.replace(_WORD, " "))
    for hit in hits:
        stop = min(hit.end - start, len(chars))
        chars[hit.start - start : stop] = _WORD * (stop - hit.start + start)
    return "".join(chars)


def _sentences(text: str) -> Iterable[tuple[int, Sequence[str]]]:
    for match in _SENTENCE.finditer(text):
        if match[0]:
            yield match.start(), [clause for clause in _CLAUSE.findall(match[0]) if clause]
