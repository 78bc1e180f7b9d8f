"""What the book hears without a model: wishes and criteria."""

import pytest

from kernel.events import Language
from policies.counselling.book import Wish
from policies.counselling.cues import meets, wish_of
from tests.policies.counselling.talking import BOOK
from tests.policies.wishes import HEARD

EN, ZH = Language.EN, Language.ZH


@pytest.mark.parametrize(
    ("text", "language", "wish"),
    [
        ("Can we stop here?", EN, Wish.END),
        ("I don’t want to talk anymore", EN, Wish.END),
        ("I have to go to work tomorrow", EN, None),
        (f"{'So we drove on and on. ' * 4}I want to stop here, I said to him.", EN, None),
        ("let's go back to what I said about mum", EN, Wish.BACK),
        ("I don't want to go back to work", EN, None),
        ("are you a real person or a bot?", EN, Wish.ABOUT),
        ("Is this private?", EN, Wish.ABOUT),
        ("can I talk to a human", EN, Wish.PERSON),
        ("Do I have depression?", EN, Wish.DIAGNOSIS),
        ("should I stop my medication", EN, Wish.MEDICATION),
        ("I nearly gave the wrong dose last month. A student caught it.", EN, None),
        ("My doctor gave the pills to me, should I stop?", EN, Wish.MEDICATION),
        ("I took the wrong dose, what now?", EN, Wish.MEDICATION),
        ("我上个月给错药了，没人发现", ZH, None),
        ("我是不是该换药", ZH, Wish.MEDICATION),
        ("Can we leave that one for now?", EN, Wish.SKIP),
        ("I'd rather not talk about it", EN, Wish.SKIP),
        ("I couldn't leave it, he said, can we leave town", EN, None),
        ("这个先不说了吧", ZH, Wish.SKIP),
        ("他不想提这件事", ZH, None),
        ("sorry, what do you mean?", EN, Wish.CONFUSED),
        ("he doesn't understand me", EN, None),
        ("No, that's not it.", EN, Wish.DISAGREE),
        ("what should i do", EN, Wish.ADVICE),
        ("Bye!", EN, Wish.FAREWELL),
        ("Thanks, that helps.", EN, Wish.CONTENT),
        ("maybe goodbyes are hard", EN, None),
        ("我不想聊了", ZH, Wish.END),
        ("我想回到前面那个话题", ZH, Wish.BACK),
        ("你是真人吗？", ZH, Wish.ABOUT),
        ("我想找真人聊聊", ZH, Wish.PERSON),
        ("我是不是抑郁症啊", ZH, Wish.DIAGNOSIS),
        ("我要不要吃药？", ZH, Wish.MEDICATION),
        ("没听懂，什么意思？", ZH, Wish.CONFUSED),
        ("不是这样的", ZH, Wish.DISAGREE),
        ("就先说说我累，不说他不对。", ZH, None),
        ("那我该怎么办？", ZH, Wish.ADVICE),
        ("不知道", ZH, Wish.UNSURE),
        ("再见", ZH, Wish.FAREWELL),
        ("好的，谢谢", ZH, Wish.CONTENT),
        ("我妈妈最近身体不太好", ZH, None),
        ("I don't know how long I can keep going", EN, None),
        ("Thank you, that's all", EN, Wish.CONTENT),
        ("He beats me, no more of that, okay", EN, None),
        *((text, language, id and Wish(id)) for text, language, id in HEARD),
    ],
)  # fmt: skip
def test_wishes(text: str, language: Language, wish: Wish | None) -> None:
    assert wish_of(text, BOOK, language) is wish


def test_criteria_are_met_by_their_cues_or_by_a_feeling() -> None:
    criteria = {one.id: one for stage in BOOK.stages for one in stage.criteria}
    assert meets(criteria["topic"], "My boss again", BOOK, EN)
    assert not meets(criteria["topic"], "Hello there", BOOK, EN)
    assert meets(criteria["feeling"], "心里挺委屈的", BOOK, ZH)
    assert not meets(criteria["feeling"], "I went home", BOOK, EN)
