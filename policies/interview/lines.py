"""Puts together what is said: a line for what was just answered, and the question as it stands."""

from collections.abc import Sequence

from policies.interview.book import Line
from policies.interview.chart import Chart
from policies.interview.navigation import Position, Transition
from policies.interview.reading.clauses import language_of_answer, low
from policies.interview.reading.marks import Reading
from policies.interview.scene import Scene, Task
from policies.interview.tree import Intro, Question, Status
from policies.words.hearing import SIZES
from policies.words.replies import choose, join
from policies.words.unquoted import may_quote

_SAID_BEFORE = 500
"""Answers ago from which a line counts as never said in this conversation."""


def line(scene: Scene, lines: Sequence[Line], **words: str) -> str:
    """The line that was not said for the longest."""
    return choose(lines, scene.language, scene.said, words)


def together(scene: Scene, *parts: str) -> str:
    return join(parts, scene.language)


def question_of(scene: Scene, at: Position) -> Question:
    return scene.book.tree(at.module).question(at.node)


def wording(scene: Scene, at: Position, tries: int, missing: str = "") -> str:
    """The question itself, or its clarification number `tries` (from 1)."""
    question = question_of(scene, at)
    if tries == 0:
        return question.ask.in_(scene.language)
    if len(question.clarify) >= tries:
        return question.clarify[tries - 1].in_(scene.language)
    by_missing = scene.book.words.clarify
    lines = {"frequency": by_missing.frequency, "window": by_missing.window}
    chosen = lines.get(missing, by_missing.clear)[tries - 1]
    window = scene.book.tree(at.module).windows[question.window].name.in_(scene.language)
    return choose(
        (chosen,),
        scene.language,
        scene.said,
        {"topic": question.topic.in_(scene.language), "window": window},
    )


def intros(scene: Scene, move: Transition) -> str:
    """What introduces the next question, unless it was said before."""
    if move.to is None:
        return ""
    tree = scene.book.tree(move.to.module)
    said = [
        node.say.in_(scene.language)
        for id in move.intros
        if isinstance(node := tree.node(id), Intro)
    ]
    return together(scene, *(text for text in said if scene.said.ago(text) > _SAID_BEFORE))


def heard_lead(scene: Scene, chart: Chart, at: Position) -> str:
    """Names the person's own words that seem to answer the question already."""
    if at.key not in chart.heard:
        return ""
    quote = quotable(scene, chart.heard[at.key][0])
    return line(scene, scene.book.words.heard, quote=quote) if quote else ""


def quotable(scene: Scene, said: str) -> str:
    """The person's words as they may be said back; "" if they are abuse or too long."""
    language = language_of_answer(said)
    words = scene.book.lexicon.in_(language)
    joined = words.finds("joins", low(said))
    quote = said[joined.end() :] if joined else said
    fits = len(quote) <= SIZES[language].quote_max and may_quote(quote, language)
    return quote if fits else ""


def after_answer(scene: Scene, question: Question, status: Status, by: str) -> tuple[str, Task]:
    """A short response to what was just answered, and what a model may make of it."""
    words = scene.book.words
    if by == "declined":
        return line(scene, words.after_declined), ""
    if status is Status.UNKNOWN:
        return line(scene, words.after_unknown), ""
    if question.risk is not None:
        return line(scene, words.after_risk), ""
    if question.neutral:
        return line(scene, words.after_yes[2:3]), ""
    if status is Status.NO:
        return line(scene, words.after_no), "probe"
    if question.tender:
        return line(scene, words.after_yes_tender), "empathise"
    # For durations and exclusions yes is only a fact.
    plain = question.kind in ("duration", "frequency", "exclusion")
    return line(scene, words.after_yes[2:3] if plain else words.after_yes), "probe"


def clarify_lead(scene: Scene, reading: Reading) -> str:
    """Why the question comes again."""
    words = scene.book.words.clarify_lead
    by_reason = {"unsure": words.unsure, "silence": words.silence}
    if reading.reason in by_reason:
        return line(scene, by_reason[reading.reason])
    if reading.mark == "PARTIAL":
        return line(scene, words.hedged if reading.lean is Status.YES else words.other)
    return line(scene, words.off_topic)
