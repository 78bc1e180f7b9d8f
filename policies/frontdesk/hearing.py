"""What a person's words say to the front desk: an answer, an age, a wish, a request."""

import re
from dataclasses import dataclass
from typing import Literal

from policies.frontdesk.book import AGE, Age, Book, Hearing
from policies.words.normal import plain
from policies.words.numerals import number

OLDEST = 120

Answer = Literal["", "yes", "no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Everything may be empty: then nothing was understood."""

    answer: Answer = ""
    age: int | None = None
    """In years; the most that it can be where they only say that they are not that old yet."""
    wish: str = ""
    """The room that the person wants to go to."""
    request: str = ""
    """One of `REQUESTS`."""
    greeting: bool = False

    @property
    def nothing(self) -> bool:
        return self == Understood()


def understand(book: Book, text: str, *, asking: str) -> Understood:
    """What is said, in the light of what was `asking`: "consent", "adult", "safe", "wish"."""
    hearing = book.hearing
    if asking == "safe" and hearing.danger.fits(text):
        return Understood(answer="yes")  # whatever else they ask for can wait
    request = next((name for name, heard in hearing.requests.items() if heard.fits(text)), "")
    wish = ""
    if not request:
        wish = next((name for name, heard in hearing.wishes.items() if heard.fits(text)), "")
    age = age_in(hearing.age, text, alone=asking == "adult", adult=book.desk.adult)
    answer: Answer = ""
    unread = asking == "adult" and age is None and _numbered(hearing.age, text)
    if not request and age is None and not unread:
        answer = _answer(hearing, text, asking)
    return Understood(
        answer=answer,
        age=age,
        wish="" if answer == "no" and asking == "wish" else wish,
        request=request,
        greeting=hearing.greet.fits(text),
    )


def _answer(hearing: Hearing, text: str, asking: str) -> Answer:
    """A yes that is hedged, or asks something back, is not taken for one."""
    if asking == "safe":
        return _about_danger(hearing, text)
    opposed = not hearing.unopposed.fits(text)
    if opposed and hearing.no.fits(text):
        return "no"
    later = asking == "wish" and hearing.yes_later.fits(text)
    said = not opposed or later or hearing.yes.fits(text)
    return "yes" if said and not hearing.unless.fits(text) else ""


def _about_danger(hearing: Hearing, text: str) -> Answer:
    """The other way round: a hedged yes is one, and a hedged no is not."""
    if hearing.safe.fits(text):
        return "no"
    if hearing.no.fits(text) or hearing.unopposed.fits(text):
        return ""  # "not really", "nobody would care": not enough to take somebody for safe
    return "yes" if hearing.yes.fits(text) or hearing.yes_later.fits(text) else ""


def _numbered(age: Age, text: str) -> bool:
    """Whether there is a number: "under 30" is no no, and "yes, born 2012" no yes."""
    return re.search(rf"\d|{age.number}", _with_digits(age, plain(text))) is not None


def age_in(age: Age, text: str, *, alone: bool, adult: int) -> int | None:
    """How old somebody says they are, in years; `alone` takes a number without a unit too.

    None where they only say that they are younger than something above `adult`, or where their
    words say both that they are an adult and that they are not.
    """
    words = _with_digits(age, plain(text))
    for pattern in age.others:
        words = re.sub(pattern, " , ", words)
    below = [adult] if re.search(age.young, words) is not None else []

    def noted(found: re.Match[str]) -> str:
        said = number(found[1])
        below.extend(said[:1] if said else ())
        return " , "

    for pattern in age.below:
        words = re.sub(pattern.replace(AGE, age.number), noted, words)
    stated = _stated(age, words, alone=alone)
    least = min(below, default=OLDEST + 1)
    if least <= adult:
        if stated is None:
            return least - 1
        return stated if stated < adult else None
    if stated is None and not below and re.search(age.grown, words) is not None:
        return adult
    return stated


def _stated(age: Age, words: str, *, alone: bool) -> int | None:
    patterns = [age.zh, age.en, *((age.alone, age.zh_alone) if alone else ())]
    for pattern in patterns:
        if (found := re.search(pattern, words)) is not None:
            said = number(next(group for group in found.groups() if group))
            return said[0] if said and 0 < said[0] <= OLDEST else None
    return None


def _with_digits(age: Age, words: str) -> str:
    """English number words as digits: "twenty-one" becomes "21"."""
    units = {word: n for n, word in enumerate(age.words)}
    tens = {word: 10 * n for n, word in enumerate(age.tens, 2)}

    def compound(found: re.Match[str]) -> str:
        ten, unit = found[1], found[2]
        return str(tens[ten] + (units[unit] if unit else 0))

    small = "|".join(age.words[1:10])
    words = re.sub(rf"\b({'|'.join(tens)})(?:[\s-]({small})\b)?", compound, words)
    return re.sub(rf"\b({'|'.join(units)})\b", lambda found: str(units[found[1]]), words)
