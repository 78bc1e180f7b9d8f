"""Reads one text for danger: cues, what takes them back, whom and when they speak of. Pure.

text in normal form -> which cues could match at all, in most texts none -> without figures of
speech -> sentences -> cues in each sentence, each taken back by a negation that reaches it, or
framed as somebody's work or a word, softened if it speaks of someone else or of long ago.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kernel.events import Language
from kernel.verdicts import Risk
from safety.crisis.book import Book, Cue, Shield
from safety.crisis.firstlook import FirstLook
from safety.crisis.normal import tight

_CLAUSE = re.compile(
    r"[。！？!?;；\n]+|\.(?=\s|$)|,|，|、|：|\b(?:but|because|although|though|however)\b|但是|可是|不过|然而|因为"
)
_SENTENCE = re.compile(r"[。！？!?;；\n]+|\.(?=\s|$)")
_HAN = re.compile("[\u3400-\u9fff]")
_FIRST_PERSON = re.compile(r"\b(i|i'm|i'd|i'll|i've|me|my|mine|myself)\b|我|咱|俺|本人|自己")
_KIN = "朋友|同学|室友|妈|爸|女儿|儿子|孩子|老公|老婆"
_I_BEFORE = re.compile(
    r"\b(i|i'm|i'd|i'll|i've|my ?self)\b|(?<!跟)(?<!对)(?<!给)我(?!的?(" + _KIN + "))"
)
_NO_AT_FIRST = re.compile(
    r"(?:^|(?<=[。！？!?\n]))\s*(?:(?:没有?的?|不是?|不会|没有过|冇)(?:啊|呀|的)?[,，。.!、]+\s*){1,3}"
)
"""Answers what was asked, and must not run into the words after it: "no. I want to live"."""
AROUND = 160
"""Characters each side of a cue that are read for what takes it back: long texts stay linear."""
CLOSE = {Language.EN: 60, Language.ZH: 24}
"""... and that are read for what it must not stand with: "exam" takes nothing back from afar."""

_ORDER = (Risk.LOW, Risk.MODERATE, Risk.HIGH)


@dataclass(frozen=True, slots=True)
class Sign:
    """A cue that holds. `words` is the stretch that it matched, in normal form."""

    cue: str
    labels: tuple[str, ...]
    risk: Risk
    words: str


def signs(
    book: Book, look: FirstLook[Cue], plain: str, *, in_context: Callable[[], bool]
) -> tuple[Sign, ...]:
    """Every cue of `look` that holds in a text. `in_context`: is the talk already about dying?"""
    found: dict[str, Sign] = {}
    forms = tuple(dict.fromkeys((plain, tight(_NO_AT_FIRST.sub("", plain)))))
    has_han = _HAN.search(plain) is not None
    cues = [
        cue
        for cue in look.may_match(*forms)
        if (cue.needs != "context" or in_context()) and (has_han or cue.language is not Language.ZH)
    ]
    if not cues:
        return ()
    for form in forms:
        bare = _without(form, book.figures.may_match(form))
        for start, end in _spans(bare):
            for sign in _in_sentence(book, cues, bare, start, end):
                found.setdefault(sign.cue, sign)
    return tuple(found.values())


def in_topic(
    book: Book, found: tuple[Sign, ...], plain: str, talk: str, bot: str
) -> tuple[Sign, ...]:
    """The signs that hold although `talk`, in normal form, is about a play or a wasps' nest, or the
    bot's last words were the end of the talk."""
    muted: set[str] = set()
    for topic in book.topics:
        if topic.others and _FIRST_PERSON.search(plain):
            continue
        if topic.whole is not None and not topic.whole.search(plain):
            continue
        if topic.regex.search(bot if topic.bot else talk):
            muted |= topic.mutes
    return tuple(sign for sign in found if sign.cue not in muted)


def worst(found: Iterable[Sign]) -> Risk:
    return max((sign.risk for sign in found), key=_ORDER.index)


