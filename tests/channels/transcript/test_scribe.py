"""What stands in the margin: what is gathered, what is grave, where it leads."""

from channels.transcript.labels import Kind
from channels.transcript.margin import Note, Places
from channels.transcript.model import Evidence, Source
from channels.transcript.scribe import Scribe
from channels.transcript.view import View
from kernel.events import Language, Remarked
from kernel.ids import MessageId
from kernel.records import Recorded
from kernel.verdicts import Allow, Block
from tests.channels.transcript.interview import interview
from tests.channels.transcript.reading import LABELS, reader, viewed
from tests.channels.transcript.restructuring import restructuring
from tests.channels.transcript.stories import Story, many


def notes(shown: View) -> list[Note]:
    return [note for section in shown.sections for row in section.rows for note in row.notes]


def test_guards_that_let_pass_are_one_quiet_note() -> None:
    story = Story("echo", Language.EN)
    story.hears("hello", Allow(score=0.125), Allow())
    story.says(("Hello.", ""), ("Well?", ""))
    heard, said = notes(viewed(story.entries, reader()))
    assert (heard.head, heard.quiet) == (("crisis guard ×2",), True)
    assert [bit.text for fact in heard.facts for bit in fact.bits] == ["0.125"]
    assert said.head == ("crisis guard ×2",)


def test_a_guard_that_stopped_words_is_not_overlooked() -> None:
    story = Story("echo", Language.EN)
    story.hears("rude", Allow(labels=("past",)), Block(labels=("insult",), reason="said so"))
    passed, stopped = notes(viewed(story.entries, reader()))
    assert not passed.grave
    assert stopped.grave
    assert stopped.head == ("crisis guard", "stopped it", "insult")
    assert [(fact.name, fact.bits[0].text) for fact in stopped.facts] == [("reason", "said so")]


def test_beliefs_before_and_after_are_drawn() -> None:
    found = [note for note in notes(viewed(restructuring(), reader())) if note.span]
    (verdict,) = found
    assert verdict.span is not None
    assert (verdict.span.from_, verdict.span.to) == (80.0, 35.0)
    assert verdict.span.label == "believed before 80, believed after 35"
    assert verdict.head == ("1", "mind reading", "restructured")


def test_a_scale_takes_any_number() -> None:
    story = Story("restructuring", Language.EN)
    story.hears("x")
    for before, after in ((10**400, -5), (float("inf"), 0.5), (True, 3), ("much", 3)):
        story.remarks("channel", before=before, after=after)
    spans = [note.span for note in notes(viewed(story.entries, reader())) if note.title != "Passed"]
    assert [(span.from_, span.to) if span else None for span in spans] == [
        *((100.0, 0.0), (100.0, 0.5), None, None),
    ]


def test_the_trace_is_a_table_and_the_quotes_are_the_persons() -> None:
    shown = viewed(interview(), reader())
    results, trace = shown.sections[-1].tables  # what it came to stands above how
    assert trace.columns[:4] == ("module", "criterion", "status", "questions")
    assert [cell.text for cell in trace.rows[0][1]] == ["Low mood or loss of interest"]
    assert [cell.href for cell in trace.rows[0][4]] == ["#t2", "#t3"]
    assert [row[0][0].text for row in results.rows] == ["depression", "suicidality"]
    assert results.columns[:3] == ("module", "outcome", "screen")
    judged = next(note for note in notes(shown) if note.kind is Kind.JUDGMENT)
    assert judged.quotes == ("Most of the day, nearly every day",)
    assert judged.head == ("the low mood", "yes")


def test_a_number_that_counts_what_was_said_leads_there() -> None:
    shown = viewed(interview(), reader())
    judged = next(note for note in notes(shown) if note.kind is Kind.JUDGMENT)
    turn = next(fact for fact in judged.facts if fact.name == "said in")
    assert [(bit.text, bit.href) for bit in turn.bits] == [("turn 2", "#t2")]


def test_a_message_id_leads_to_its_turn_also_on_another_page() -> None:
    log = list(many(250))
    about = Remarked(about=MessageId("x"), topic="contradiction", data={"earlier": "no"})
    first = next(e.event for e in log if getattr(e.event, "text", "").startswith("This is"))
    linked = Remarked(about=about.about, topic="seen", data={"in": first.message_id})  # type: ignore[union-attr]
    log.append(Recorded(len(log) + 1, log[-1].at, linked))
    last = viewed(log, reader(query="lang=en&"), page=3)
    (fact,) = next(note for note in notes(last) if note.title == "seen").facts
    assert fact.bits[0].href == "?lang=en&page=1#t2"


def test_a_topic_that_nobody_knows_is_shown_as_it_is() -> None:
    scribe = Scribe(LABELS, Language.ZH, "{n}", Places({}, {}, {}))
    told = Evidence(
        seq=1, at=0, source=Source.POLICY, topic="moon", facts={"tide": 0.25, "of": ("a", "b")}
    )
    ((note,), tables) = scribe.notes([told])
    assert (note.kind, note.title, tables) == (Kind.OTHER, "moon", [])
    assert [(fact.name, [bit.text for bit in fact.bits]) for fact in note.facts] == [
        *(("tide", ["0.25"]), ("of", ["a", "b"])),
    ]


def test_the_policys_own_words_are_shown_for_a_name() -> None:
    story = Story("interview", Language.ZH)
    story.hears("x")
    story.remarks("judgment", node="depression.mood_now", node_text="情绪低落", status="PARTIAL")
    judged = notes(viewed(story.entries, reader(Language.ZH)))[-1]
    assert judged.head == ("情绪低落", "说了一部分")
    assert judged.facts == ()


def test_a_long_reason_waits_in_the_fold() -> None:
    story = Story("interview", Language.EN)
    story.hears("x")
    story.goes("sleep_now", "mood_now answered yes; " * 5)
    story.goes("energy_now", "next")
    folded, short = notes(viewed(story.entries, reader()))[1:]
    assert (folded.head, folded.facts[0].name) == (("sleep_now",), "rule")
    assert (short.head, short.facts) == (("energy_now", "next"), ())


def test_what_is_quoted_is_not_said_twice() -> None:
    story = Story("restructuring", Language.ZH)
    story.hears("脸发烫")
    story.remarks("judgement", target="feeling", value="脸发烫", quote="脸发烫", by="rules")
    story.remarks("step", stage="identification", step="defense", asking="thought")
    judged, step = notes(viewed(story.entries, reader(Language.ZH)))[1:]
    assert (judged.head, judged.quotes) == (("感受",), ("脸发烫",))
    assert [fact.name for fact in judged.facts] == ["由谁判断"]
    assert step.quiet
    assert [bit.text for fact in step.facts for bit in fact.bits] == ["冒出来的想法"]
