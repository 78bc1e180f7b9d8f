"""From words of the restored text back to the text as it was written."""

from safety.chinese.guarding.places import masked, written_spans
from safety.chinese.restore import Restored, Undone
from safety.chinese.toxicity.lexicon import Hit


def hit(start: int, end: int) -> Hit:
    return Hit(start=start, end=end, word="x", kind="insult", target="anyone", strong=True)


def undone(start: int, end: int, before: str, after: str) -> Undone:
    return Undone(start=start, end=end, before=before, after=after, kind="py_full", cost=1.0)


def test_through_a_disguise_that_changes_the_length() -> None:
    text = "你这fei wu和女表子"
    restored = Restored(
        text="你这废物和婊子",
        undone=(undone(2, 8, "fei wu", "废物"), undone(9, 11, "女表", "婊")),
        cost=0.0,
    )
    spans = written_spans(restored, [hit(2, 4), hit(5, 7)])
    assert [text[start:end] for start, end in spans] == ["fei wu", "女表子"]
    assert masked(text, spans) == "你这＊＊＊＊＊＊和＊＊＊"


def test_without_a_disguise_and_with_neighbours() -> None:
    restored = Restored(text="你个贱人废物", undone=(), cost=0.0)
    assert written_spans(restored, [hit(2, 4), hit(4, 6)]) == ((2, 6),)
    assert written_spans(restored, []) == ()
    assert written_spans(restored, [hit(4, 99)]) == ((4, 6),)
    assert masked("abc", ()) == "abc"