def _spans(text: str) -> Iterable[tuple[int, int]]:
    """Where the sentences of a text begin and end."""
    start = 0
    for match in _SENTENCE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _in_sentence(
    book: Book, cues: Sequence[Cue], text: str, start: int, end: int
) -> Iterable[Sign]:
    sentence = text[start:end]
    has_first_person = _FIRST_PERSON.search(sentence) is not None
    for cue in cues:
        if cue.needs == "first_person" and not has_first_person:
            continue
        for match in cue.regex.finditer(sentence):
            near = text[max(0, start + match.start() - AROUND) : start + match.end() + AROUND]
            reach = CLOSE[cue.language]
            close = text[max(0, start + match.start() - reach) : start + match.end() + reach]
            before = sentence[max(0, match.start() - AROUND) : match.start()]
            after = text[start + match.end() : start + match.end() + AROUND]
            if _holds(book, cue, before, after, near, close):
                yield _sign(book, cue, match[0], before, sentence)
                break


def _holds(book: Book, cue: Cue, before: str, after: str, near: str, close: str) -> bool:
    """Whether nothing around a match takes it back and all that it needs is there."""
    if not all(pattern.search(near) for pattern in cue.also):
        return False
    if cue.unless is not None and cue.unless.search(close):
        return False
    if cue.negatable and _denied(book, before, after):
        return False
    after = _SENTENCE.split(after, maxsplit=1)[0]
    return not _framed(book, before, after) or _any(book.shields["own"], near)


def _sign(book: Book, cue: Cue, words: str, before: str, sentence: str) -> Sign:
    labels, risk = [cue.label], cue.risk
    if cue.label != "threatened" and _of_another(book, cue, before, words):
        labels.append("third_person")  # type: ignore[arg-type]
        risk = min(risk, Risk.MODERATE, key=_ORDER.index)
        if _any(book.shields["completed"], sentence):
            labels.append("bereaved")  # type: ignore[arg-type]
            risk = Risk.LOW
    if _any(book.shields["past"], sentence) and not _any(book.shields["present"], sentence):
        labels.append("past")  # type: ignore[arg-type]
        risk = Risk.LOW
    return Sign(cue.id, tuple(labels), risk, words)


def _denied(book: Book, before: str, after: str) -> bool:
    """Whether a negation in the cue's own clause reaches it, or what follows says it is not so."""
    clause = _without(_CLAUSE.split(before)[-1], book.shields["false_negation"])
    denied = _any(book.shields["negation"], clause) or _any(book.shields["denied_after"], after)
    return denied and not _any(book.shields["reversal"], after)


def _framed(book: Book, before: str, after: str) -> bool:
    return _any(book.shields["framing"], before) or _any(book.shields["framing_after"], after)


def _of_another(book: Book, cue: Cue, before: str, words: str) -> bool:
    """Whether the last one spoken of up to the cue is not the person.

    "My husband left me and I want to die" speaks of oneself: the cue itself begins with "I". Whom a
    cue of harm to others names is the one who may be harmed.
    """
    if re.search(r"\b(him|her|them)sel(f|ves)\b", words):
        return True
    if _I_BEFORE.match(words):
        return False
    if cue.label != "harm_to_others" and not _FIRST_PERSON.search(words):
        before += words
    thirds = [
        m.end() for shield in book.shields["third_person"] for m in shield.regex.finditer(before)
    ]
    if not thirds:
        return False
    firsts = [m.start() for m in _I_BEFORE.finditer(before)]
    return not firsts or max(thirds) > max(firsts)


def _any(shields: Sequence[Shield], text: str) -> bool:
    return any(shield.regex.search(text) for shield in shields)


def _without(text: str, shields: Sequence[Shield]) -> str:
    """The text with every match blanked, so that nothing around it moves together."""
    for shield in shields:
        text = shield.regex.sub(lambda match: "\u241f" * min(len(match[0]), 3), text)
    return text
