"""What a person wants of the talk, and what only sounds like it, without a model."""

import pytest

from kernel.events import Language
from policies.restructuring.book import Wish
from policies.words.hearing import wants
from tests.policies.restructuring.talking import BOOK, EN, ZH


@pytest.mark.parametrize(
    ("text", "language", "wish"),
    [
        ("I don't know if I want to live", EN, None),
        ("I don't know why I'm still here", EN, None),
        ("不知道还能撑多久", ZH, None),
        ("我不知道怎么活", ZH, None),
        ("what's the point of this life", EN, None),
        ("what's the point of this?", EN, Wish.WHY),
        ("I don't know", EN, Wish.UNSURE),
        ("不知道怎么说", ZH, Wish.UNSURE),
    ],
)
def test_wishes(text: str, language: Language, wish: Wish | None) -> None:
    assert next((each.id for each in BOOK.wishes if wants(each, text, language)), None) is wish
