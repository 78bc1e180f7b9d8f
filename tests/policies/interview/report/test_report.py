"""The report: from the log alone, every quote at its message, nothing of it can break the page."""

import json
import re

import pytest

from kernel.events import Language
from policies.interview.diagnosis import Met, Screen
from policies.interview.report.document import Report, build
from policies.interview.report.labels import load_labels
from policies.interview.report.markdown import markdown, when
from policies.interview.report.page import page
from tests.policies.interview.talking import BOOK, Room, interview, say_all

LABELS = load_labels()
EPISODE = frozenset(
    f"depression.{node}"
    for node in (
        *("mood_now", "interest_now", "sleep_now", "energy_now", "focus_now", "impairment_now"),
    )
)
EVIL = "Yes, every day. <script>alert('x')</script> | a_b*c* [x](http://e.example)"


async def reported(room: Room) -> Report:
    return build(BOOK, room.talk.id, room.log, room.talk.language, LABELS)


@pytest.mark.parametrize("language", list(Language))
async def test_every_quote_stands_in_the_message_it_names(language: Language) -> None:
    room = Room(language)
    await interview(room, EPISODE)
    report = await reported(room)
    said = {e.event.message_id: e.event.text for e in room.log if e.event.kind == "user_spoke"}
    quoted = 0
    for module in report.modules:
        for criterion in module.criteria:
            for witness in criterion.evidence:
                if witness.quote:
                    quoted += 1
                    assert witness.quote in said[witness.turn]
                    assert witness.turn in witness.turns
                if criterion.status is Met.MET and witness.status == "yes" and witness.question:
                    assert witness.quote
    assert quoted > 20
    current = report.modules[0].outcomes[0]
    assert (current.screen, report.complete, report.safety) == (Screen.POSITIVE, True, ())
    assert report.modules[0].way[0].node == "mood_now"


@pytest.mark.parametrize("language", list(Language))
async def test_it_says_what_it_is_in_every_form(language: Language) -> None:
    room = Room(language)
    await interview(room, EPISODE)
    report = await reported(room)
    notice = LABELS.notice.in_(language)
    assert json.loads(report.model_dump_json())["notice"] == notice
    for text in (markdown(report, LABELS), page(report, LABELS)):
        assert notice in text
        assert LABELS.screen["positive"].in_(language) in text
        assert "of 9 yes" not in text if language is Language.ZH else True
        assert "$" not in text


async def test_danger_and_refusals_are_told() -> None:
    room = Room()
    await interview(
        room,
        frozenset({"suicidality.wish"}),
        {"depression.mood_now": "I'd rather not say"},
    )
    report = await reported(room)
    (event,) = report.safety
    assert event.words == "Yes."
    assert report.modules[1].level == "low"
    assert report.modules[1].points == 1
    assert report.declined == (BOOK.tree("depression").question("mood_now").ask.en,)
    assert "“Yes.”" in markdown(report, LABELS)


async def test_what_a_person_writes_cannot_break_the_page() -> None:
    room = Room()
    await say_all(room, "ok", EVIL)
    report = await reported(room)
    html, text = page(report, LABELS), markdown(report, LABELS)
    assert "<script" not in html
    assert "&lt;script&gt;" in html or "script" not in html
    for line in text.splitlines():
        if line.startswith("| Low mood most"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 6
    assert not report.complete
    assert LABELS.words["incomplete"].en in html


def test_nothing_at_all_is_a_report_too() -> None:
    report = build(BOOK, Room().talk.id, [], Language.EN, LABELS)
    assert page(report, LABELS) and markdown(report, LABELS)
    assert when(0) == "1970-01-01 00:00"
