"""What a person wants of the talk, and what only sounds like it, without a model."""

import pytest

from kernel.events import Language
from policies.restructuring.book import Wish
from policies.words.hearing import wants
from tests.policies.restructuring.talking import BOOK, EN, ZH
from tests.policies.wishes import HEARD


@pytest.mark.parametrize(
    ("text", "language", "wish"),
    [
        ("what's the point of this life", EN, None),
        ("what's the point of this?", EN, Wish.WHY),
        ("This makes me feel worse", EN, Wish.PAUSE),
        ("I don't want to do this any more", EN, Wish.PAUSE),
        ("我不想再做这个了，越做越难受", ZH, Wish.PAUSE),
        ("我不想再做这份工作了", ZH, None),
        ("不知道怎么说", ZH, Wish.UNSURE),
        *((text, language, id and Wish(id)) for text, language, id in HEARD),
    ],
)
def test_wishes(text: str, language: Language, wish: Wish | None) -> None:
    assert next((each.id for each in BOOK.wishes if wants(each, text, language)), None) is wish
