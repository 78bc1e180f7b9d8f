"""Reads what a judge of words and pictures wrote, and never takes rubbish for "safe".

The published form (arXiv 2505.14035) is

    \\[Analysis]...\\[Answer]unsafe
    [Risk Type]Offensive

and comes with and without backslashes, line breaks, bold type, full-width brackets and colons, in
either order, and with risks spelled as in the labels or as in the published system prompt.

Rule 1: "safe" is only what says exactly that, once and without a risk beside it.
Rule 2: what contradicts itself, breaks off or says neither raises `ModelRubbish`, and that blocks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.errors import ModelRubbish
from safety.multimodal.taxonomy import Category, load_taxonomy

_MARKS = r"[\s*_`\\#:：]*"
_TAG = re.compile(
    rf"{_MARKS}[\[【]{_MARKS}(analysis|answer|risk[\s_]*types?)(?:{_MARKS})[\]】]{_MARKS}",
    re.IGNORECASE,
)
_AROUND = " \t\r\n*_`\\\"'“”‘’.。:：;；()[]【】"
NO_RISK = frozenset({"", "none", "na", "no", "norisk", "safe", "null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`risk` is none where it is safe, or where the judge named no kind that is known."""

    safe: bool
    risk: Category | None
    analysis: str = ""


class Parser:
    """`spellings` names each category by the letters of its label and its aliases."""

    def __init__(self, spellings: Mapping[str, Category]) -> None:
        self._spellings = spellings

    @classmethod
    def load(cls) -> "Parser":
        """Raises `DataError` if the taxonomy is malformed."""
        return cls(
            {
                letters(name): risk.id
                for risk in load_taxonomy().risks
                for name in (risk.id, *risk.aliases)
            }
        )

    def parse(self, output: str) -> Judgement:
        """Raises `ModelRubbish` unless the output says one clear thing."""
        parts = _parts(output)
        answers = {_word(text) for tag, text in parts if tag == "answer"}
        if len(answers) != 1:
            raise ModelRubbish("the judge gave no answer, or more than one")
        (answer,) = answers
        if answer not in ("safe", "unsafe"):
            raise ModelRubbish("the judge's answer is neither safe nor unsafe")
        told = [text for tag, text in parts if tag == "risk"]
        risks = {
            self._spellings[name]
            for name in (letters(_line(text)) for text in told)
            if name in self._spellings
        }
        if answer == "safe" and {letters(text) for text in told} - NO_RISK:
            raise ModelRubbish("the judge says safe and names a risk")
        analysis = next((text.strip() for tag, text in parts if tag == "analysis"), "")
        risk = min(risks) if len(risks) == 1 else None
        return Judgement(safe=answer == "safe", risk=risk, analysis=analysis)

    def settled(self, output: str) -> bool:
        """Whether a judge that answers before it explains has said all that counts."""
        tags = [tag for tag, _ in _parts(output)]
        return "answer" in tags and "risk" in tags and tags[-1] == "analysis"


def letters(name: str) -> str:
    """The letters of a name, small: how it is written does not matter."""
    return re.sub(r"[^a-z]", "", name.lower())


def _parts(output: str) -> list[tuple[str, str]]:
    """(tag, what stands behind it), in order."""
    found = list(_TAG.finditer(output))
    ends = [*(tag.start() for tag in found), len(output)][1:]
    return [
        ("risk" if tag[1].lower().startswith("risk") else tag[1].lower(), output[tag.end() : end])
        for tag, end in zip(found, ends, strict=True)
    ]


def _line(text: str) -> str:
    return text.strip(_AROUND).split("\n", 1)[0]


def _word(text: str) -> str:
    return text.strip(_AROUND).lower()
