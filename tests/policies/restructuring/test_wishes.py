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
        ("I want to stop drinking", EN, None),
        ("I want to stop crying all the time", EN, None),
        ("I want to stop my medication", EN, Wish.MEDICATION),
        ("I have to go home to him tonight and I'm scared", EN, None),
        ("不想继续这段婚姻了", ZH, None),
        ("我不想继续上班了", ZH, None),
        ("我得走了，再不走会被打死", ZH, None),
        ("我得走了", ZH, Wish.END),
        ("不想继续了", ZH, Wish.END),
        ("I want to stop now", EN, Wish.END),
        ("I have to go now", EN, Wish.END),
        ("I never got to tell her goodbye", EN, None),
        ("I haven't had a good night's sleep in months", EN, None),
        ("我没跟奶奶说再见", ZH, None),
        ("我连再见都没来得及说", ZH, None),
        ("My mum told me to take care of my brothers", EN, None),
        ("good night, take care of yourself", EN, Wish.FAREWELL),
        ("okay, he hit me again", EN, None),
        ("thanks for nothing", EN, None),
        ("孩子没了", ZH, None),
        ("好的，可他又打我了", ZH, None),
    ],
)
def test_wishes(text: str, language: Language, wish: Wish | None) -> None:
    assert next((each.id for each in BOOK.wishes if wants(each, text, language)), None) is wish
