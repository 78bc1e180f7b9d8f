"""What follows an answer: settle it, look at what it says besides, and ask what comes next."""

from dataclasses import replace

from policies.interview.answers import Answer
from policies.interview.book import ASIDES, Wish
from policies.interview.chart import Chart
from policies.interview.lines import (
    after_answer,
    clarify_lead,
    heard_lead,
    intros,
    line,
    question_of,
    quotable,
    together,
    wording,
)
from policies.interview.navigation import Decision, Position, Transition, transition
from policies.interview.overhearing import (
    Overheard,
    ahead,
    contradiction,
    latest,
    mentioned,
    overheard,
)
from policies.interview.reading.marks import Mark, Reading
from policies.interview.reading.rules import ASKED_BACK
from policies.interview.scene import Judged, Scene, Task, Turn
from policies.interview.tree import Status

_STATUS = {Mark.YES: Status.YES, Mark.NO: Status.NO}


def answered(scene: Scene, chart: Chart, judged: Judged | None) -> Turn:
    """The turn that answers words to the open question."""
    at = scene.position
    assert at is not None
    chart = replace(chart, turns=(*chart.turns, str(scene.turn)))
    if scene.wish is Wish.SKIP:
        return _settled(scene, chart, at, given_up("declined", chart))
    if scene.wish is Wish.TAKE_BACK:
        return reopened(scene, chart)
    may_ask_back = chart.asides < scene.book.plan.limits.asides
    if scene.wish is Wish.JAILBREAK and may_ask_back:
        return _aside(scene, chart, at, scene.wish)
    if scene.wish is Wish.CONFUSED and may_ask_back:
        return _explained(scene, chart, at)
    reading = judged.reading if judged is not None else Reading(mark=Mark.UNCERTAIN)
    if reading.mark in _STATUS and scene.wish is not Wish.JAILBREAK:
        return _settled(scene, chart, at, kept(reading, chart, scene.turn), reading)
    if scene.wish in ASIDES and may_ask_back:
        return _aside(scene, chart, at, scene.wish)
    if reading.reason == ASKED_BACK and reading.quote == "" and may_ask_back:
        return _explained(scene, chart, at)
    return _clarified(scene, chart, at, reading)


def kept(reading: Reading, chart: Chart, turn: int) -> Answer:
    """The answer that a definite reading makes."""
    return Answer(
        status=_STATUS[reading.mark],
        quote=reading.quote,
        turn=turn,
        turns=tuple(int(n) for n in chart.turns),
        window=reading.window,
        severity=reading.severity,
        impairment=reading.impairment,
        confidence=reading.confidence,
        by=reading.by,
        reason=reading.reason,
    )


def given_up(by: str, chart: Chart) -> Answer:
    """What is kept of a question that was not cleared up, or not wanted."""
    turns = tuple(int(n) for n in chart.turns)
    return Answer(status=Status.UNKNOWN, turn=turns[-1] if turns else 0, turns=turns, by=by)


def asked(
    scene: Scene, chart: Chart, move: Transition, lead: str, task: Task = "", *, missing: str = ""
) -> Turn:
    """The turn that asks the question which the move leads to."""
    assert move.to is not None
    question = question_of(scene, move.to)
    fixed = question.risk is not None
    first = chart.tries == chart.asides == 0
    heard = heard_lead(scene, chart, move.to) if first else ""
    return Turn(
        chart=replace(chart, mode="asking", asking=move.to.key, paused_by="", care=0),
        language=scene.language,
        move=move,
        node=move.to.key,
        lead=together(scene, lead, intros(scene, move), heard),
        question=wording(scene, move.to, chart.tries, missing),
        task="" if fixed else task,
    )


def moved(scene: Scene, chart: Chart, came_from: Position | None) -> Transition:
    """The move from a question that was settled, or from the beginning."""
    book = scene.book
    return transition(book.trees, chart.statuses, book.plan.risk_module, came_from, risk=chart.risk)


def onwards(scene: Scene, chart: Chart, move: Transition, lead: str, task: Task = "") -> Turn:
    """The next question, or the last one of all: is there anything to add?"""
    if move.to is not None:
        return asked(scene, chart, move, lead, task)
    wrap = line(scene, scene.book.words.wrap)
    return Turn(
        chart=replace(chart, mode="wrap", asking="", paused_by="", care=0),
        language=scene.language,
        move=move,
        node="wrap",
        lead=lead,
        question=wrap,
    )


