"""One clause of an answer, and every sign in it: heads, cues, how often, how long, how sure.

Clauses are cut from the person's own text, so that whatever is quoted stands there word for word.
"""

import re
from dataclasses import dataclass
from functools import cache

from kernel.events import Language
from policies.interview.reading.amounts import Often, Span, often, spans
from policies.interview.reading.lexicon import Lexicon, Words
from policies.interview.tree import Cues, Status
from policies.words.hearing import is_han

_CUT = re.compile(
    r"[。！？!?；;\n…，,、~～]+|\.(?=\s|$)|\s+[-–—]+\s+|——+"
    r"|(?:(?<=\s)|^)(?:but|although|though|however|except)\b|但是|但(?=[^愿])|可是|不过|只是|然而"
)
_EDGES = " \t\"'“”‘’（）()"
_WIDE = str.maketrans(
    {"’": "'", "‘": "'", "，": ",", "。": ".", "！": "!", "？": "?", "“": '"', "”": '"'}
)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A cue of a tree. There are more of them than the cache of `re` holds."""
    return re.compile(pattern, re.ASCII)


def language_of_answer(text: str) -> Language:
    """Any Chinese character makes it Chinese: a yes in English needs none."""
    return Language.ZH if any(map(is_han, text)) else Language.EN


def low(text: str) -> str:
    """Lower case and straight quotes, one character for one, so that places stay the same."""
    folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return folded.translate(_WIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`raw` is a literal piece of the answer, from `start`; everything else is what it says."""

    raw: str
    start: int
    head: Status | None
    soft: bool
    """Whether that head is only a sound, such as a hum."""
    cue: Status | None
    often: Often | None
    alone: bool
    """Whether the clause says how often and nothing else, so that it speaks of what was asked."""
    spans: tuple[Span, ...]
    hedged: bool
    unsure: bool
    mixed: bool
    doubled: bool
    """Two negations that make a strong yes."""
    past: bool
    present: bool
    limited: bool
    """Whether it says that it was no more than that."""


def clauses(text: str, lexicon: Lexicon, cues: Cues | None) -> list[Clause]:
    """Every clause of an answer with its signs; those without a letter are left out."""
    language = language_of_answer(text)
    found: list[Clause] = []
    at = 0
    for cut in [*_CUT.finditer(text), None]:
        piece = text[at : cut.start() if cut else len(text)]
        raw = piece.strip(_EDGES)
        if any(map(str.isalnum, raw)):
            start = at + piece.index(raw)
            found.append(_clause(raw, start, lexicon, language, cues))
        at = cut.end() if cut else at
    return found


def _clause(
    raw: str, start: int, lexicon: Lexicon, language: Language, cues: Cues | None
) -> Clause:
    words = lexicon.in_(language)
    plain = bare = low(raw)
    while len(shorter := words.without("fillers", bare).replace("\u241f", "").strip()) < len(bare):
        bare = shorter
    bare = bare or plain
    of_others = words.finds("others", plain) is not None and not words.finds("own", plain)
    how_often = None if of_others else often(plain, words)
    untimed = plain
    if how_often is not None:  # "a few days a week" is no length of time
        untimed = plain[: how_often.start] + " \u241f " + plain[how_often.end :]
    said, place = (None, None) if of_others else _cue(plain, words, language, cues)
    head = _head(bare, words)
    if head is not None and place is not None and place - (len(plain) - len(bare)) <= 0:
        head = None  # "no energy at all" begins with no, and says yes
    strong = words.finds("doubles_yes", plain) is not None
    open_ = words.finds("doubles_hedge", plain) is not None
    return Clause(
        raw=raw,
        start=start,
        head=Status.YES if strong else None if open_ else head,
        soft=words.finds("soft", plain) is not None,
        cue=None if strong or open_ else said,
        often=how_often,
        alone=how_often is not None and not any(map(str.isalnum, words.without("around", untimed))),
        spans=spans(untimed, language),
        hedged=open_ or _anywhere(lexicon, "hedges", plain),
        unsure=not open_ and _anywhere(lexicon, "unsure", plain),
        mixed=_anywhere(lexicon, "mixed", plain),
        doubled=strong,
        past=words.finds("past", plain) is not None,
        present=words.finds("present", plain) is not None,
        limited=words.finds("limits", plain) is not None,
    )


def _anywhere(lexicon: Lexicon, name: str, plain: str) -> bool:
    """In any language: people mix them, and a doubt counts in each."""
    return any(lexicon.in_(each).finds(name, plain) for each in Language)


def _head(bare: str, words: Words) -> Status | None:
    if words.finds("no", bare):
        return Status.NO
    return Status.YES if words.finds("yes", bare) else None


def _cue(
    plain: str, words: Words, language: Language, cues: Cues | None
) -> tuple[Status | None, int | None]:
    """What a cue in the clause says, and where a cue for yes begins (none if there is none)."""
    if cues is None:
        return None, None
    if any(compiled(pattern).search(plain) for pattern in cues.absent.in_(language)):
        return Status.NO, None
    for pattern in cues.present.in_(language):
        for match in compiled(pattern).finditer(plain):
            before = words.without("not_negation", plain[: match.start()])
            if words.finds("negation", before):
                return Status.NO, None
            return Status.YES, match.start()
    return None, None
