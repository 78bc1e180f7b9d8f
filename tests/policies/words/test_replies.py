"""Lines of the book, chosen so that nothing is said twice without need."""

from kernel.events import BotSpoke, Language, Notice
from kernel.ids import MessageId
from kernel.state import Conversation, foresee
from policies.words.replies import Said, after_sentence, choose, join
from policies.words.texts import Line
from tests.fakes import opened

EN = Language.EN
PLAIN, OTHER = Line(zh="甲", en="Plain."), Line(zh="乙", en="Other.")
QUOTE = Line(zh="你说“$quote”。", en="You said “$quote”.")


def said(*texts: str, notice: Notice | None = None) -> Said:
    id, opening = opened()
    spoken = [BotSpoke(message_id=MessageId("b"), text=text, notice=notice) for text in texts]
    return Said(foresee(Conversation(id=id), [opening, *spoken], 0))


def test_the_first_that_fits_and_was_not_said() -> None:
    assert choose([PLAIN, OTHER], EN, said()) == "Plain."
    assert choose([PLAIN, OTHER], EN, said("Well. Plain.")) == "Other."
    assert choose([PLAIN, OTHER], EN, said("Plain.", "Other.")) == "Plain."
    assert choose([PLAIN, OTHER], EN, said("Plain.", notice=Notice.REMINDER)) == "Plain."


def test_a_line_whose_words_are_not_known_is_passed_over() -> None:
    assert choose([QUOTE, PLAIN], EN, said()) == "Plain."
    assert choose([QUOTE, PLAIN], EN, said(), {"quote": ""}) == "Plain."
    assert choose([QUOTE, PLAIN], Language.ZH, said(), {"quote": "$5 太贵"}) == "你说“$5 太贵”。"


def test_the_same_line_with_other_words_counts_as_said() -> None:
    assert choose([QUOTE, PLAIN], EN, said("You said “a”."), {"quote": "b"}) == "Plain."


def test_sentences_are_joined_as_the_language_wants() -> None:
    assert join(("甲。", "", "乙？"), Language.ZH) == "甲。乙？"
    assert join(("A.", "", "B?"), EN) == "A. B?"
    assert after_sentence("B?", EN) == " B?"
    assert after_sentence("乙？", Language.ZH) == "乙？"
    assert after_sentence("", EN) == ""
