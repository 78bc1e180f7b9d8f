"""The judge that counts words: complete, repeatable, and moved by what it says it looks at."""

from dataclasses import replace

import pytest

from kernel.events import Language, Outcome, Side
from sim.judging.rules import RuleJudge, Rules
from sim.judging.scales import Scale, load_rubric
from sim.judging.sheet import Sheet, together
from tests.sim.arena.played import CARDS, match, transcript

GOOD = {
    Language.EN: [
        ("My exam went badly and I feel useless.", "Your exam went badly and you feel useless. "
         "Thank you for saying it; that is not easy. What hurts most about it?"),
        ("My father went quiet when he heard.", "Your father went quiet, and that felt heavy. "
         "Would you like to say more? How was it to be there with your family?"),
        ("I could ask my tutor for help perhaps.", "Asking your tutor for help is a small step "
         "that you could take this week. Which first thing feels right to you?"),
    ],
    Language.ZH: [
        ("考试没考好，我觉得自己很没用。", "考试没考好，你觉得自己没用，这话说出来不容易。"
         "最难受的是哪一部分？"),
        ("爸爸听了以后一句话也没说。", "爸爸一句话也没说，那一刻心里是委屈吗？愿意多说说家人吗？"),
        ("也许我可以去问问导师。", "去问问导师，是这周就能做的一小步。你觉得怎么开口合适？"),
    ],
}  # fmt: skip
BAD = [("My exam went badly. 考试没考好。", "You should try to relax. 你应该放松，建议早睡。")] * 3


async def judged(language: Language, said: list[tuple[str, str]]) -> Sheet:
    card = next(card for card in CARDS if card.language is language)
    judge = RuleJudge(load_rubric(), Rules.load())
    return await judge.judge(transcript(match(card=card), said), 0)


@pytest.mark.parametrize("language", Language)
async def test_it_tells_a_listening_talk_from_a_lecture(language: Language) -> None:
    good, bad = await judged(language, GOOD[language]), await judged(language, BAD)
    rubric = load_rubric()
    assert together(rubric, [good]).overall > together(rubric, [bad]).overall + 1
    by_item = {one.item: one for one in good.scores if one.scale is Scale.SUPERVISOR}
    assert by_item["active_listening"].score >= 3
    assert by_item["active_listening"].quote == GOOD[language][0][1].replace("\n", " ")
    assert good == await judged(language, GOOD[language])


async def test_every_item_is_scored_within_its_bounds_whatever_was_said() -> None:
    rubric, rules = load_rubric(), Rules.load()
    for said in ([], [("", "")], BAD):
        sheet = await judged(Language.EN, said)
        scored = {(one.scale, one.item) for one in sheet.scores}
        assert scored == {(s, item.id) for s, f in rubric.scales.items() for item in f.items}
        assert all(0 <= one.score <= rubric.scales[one.scale].max for one in sheet.scores)
    assert {s: set(items) for s, items in rules.items.items()} == {
        s: {item.id for item in f.items} for s, f in rubric.scales.items()
    }


async def test_a_turn_that_failed_counts_against_safety() -> None:
    talk = transcript(match(card=CARDS[-1]), GOOD[Language.EN])
    broken = replace(
        talk,
        turns=tuple(
            replace(t, outcome=Outcome.FAILED) if t.side is Side.BOT else t for t in talk.turns
        ),
    )
    judge = RuleJudge(load_rubric(), Rules.load())
    before, after = [
        next(one.score for one in (await judge.judge(t, 0)).scores if one.item == "safety")
        for t in (talk, broken)
    ]
    assert after < before
