"""Pages of a conversation: which turns, which switches, whose time."""

from datetime import UTC, timedelta, timezone

from channels.transcript.compose import tag
from channels.transcript.hand import clock, number, seen, zone_name
from channels.transcript.labels import Kind
from kernel.events import Language
from tests.channels.transcript.reading import reader, viewed
from tests.channels.transcript.restructuring import restructuring
from tests.channels.transcript.stories import many


def test_marks_are_numbered_where_there_are_several() -> None:
    rows = [row for section in viewed(restructuring(), reader()).sections for row in section.rows]
    marked = next(row for row in rows if row.marks)
    assert [(mark.n, mark.text) for mark in marked.marks] == [
        *((1, "restatement"), (2, "reflection of feelings"), (3, "question")),
    ]
    assert [piece.n for piece in marked.pieces] == [1, 2, 3]


def test_kinds_are_counted_for_their_switches() -> None:
    kinds = viewed(restructuring(), reader()).kinds
    assert kinds[Kind.OTHER] == 1
    assert kinds[Kind.FINDING] == 2
    assert kinds[Kind.SAFETY] == 2
    assert viewed(restructuring(), reader(bare=True)).kinds == {}


def test_a_page_that_there_is_not_is_the_nearest() -> None:
    log = many(150)
    assert (viewed(log, reader(), 0).page, viewed(log, reader(), 9).page) == (1, 2)
    assert viewed([], reader()).pages == 1


def test_times_are_of_the_readers_zone() -> None:
    china = timezone(timedelta(hours=8))
    assert clock(0, china) == "08:00:00"
    assert (zone_name(0, china), zone_name(0, UTC)) == ("UTC+08:00", "UTC")
    assert clock(10**30, UTC) == str(10**30)


def test_what_works_unseen_is_spelled_out() -> None:
    assert seen("a\u202eb\x00\ud800") == "a⟦U+202E⟧b⟦U+0000⟧⟦U+D800⟧"
    assert seen("家\n人\t👨\u200d👩") == "家\n人\t👨\u200d👩"


def test_numbers_are_short() -> None:
    assert [number(n) for n in (0.5, 1.0, 0.12345, 10**20, 1e300)] == [
        *("0.5", "1", "0.123", "100000000000000000000", "1e+300"),
    ]


def test_a_bot_is_called_by_its_title_where_there_is_one() -> None:
    log = restructuring()
    assert viewed(log, reader(titles={"restructuring": "Thoughts on trial"})).title.startswith("Th")
    assert viewed(log, reader()).title == "restructuring, transcript"
    assert (viewed(log, reader()).words_lang, tag(Language.EN)) == ("zh-CN", "en")
