"""One clause of an answer, and every sign in it: heads, cues, how often, how long, how sure.

Clauses are cut from the person's own text, so that whatever is quoted stands there word for word.
"""

import re
from dataclasses import dataclass, replace

from kernel.events import Language
from policies.interview.reading.amounts import Often, Span, often, spans
from policies.interview.reading.cueing import Cued, compiled, cued
from policies.interview.reading.lexicon import Lexicon, Words
from policies.interview.tree import Cues, Status
from policies.words.hearing import is_han

_CUT = re.compile(
    r"[。！？!?；;\n…，,、~～]+|\.(?=\s|$)|\s+[-–—]+\s+|——+"
    r"|(?:(?<=\s)|^)(?:(?:but|although|though|however)\b|(?=except\b))|但是|但(?=[^愿])|可是|不过|只是(?=[^一就])|然而"
)
_TURN = re.compile(r"but|although|though|however|但|可是|不过|只是|然而")
_FULL_STOP = re.compile(r"[。！？!?；;\n.…]")
_EDGES = " \t\"'“”‘’（）()"
_WIDE = str.maketrans(
    {"’": "'", "‘": "'", "，": ",", "。": ".", "！": "!", "？": "?", "“": '"', "”": '"'}
    | {wide: str(digit) for digit, wide in enumerate("０１２３４５６７８９")}
)
_SHORT = {Language.ZH: 9, Language.EN: 26}
"""Characters of a clause that can hardly be about anything but the question."""


def language_of_answer(text: str) -> Language:
    """Any Chinese character makes it Chinese: a yes in English needs none."""
    return Language.ZH if any(map(is_han, text)) else Language.EN


def low(text: str) -> str:
    """Lower case, straight quotes, narrow digits, one for one, so that places stay the same."""
    folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return folded.translate(_WIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`raw` is a literal piece of the answer, from `start`; everything else is what it says."""

    raw: str
    start: int
    sentence: int
    """Which sentence of the answer it stands in, from 0."""
    head: Status | None
    soft: bool
    """Whether that head is only a sound, such as a hum."""
    cue: Status | None
    both: bool
    """Whether cues for yes and for no stand side by side."""
    named: bool
    """Whether it names what was asked about."""
    back: bool
    """Whether it points back to it ("that", 这种)."""
    well: bool
    """It says that things are as they should be, without saying which."""
    ill: bool
    """It says that something is wrong, without saying what in words that are known."""
    denies: bool
    """It begins by denying something, and what it denies is no complaint."""
    often: Often | None
    alone: bool
    """Whether the clause says how often and nothing else, so that it speaks of what was asked."""
    spans: tuple[Span, ...]
    recent: bool
    """Whether it says that it began only days ago."""
    hedged: bool
    unsure: bool
    mixed: bool
    doubled: bool
    """Two negations that make a strong yes."""
    past: bool
    present: bool
    limited: bool
    """Whether it says that it was no more than that, or that all was well at other times."""
    reopens: bool
    """Whether it leaves something standing of what was denied ("only when I drink", 才怪)."""
    unsafe: bool
    """It says that the person is not safe, or will not come through."""
    turned: bool
    """Whether it turns against what was said before it ("but", 其实)."""
    short: bool
    aside: bool


def clauses(text: str, lexicon: Lexicon, cues: Cues | None) -> list[Clause]:
    """Every clause of an answer with its signs. Left out: those without a letter, and words about
    the talk itself, unless there are no others."""
    language = language_of_answer(text)
    found: list[Clause] = []
    at, turned, sentence = 0, False, 0
    for cut in [*_CUT.finditer(text), None]:
        piece = text[at : cut.start() if cut else len(text)]
        raw = piece.strip(_EDGES)
        if any(map(str.isalnum, raw)):
            start = at + piece.index(raw)
            signs = _clause(raw, start, lexicon, language, cues)
            found.append(replace(signs, sentence=sentence, turned=signs.turned or turned))
            turned = False
        sentence += cut is not None and _FULL_STOP.search(cut[0]) is not None
        turned |= cut is not None and _TURN.search(cut[0].lower()) is not None
        at = cut.end() if cut else at
    return [c for c in found if not c.aside] or found


def _clause(
    raw: str, start: int, lexicon: Lexicon, language: Language, cues: Cues | None
) -> Clause:
    words = lexicon.in_(language)
    plain = low(raw)
    bare = _bare(plain, words)
    of_others = words.finds("others", plain) is not None and not words.finds("own", plain)
    how_often = None if of_others else often(plain, words)
    untimed = plain
    if how_often is not None:  # "a few days a week" is no length of time
        untimed = plain[: how_often.start] + " \u241f " + plain[how_often.end :]
    said = Cued() if of_others else cued(plain, words, language, cues)
    strong = words.finds("doubles_yes", plain) is not None
    open_ = words.finds("doubles_hedge", plain) is not None
    doubt = plain[: said.start] + " " + plain[said.end :]  # "I might" is an answer to "may it be?"
    complaint = words.finds("complaints", plain) is not None
    return Clause(
        raw=raw,
        start=start,
        sentence=0,
        head=Status.YES if strong else None if open_ else _head(plain, bare, words, said),
        soft=words.finds("soft", plain) is not None,
        cue=None if strong or open_ else said.status,
        both=said.both or open_,
        named=_named(plain, language, cues),
        back=words.finds("points_back", plain) is not None,
        well=words.finds("well", words.without("not_well", plain)) is not None and not of_others,
        ill=complaint or words.finds("ill", plain) is not None,
        denies=words.finds("denials", bare) is not None
        and not complaint
        and not open_
        and (how_often is None or how_often.share == 0.0),
        often=how_often,
        alone=how_often is not None and not any(map(str.isalnum, words.without("around", untimed))),
        spans=spans(untimed, language),
        recent=words.finds("recent", plain) is not None,
        hedged=open_ or _anywhere(lexicon, "hedges", doubt),
        unsure=not open_ and _anywhere(lexicon, "unsure", doubt),
        mixed=_anywhere(lexicon, "mixed", plain),
        doubled=strong,
        past=words.finds("past", plain) is not None,
        present=words.finds("present", plain) is not None,
        limited=words.finds("limits", plain) is not None,
        reopens=words.finds("reopens", plain) is not None,
        unsafe=words.finds("unsafe", plain) is not None,
        turned=words.finds("turns", plain) is not None,
        short=len(raw) <= _SHORT[language],
        aside=words.finds("asides", plain) is not None,
    )


def _bare(plain: str, words: Words) -> str:
    """Without the fillers at its beginning."""
    bare = plain
    while len(shorter := words.without("fillers", bare).replace("\u241f", "").strip()) < len(bare):
        bare = shorter
    return bare or plain


def _anywhere(lexicon: Lexicon, name: str, plain: str) -> bool:
    """In any language: people mix them, and a doubt counts in each."""
    return any(lexicon.in_(each).finds(name, plain) for each in Language)


def _head(plain: str, bare: str, words: Words, said: Cued) -> Status | None:
    if said.end and said.start - (len(plain) - len(bare)) <= 0:
        return None  # "no energy at all" begins with no, and says yes
    if words.finds("no", bare):
        return Status.NO
    return Status.YES if words.finds("yes", bare) else None


def _named(plain: str, language: Language, cues: Cues | None) -> bool:
    if cues is None:
        return False
    return any(compiled(one).search(plain) for one in cues.about.in_(language))
