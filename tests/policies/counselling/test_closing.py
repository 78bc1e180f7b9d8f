"""The end of a talk: in the person's words, and nobody is cut off."""

import pytest

from kernel.events import Language
from policies.counselling.closing import summary
from policies.counselling.progress import Place
from policies.words.replies import Said
from tests.policies.counselling.talking import BOOK, Room, lines

EN, ZH = Language.EN, Language.ZH


async def test_whoever_wants_to_end_gets_a_summary_and_is_not_cut_off() -> None:
    room = Room()
    await room.say("I've been stressed because of my job lately.")
    answer = await room.say("Can we stop here?")
    assert "“I've been stressed because of my job lately”" in answer
    assert room.stages[-1] == "closing"
    assert not room.closed
    answer = await room.say("Actually, one more thing: my brother called me yesterday.")
    assert any(line in answer for line in lines(BOOK.closing.listening))
    assert not room.closed


async def test_the_talk_is_closed_only_once_the_person_has_said_goodbye_too() -> None:
    room = Room()
    await room.say("I've been stressed because of my job lately.")
    await room.say("bye")
    assert not room.closed
    await room.say("bye")
    assert room.closed


async def test_thanks_are_answered_by_a_goodbye_first() -> None:
    room = Room(ZH)
    await room.say("最近工作压力大，有点扛不住。")
    await room.say("今天先这样吧")
    answer = await room.say("好的，谢谢")
    assert any(line in answer for line in lines(BOOK.closing.goodbye))
    assert not room.closed
    answer = await room.say("嗯嗯")
    assert any(line in answer for line in lines(BOOK.closing.last))
    assert room.closed


def test_the_summary_recalls_what_matters_most_in_the_order_of_the_talk() -> None:
    names = [one.id for stage in BOOK.stages for one in stage.criteria]
    place = Place(stage="closing", quotes={name: f"words on {name}" for name in reversed(names)})
    told = summary(BOOK, place, EN, Said(Room().talk))
    recalled = [name for part in told[1:-1] for name in names if f"“words on {name}”" in part]
    assert len(recalled) == BOOK.closing.summary.most
    assert set(recalled) == set(BOOK.closing.summary.recall[: len(recalled)])
    assert recalled == sorted(recalled, key=names.index)


def test_a_talk_in_which_little_was_said_is_not_summed_up() -> None:
    told = summary(BOOK, Place(stage="closing"), ZH, Said(Room(ZH).talk))
    assert told[0] == BOOK.closing.summary.nothing.zh


async def test_words_on_the_way_out_are_in_the_summary_too() -> None:
    room = Room()
    for text in ("I've been stressed because of my job lately.", "What should I do?"):
        await room.say(text)
    await room.say("What should I do?")
    answer = await room.say("Tomorrow I'll call Ana. Let's stop here.")
    assert "“Tomorrow I'll call Ana”" in answer


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "He beats me when he drinks, and I cannot tell anyone."),
        (EN, "okay, he hit me again"),
        (ZH, "孩子没了"),
    ],
)
async def test_who_tells_something_after_the_goodbye_is_listened_to(
    language: Language, text: str
) -> None:
    room = Room(language)
    await room.say("I have to go now" if language is EN else "我得走了")
    await room.say("thanks" if language is EN else "谢谢")
    answer = await room.say(text)
    assert any(line in answer for line in lines(BOOK.closing.listening))
    assert not room.closed
