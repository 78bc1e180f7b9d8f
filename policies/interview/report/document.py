"""The report as a document: built from the event log alone, so it can be made at any time.

Turns are named by the ids of the person's messages, as they stand in the log.
"""

from collections.abc import Sequence
from string import Template

from kernel.events import ConversationOpened, CrisisRaised, Language, UserSpoke
from kernel.ids import ConversationId
from kernel.records import Recorded
from kernel.state import replay
from kernel.verdicts import Risk
from policies.interview.answers import Answer, Answers
from policies.interview.book import Book
from policies.interview.chart import chart_of
from policies.interview.diagnosis import (
    Evidence,
    Finding,
    Grade,
    Met,
    ModuleResult,
    Screen,
    diagnose,
)
from policies.interview.report.labels import Labels
from policies.interview.tree import Status
from policies.words.texts import Part


class Witness(Part):
    """One answer behind a criterion. `turn` is the message in which the quote stands, `number` its
    place among what the person said, from 1."""

    node: str
    question: str
    status: str
    quote: str
    turn: str
    number: int
    turns: tuple[str, ...]
    window: str
    confidence: float
    by: str


class CriterionRow(Part):
    id: str
    text: str
    status: Met
    sum: str
    window_ok: bool
    confidence: float
    evidence: tuple[Witness, ...]


class OutcomeRow(Part):
    """`ruled_by` are the criteria that decided it, in words."""

    id: str
    title: str
    screen: Screen
    confidence: float
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    open: tuple[str, ...]
    cautions: tuple[str, ...]


class StepRow(Part):
    """One node of the way through the module, and why it led on."""

    node: str
    status: str
    to: str
    why: str


class Module(Part):
    id: str
    version: str
    title: str
    source: str
    complete: bool
    outcomes: tuple[OutcomeRow, ...]
    level: Grade | None
    points: int
    criteria: tuple[CriterionRow, ...]
    way: tuple[StepRow, ...]


class SafetyEvent(Part):
    """The crisis protocol spoke; `turn` is the message that called it, `number` its place among
    what the person said, from 1."""

    at: int
    turn: str
    number: int
    words: str
    risk: Risk
    labels: tuple[str, ...]


class Report(Part):
    """A screening result for a clinician, not a diagnosis. Times: milliseconds since the epoch."""

    conversation: str
    bot: str
    revision: str
    language: Language
    began: int
    ended: int
    complete: bool
    notice: str
    limits: tuple[str, ...]
    modules: tuple[Module, ...]
    safety: tuple[SafetyEvent, ...]
    declined: tuple[str, ...]
    """Questions that the person did not want to answer."""
    added: tuple[str, ...]
    """What the person added at the end, word for word."""


def build(
    book: Book, id: ConversationId, entries: Sequence[Recorded], language: Language, labels: Labels
) -> Report:
    """The report of a conversation of this book, worded in `language`."""
    talk = replay(id, entries)
    chart = chart_of(talk)
    turns = tuple(e.event.message_id for e in entries if isinstance(e.event, UserSpoke))
    results = diagnose(book.trees, chart.answers)
    return Report(
        conversation=id,
        bot=talk.bot,
        revision=talk.revision,
        language=language,
        began=next((e.at for e in entries if isinstance(e.event, ConversationOpened)), 0),
        ended=entries[-1].at if entries else 0,
        complete=all(result.complete for result in results),
        notice=labels.notice.in_(language),
        limits=tuple(limit.in_(language) for limit in labels.limits),
        modules=tuple(_module(r, turns, language, labels) for r in results),
        safety=_safety(entries),
        declined=_declined(book, chart.answers, language),
        added=chart.added,
    )


def _module(
    result: ModuleResult, turns: Sequence[str], language: Language, labels: Labels
) -> Module:
    tree = result.tree
    texts = {one.id: one.text.in_(language) for one in tree.criteria}
    outcomes = tuple(
        OutcomeRow(
            id=one.outcome.id,
            title=one.outcome.title.in_(language),
            screen=one.screen,
            confidence=one.confidence,
            met=tuple(texts[name] for name in one.met),
            not_met=tuple(texts[name] for name in one.missing),
            open=tuple(texts[name] for name in one.open),
            cautions=tuple(texts[name] for name in one.cautions),
        )
        for one in result.results
    )
    return Module(
        id=tree.id,
        version=tree.version,
        title=tree.title.in_(language),
        source=tree.source,
        complete=result.complete,
        outcomes=outcomes,
        level=result.grade,
        points=result.points,
        criteria=tuple(_criterion(result, f, turns, language, labels) for f in result.findings),
        way=tuple(
            StepRow(node=s.node, status=s.status.value, to=s.to, why=s.why)
            for s in result.way.steps
            if s.status is not None
        ),
    )


def _criterion(
    result: ModuleResult,
    finding: Finding,
    turns: Sequence[str],
    language: Language,
    labels: Labels,
) -> CriterionRow:
    asked = [e for e in finding.evidence if e.status is not None]
    return CriterionRow(
        id=finding.criterion.id,
        text=finding.criterion.text.in_(language),
        status=finding.met,
        sum=_sum(finding, language, labels) if len(asked) > 1 else "",
        window_ok=all(e.window in ("satisfied", "not_required") for e in asked),
        confidence=finding.confidence,
        evidence=tuple(_witness(result, e, turns, language) for e in asked),
    )


def _sum(finding: Finding, language: Language, labels: Labels) -> str:
    """The count in words: how many of how many, and how many are needed."""
    criterion, statuses = finding.criterion, [e.status for e in finding.evidence]
    return Template(labels.sum.in_(language)).substitute(
        {
            "have": sum(status == criterion.status for status in statuses),
            "of": len(criterion.of),
            "is": labels.answer[criterion.status].in_(language),
            "open": statuses.count(Status.UNKNOWN),
            "least": criterion.at_least,
        }
    )


def _witness(
    result: ModuleResult, evidence: Evidence, turns: Sequence[str], language: Language
) -> Witness:
    questions = {question.id: question for question in result.tree.questions()}
    question = questions.get(evidence.node)
    return Witness(
        node=evidence.node,
        question=question.ask.in_(language) if question is not None else "",
        status=evidence.status.value if evidence.status is not None else "",
        quote=evidence.quote,
        turn=_turn(turns, evidence.turn),
        number=evidence.turn,
        turns=tuple(_turn(turns, n) for n in evidence.turns),
        window=evidence.window,
        confidence=evidence.confidence,
        by=evidence.by,
    )


def _turn(turns: Sequence[str], n: int) -> str:
    return turns[n - 1] if 0 < n <= len(turns) else ""


def _safety(entries: Sequence[Recorded]) -> tuple[SafetyEvent, ...]:
    found: list[SafetyEvent] = []
    heard, words, number = "", "", 0
    for entry in entries:
        match entry.event:
            case UserSpoke(message_id=id, text=text):
                heard, words, number = id, text, number + 1
            case CrisisRaised(risk=risk, labels=labels):
                found.append(
                    SafetyEvent(
                        at=entry.at,
                        turn=heard,
                        number=number,
                        words=words,
                        risk=risk,
                        labels=labels,
                    )
                )
            case _:
                pass
    return tuple(found)


def _declined(book: Book, answers: Answers, language: Language) -> tuple[str, ...]:
    def skipped(answer: Answer | None) -> bool:
        return answer is not None and answer.by == "declined"

    return tuple(
        question.ask.in_(language)
        for tree in book.trees
        for question in tree.questions()
        if skipped(answers.get(f"{tree.id}.{question.id}"))
    )
