"""What words show: cues, answers, numbers and a model's marks, each with a quote that was said."""

from typing import Any

import pytest

from kernel.events import Language
from policies.restructuring.course import open_targets
from policies.restructuring.judge import Answer, Finding, Judgement, judge, judged_by_rules
from policies.restructuring.marking import judge_messages, pattern_messages
from policies.restructuring.place import Place
from policies.restructuring.quotes import bare_thought, beginning, quotable
from tests.policies.counselling.talking import FakeModel
from tests.policies.restructuring.talking import BOOK, EN, ZH


def targets(step: str) -> Any:
    return open_targets(BOOK, Place(step=step, channel=1))


def rules(step: str, text: str, asking: str = "", language: Language = EN) -> Judgement:
    answer = Answer(text=text, language=language, asking=asking)
    return judged_by_rules(BOOK, targets(step), answer)


def shown(judgement: Judgement) -> dict[str, str | int]:
    return {finding.target: finding.value for finding in judgement.findings}


@pytest.mark.parametrize(
    ("step", "text", "asking", "value"),
    [
        ("defense", "85", "before", {"before": 85}),
        ("defense", "very much", "before", {}),
        ("defense", "85", "for", {}),  # a number that nobody asked for is no answer
        ("defense", "My boss sighed twice.", "for", {"for": "My boss sighed twice"}),
        ("defense", "I just feel it all the time", "for", {}),
        ("defense", "There is none.", "for", {"for": "There is none"}),
        ("prosecution", "Nothing really", "against", {"against": "Nothing really"}),
        ("prosecution", "What would you say?", "against", {}),
        ("prosecution", "no", "against", {}),
        ("verdict", "It was one bad day, and I know more than that.", "balanced",
         {"balanced": "It was one bad day, and I know more than that"}),
        ("automatic_thoughts", "I keep thinking that they will laugh.", "situation",
         {"thought": "they will laugh"}),
    ],
)  # fmt: skip
def test_rules(step: str, text: str, asking: str, value: dict[str, str | int]) -> None:
    assert shown(rules(step, text, asking)) == value


@pytest.mark.parametrize(
    ("text", "language"),
    [("No one ever helped me", EN), ("They never helped me", EN), ("从来没人帮过我", ZH)],
)
def test_a_denial_is_no_fact_against_the_thought(text: str, language: Language) -> None:
    judgement = rules("prosecution", text, "against", language)
    assert shown(judgement) == {} and judgement.refused == "against"


def test_an_opinion_where_a_fact_was_asked_for_is_noticed() -> None:
    assert rules("defense", "我就是觉得自己不行", "for", ZH).refused == "for"
    assert rules("defense", "领导没回我的消息", "for", ZH).refused == ""


@pytest.mark.parametrize("step", ["prosecution", "verdict"])
def test_how_far_it_is_believed_is_no_fact(step: str) -> None:
    asked = {"prosecution": "against", "verdict": "balanced"}[step]
    assert shown(rules(step, "现在信三十五", asked, ZH)) == {}
    assert shown(rules("verdict", "现在信三十五", "after", ZH)) == {"after": 35}


def test_a_fact_is_kept_without_the_but_that_ties_it() -> None:
    found = rules("prosecution", "不过前面四门我都过了。", "against", ZH)
    assert shown(found) == {"against": "前面四门我都过了"}
    assert found.findings[0].quote == "不过前面四门我都过了", "evidence stays as it was said"
    assert shown(rules("prosecution", "But she called me on Monday.", "against")) == {
        "against": "she called me on Monday"
    }


def test_one_quote_proves_one_target() -> None:
    both = rules("automatic_thoughts", "On Monday I thought they all hate me.", "situation")
    assert len(both.findings) == 1
    apart = rules("automatic_thoughts", "It was on Monday. I thought they all hate me.")
    assert shown(apart) == {"situation": "It was on Monday", "thought": "they all hate me"}
    assert apart.findings[-1].quote == "I thought they all hate me"


def test_long_words_are_quoted_from_their_beginning_and_short_ones_as_they_are() -> None:
    endless = "word " * 200
    quote = beginning(endless, EN)
    assert endless.startswith(quote) and 60 < len(quote) <= 90
    assert beginning("很长" * 90, ZH) == "很长" * 14
    assert quotable("短。今天开会我忘了词，很丢脸。", 44, ZH) == ["今天开会我忘了词，很丢脸"]
    assert quotable("今天开会我忘了词，心里特别丢脸。", 10, ZH) == [
        "今天开会我忘了词",
        "心里特别丢脸",
    ]


@pytest.mark.parametrize(
    ("words", "bare", "language"),
    [
        ("I thought that they all hate me", "they all hate me", EN),
        ("But I keep thinking I'm a fraud", "I'm a fraud", EN),
        ("It means I'm a fraud", "I'm a fraud", EN),
        ("I think so", "I think so", EN),
        ("I still feel guilty about it", "I still feel guilty about it", EN),
        ("I feel like they all hate me", "they all hate me", EN),
        ("我就想，大家都看出来了", "大家都看出来了", ZH),
        ("说明我就是不够好", "我就是不够好", ZH),
        ("我觉得", "我觉得", ZH),
        ("我想不明白他", "我想不明白他", ZH),
    ],
)
def test_a_thought_is_kept_without_what_leads_into_it(
    words: str, bare: str, language: Language
) -> None:
    assert bare_thought(BOOK, words, language) == bare
    assert bare in words


async def test_a_models_marks_count_only_with_words_that_were_said() -> None:
    text = "My neighbour moved away. I was alone on the stairs."
    marks = [{"target": "for", "words": "My neighbour moved away"},
             {"target": "against", "words": "I was alone on the stairs"}]  # fmt: skip
    answer = Answer(text=text, language=EN, asking="before", question="What?")
    model = FakeModel("", {"evidence": marks})
    judgement = await judge(model, BOOK, targets("defense"), answer)
    assert judgement.findings == (
        Finding(target="for", value=marks[0]["words"], quote=marks[0]["words"], by="fake"),
    )
    assert text in model.judged[0].messages[-1].text
    made_up = FakeModel("", {"evidence": [{"target": "for", "words": "He hates all of us"}]})
    assert (await judge(made_up, BOOK, targets("defense"), answer)).findings == ()


@pytest.mark.parametrize("rubbish", [None, {}, [], "for", {"evidence": "all"}])
async def test_rules_answer_for_a_model_that_cannot(rubbish: Any) -> None:
    text = "He said the report was late."
    answer = Answer(text=text, language=EN, asking="for")
    judgement = await judge(FakeModel("", rubbish), BOOK, targets("defense"), answer)
    assert shown(judgement) == {"for": text.rstrip(".")}


@pytest.mark.parametrize("language", [EN, ZH])
def test_prompts_for_marking_hold_the_targets_and_the_words(language: Language) -> None:
    wanted = BOOK.step("prosecution").targets
    messages = judge_messages(BOOK, wanted, "Q" * 900, "W" * 9000, language)
    assert all(target.seen_when.in_(language) in messages[0].text for target in wanted)
    assert len(messages[1].text) < 2500
    messages = pattern_messages(BOOK, ["words of mine"], language)
    assert all(each.name.in_(language) in messages[0].text for each in BOOK.distortions)
    assert messages[1].text == "words of mine"
