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
        ("昨天做了人工流产", ZH, None),
        ("人工授精失败了", ZH, None),
        ("我想转人工", ZH, Wish.PERSON),
        ("有人工客服吗", ZH, Wish.PERSON),
        ("I don't feel like a human being any more", EN, None),
        ("I want to talk to a human being", EN, Wish.PERSON),
        ("are you a real person", EN, Wish.ABOUT),
        ("am I talking to a human", EN, Wish.ABOUT),
        ("are you AI", EN, Wish.ABOUT),
        ("你是真的人吗", ZH, Wish.ABOUT),
        ("你是真人还是AI", ZH, Wish.ABOUT),
        ("你是AI吗", ZH, Wish.ABOUT),
        ("跟我说话的是人还是机器", ZH, Wish.ABOUT),
        ("我像个机器人一样活着", ZH, None),
        ("他是人还是畜生", ZH, None),
        ("I'd like talking to a real person", EN, Wish.PERSON),
        ("氟西汀可以和酒一起吃吗", ZH, Wish.MEDICATION),
        ("阿普唑仑吃多少合适", ZH, Wish.MEDICATION),
        ("我想把药停了", ZH, Wish.MEDICATION),
        ("我不吃药了", ZH, Wish.MEDICATION),
        ("should I take more lithium?", EN, Wish.MEDICATION),
        ("I stopped taking my antidepressants", EN, Wish.MEDICATION),
        ("is it ok to double my Lexapro", EN, Wish.MEDICATION),
        ("whatever I do he hits me", EN, None),
        ("I can't say no to him", EN, None),
        ("不知道他什么时候又打我", ZH, None),
        ("it doesn't make sense that she died", EN, None),
        ("不同意离婚他就打我", ZH, None),
        ("他骂我是不是有病", ZH, None),
        ("你说我是不是有病", ZH, Wish.DIAGNOSIS),
        ("我不同意", ZH, Wish.DISAGREE),
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
