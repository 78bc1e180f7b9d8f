"""What a person's words say to the front desk: an answer, an age, a wish, a request."""

import re
from dataclasses import dataclass
from typing import Literal

from policies.frontdesk.book import Age, Book
from policies.words.normal import plain
from policies.words.numerals import number

OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Everything may be empty: then nothing was understood."""

    answer: Literal["", "yes", "no"] = ""
    age: int | None = None
    """In years."""
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
    request = next((name for name, heard in hearing.requests.items() if heard.fits(text)), "")
    wish = ""
    if not request:
        wish = next((name for name, heard in hearing.wishes.items() if heard.fits(text)), "")
    age = age_in(hearing.age, text, alone=asking == "adult")
    answer: Literal["", "yes", "no"] = ""
    if not request and age is None:
        if hearing.no.fits(text):
            answer = "no"
        elif hearing.yes.fits(text):
            answer = "yes"
    if asking == "safe" and answer == "no" and not hearing.safe.fits(text):
        answer = ""  # "not really", "nobody would care": not enough to take somebody for safe
    return Understood(
        answer=answer,
        age=age,
        wish="" if answer == "no" and asking == "wish" else wish,
        request=request,
        greeting=hearing.greet.fits(text),
    )


def age_in(age: Age, text: str, *, alone: bool) -> int | None:
    """How old somebody says they are, in years; `alone` takes a number without a unit too."""
    words = _with_digits(age, plain(text))
    if re.search(age.others, words) is not None:
        return None
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
