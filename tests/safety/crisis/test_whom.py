"""Whom the words of a crisis are for: the person, somebody else, a person who is threatened."""

import pytest

from kernel.events import Language, Side
from kernel.ids import ConversationId
from kernel.records import Content
from kernel.state import Conversation, Crisis
from kernel.verdicts import Allow, Escalate
from safety.crisis.book import load_book
from safety.crisis.guard import CrisisGuard
from safety.crisis.protocol import Protocol

GUARD, PROTOCOL = CrisisGuard.load(), Protocol.load()
WORDS = PROTOCOL._words.crisis
THREATENED = [
    example
    for cue in load_book().cues.items
    if cue.label == "threatened"
    for example in cue.matches
]


async def whom(text: str) -> str:
    """Whose words would be said: a part of `protocol.yaml`, or nobody's."""
    verdict = await GUARD.review(
        Side.USER, Content(text=text), Conversation(id=ConversationId("whom"))
    )
    if isinstance(verdict, Allow):
        return "nobody"
    assert isinstance(verdict, Escalate)
    said = PROTOCOL._crisis(Crisis(verdict.risk, verdict.labels))
    if said == WORDS.bereaved:
        return "bereaved"
    parts = ("self", "other", "third", "threatened")
    return next(part for part in parts if said == getattr(getattr(WORDS, part), verdict.risk))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("my husband left me and I want to die", "self"),
        ("he raped me and I want to die", "self"),
        ("My brother killed himself last year and now I want to die too", "self"),
        ("老公出轨了，我不想活了", "self"),
        ("我妈走了，我也不想活了", "self"),
        ("My friend wants to kill herself", "third"),
        ("my daughter is cutting herself", "third"),
        ("我朋友说她想自杀", "third"),
        ("我姐姐自杀了，正在抢救", "third"),
        ("my friend tried to kill himself last week", "third"),
        ("My son killed himself", "bereaved"),
        ("I lost my brother to suicide", "bereaved"),
        ("我儿子上个月跳楼走了", "bereaved"),
        ("我弟弟去年自杀了", "bereaved"),
        ("he choked me until I passed out", "threatened"),
        ("My husband says he will kill me if I leave", "threatened"),
        ("He has a gun and says he will use it if I leave", "threatened"),
        ("I'm afraid he will kill me", "threatened"),
        ("我爸说要打死我", "threatened"),
        ("我被性侵了", "threatened"),
        ("我得走了，再不走会被打死", "threatened"),
        ("I'm scared I'll hurt the baby", "other"),
        ("我摇晃了宝宝，他现在不动了", "other"),
        ("我朋友很好，我今天去看他了", "nobody"),
        ("my mom is going to kill me", "nobody"),
        ("my mum says she'll kill me if I'm late home", "nobody"),
        ("I think I'm going to die when I have a panic attack", "nobody"),
        ("he beat me at chess", "nobody"),
        ("he never hits me", "nobody"),
        ("我妈知道了会打死我", "nobody"),
        ("男的被强奸也构成犯罪", "nobody"),
    ],
)
async def test_whose_words_are_said(text: str, part: str) -> None:
    assert await whom(text) == part


@pytest.mark.parametrize("text", THREATENED)
async def test_nobody_who_is_threatened_is_sent_to_the_one_who_threatens(text: str) -> None:
    assert await whom(text) == "threatened"


@pytest.mark.parametrize(
    ("language", "first", "before", "but"),
    [
        (
            Language.EN,
            ("I ", "I'm", "I've", "I'd"),
            "my husband left me and ",
            ["I'm afraid she'll do something stupid"],
        ),
        (
            Language.ZH,
            ("我",),
            "老公出轨了，",
            ["我同阿媽講咗多謝佢養大我，聽日之後佢就唔使再擔心我"],
        ),
    ],
)
async def test_who_is_named_before_does_not_make_it_another_s_danger(
    language: Language, first: tuple[str, ...], before: str, but: list[str]
) -> None:
    """With every first-person example of the data. `but`: she is the one in danger; and one in
    Cantonese that is still taken so."""
    cues = [c for c in load_book().cues.items if c.language is language and c.label == "suicide"]
    own = [said for cue in cues for said in cue.matches if said.startswith(first)]
    assert len(own) > 20
    assert [said for said in own if await whom(before + said) == "third"] == but