def reopened(scene: Scene, chart: Chart) -> Turn:
    """An answer is taken back: the one that is named, else the last."""
    key = mentioned(scene.book.trees, chart, scene.text) or latest(chart)
    words = scene.book.words
    if key is None:
        return _again(scene, chart, line(scene, words.nothing_to_reopen))
    if chart.reopened.count(key) >= scene.book.plan.limits.reopened:
        return _again(scene, chart, line(scene, words.reopened_too_often))
    chart = replace(
        chart.without(key), reopened=(*chart.reopened, key), tries=0, asides=0, turns=()
    )
    move = moved(scene, chart, None)
    move = replace(move, decision=Decision.REOPEN, why=f"the person takes back {key}")
    return onwards(scene, chart, move, line(scene, words.reopened))


def _again(scene: Scene, chart: Chart, lead: str) -> Turn:
    """The open question once more, counted so that this cannot go on for ever."""
    if scene.position is None:
        return onwards(scene, chart, moved(scene, chart, None), lead)
    if chart.asides >= scene.book.plan.limits.asides:
        return _clarified(scene, chart, scene.position, Reading(mark=Mark.UNCERTAIN))
    chart = replace(chart, asides=chart.asides + 1)
    move = Transition(Decision.ASK_NODE, scene.position, "asked again")
    return asked(scene, chart, move, lead)


def _aside(scene: Scene, chart: Chart, at: Position, wish: Wish) -> Turn:
    wanting = next(one for one in scene.book.wishes if one.id is wish)
    chart = replace(chart, asides=chart.asides + 1)
    move = Transition(Decision.ASK_NODE, at, f"aside: {wish}")
    return asked(scene, chart, move, line(scene, wanting.replies))


def _explained(scene: Scene, chart: Chart, at: Position) -> Turn:
    explained = question_of(scene, at).explain.in_(scene.language)
    lead = together(scene, line(scene, scene.book.words.explain_lead), explained)
    chart = replace(chart, asides=chart.asides + 1)
    return asked(scene, chart, Transition(Decision.CLARIFY, at, "explained"), lead)


def _clarified(scene: Scene, chart: Chart, at: Position, reading: Reading) -> Turn:
    """The question more precisely, as often as allowed; then it is unknown."""
    if chart.tries >= scene.book.plan.limits.clarify:
        return _settled(scene, chart, at, given_up("unclear", chart), reading)
    chart = replace(chart, tries=chart.tries + 1)
    why = f"{reading.mark}: {reading.reason or 'no answer'}, clarification {chart.tries}"
    move = Transition(Decision.CLARIFY, at, why)
    turn = asked(scene, chart, move, clarify_lead(scene, reading), missing=reading.missing)
    question = question_of(scene, at)
    if question.risk is not None and reading.lean is Status.YES:
        # Perhaps is not yes, but nobody who says it is left with a question.
        crisis = Transition(Decision.CRISIS_PROTOCOL, at, f"perhaps, at {at.key}")
        marked = replace(turn.chart, risk=True)
        return replace(turn, chart=marked, move=crisis, lead="", question="", crisis=question.risk)
    return turn


def _settled(
    scene: Scene, chart: Chart, at: Position, answer: Answer, reading: Reading | None = None
) -> Turn:
    question = question_of(scene, at)
    chart = chart.settled(at.key, answer)
    if question.risk is not None and answer.status is Status.YES:
        move = moved(scene, chart, at)
        asking = move.to.key if move.to is not None else ""
        crisis = replace(
            move, decision=Decision.CRISIS_PROTOCOL, why=f"yes at {at.key}; {move.why}"
        )
        return Turn(
            chart=replace(chart, asking=asking, mode="asking" if asking else "wrap", risk=True),
            language=scene.language,
            move=crisis,
            node=at.key,
            crisis=question.risk,
        )
    lead, task = after_answer(scene, question, answer.status, answer.by)
    if scene.wish in ASIDES:
        wanting = next(one for one in scene.book.wishes if one.id is scene.wish)
        lead, task = line(scene, wanting.replies), ""
    tree = scene.book.tree(at.module)
    said = overheard(tree, question, scene.text, scene.book.lexicon)
    if (against := contradiction(tree, chart, said)) is not None:
        return _doubted(scene, chart, at, against)
    heard = {**chart.heard, **{key: (q, scene.turn) for key, q in ahead(tree, chart, said)}}
    return onwards(scene, replace(chart, heard=heard), moved(scene, chart, at), lead, task)


def _doubted(scene: Scene, chart: Chart, at: Position, against: Overheard) -> Turn:
    """The earlier answer is open again, with both things that were said."""
    key = f"{at.module}.{against.node}"
    earlier = chart.answers[key].quote
    chart = replace(chart.without(key), doubted=(*chart.doubted, key))
    move = replace(
        moved(scene, chart, at),
        decision=Decision.REOPEN,
        why=f"words at {at.key} contradict the answer at {key}",
    )
    said = {"earlier": quotable(scene, earlier), "quote": quotable(scene, against.quote)}
    fits = all(said.values())
    lead = line(scene, scene.book.words.contradiction, **said) if fits else ""
    return onwards(scene, chart, move, lead)
