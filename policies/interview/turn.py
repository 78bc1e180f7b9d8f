"""What to do in one turn: a pure function of the conversation and of how its words were read.

Order of precedence: care after a crisis; then by where the interview stands: not begun, asking,
resting, the last question, over.
"""

from dataclasses import replace
from typing import assert_never

from kernel.verdicts import Risk
from policies.interview.asking import answered, asked, kept, moved, onwards, reopened
from policies.interview.book import ASIDES, Wish
from policies.interview.chart import Chart
from policies.interview.diagnosis import Grade, Screen, diagnose
from policies.interview.lines import line, question_of, together
from policies.interview.navigation import Decision, Position, Transition, at_risk
from policies.interview.reading.clauses import Clause, clauses, language_of_answer, low
from policies.interview.reading.marks import Mark
from policies.interview.scene import Judged, Scene, Turn
from policies.interview.tree import Status

_TELLING = {"zh": 12, "en": 40}
"""Characters from which words at the beginning are more than a yes."""
_READ_FROM_WORDS = ("cue", "denied")
"""Reasons of a no that was not said as one."""


def next_turn(scene: Scene, judged: Judged | None = None) -> Turn:
    """The turn that answers the person's latest words."""
    chart = replace(scene.chart, seen=scene.turn, language=scene.language.value)
    if scene.interrupted and scene.marked:
        return _after_crisis(scene, chart, judged)
    match chart.mode:
        case "start":
            return _begun(scene, chart)
        case "asking":
            if scene.wish is Wish.STOP:
                return _stopped(scene, chart)
            return answered(scene, chart, judged)
        case "paused":
            return _paused(scene, chart)
        case "wrap":
            return _wrapped(scene, chart)
        case "done":
            return _done(scene, chart)
        case _:
            assert_never(chart.mode)


def _after_crisis(scene: Scene, chart: Chart, judged: Judged | None) -> Turn:
    """The protocol spoke since our last words. What was answered before that is kept; the person
    chooses what follows."""
    labels = set(scene.book.plan.after_crisis.labels)
    named = set(scene.talk.crisis.labels if scene.talk.crisis else ()) | scene.talk.labels
    chart = replace(chart, risk=chart.risk or bool(named & labels))
    at = scene.position
    graver: Risk | None = None
    if judged is not None and at is not None:
        chart = replace(chart, turns=(*chart.turns, str(judged.turn)))
        if judged.reading.mark is Mark.YES or _plain_no(scene, at, judged):
            chart = chart.settled(at.key, kept(judged.reading, chart, judged.turn))
            then = moved(scene, chart, at).to
            chart = replace(chart, asking=then.key if then is not None else "")
        if judged.reading.mark is Mark.YES:
            graver = _graver(scene, question_of(scene, at).risk)
    chart = replace(chart, mode="paused", paused_by="crisis", care=0)
    if graver is not None:
        return replace(_care(scene, chart), crisis=graver)
    if scene.talk.crisis is None:  # the person is safe, and was asked whether to go on
        return _paused(scene, chart)
    return _care(scene, chart)


def _plain_no(scene: Scene, at: Position, judged: Judged) -> bool:
    """Whether words at which the guard spoke may still be a no about danger: only a bare one is."""
    bare = question_of(scene, at).risk is None or judged.reading.reason not in _READ_FROM_WORDS
    return judged.reading.mark is Mark.NO and bare


def _graver(scene: Scene, risk: Risk | None) -> Risk | None:
    """The level of an answer, if it is above that at which the protocol has spoken and stands."""
    order, crisis = tuple(Risk), scene.talk.crisis
    if risk is None or crisis is None:  # who has said that they are safe is not told it all again
        return None
    return risk if order.index(risk) > order.index(crisis.risk) else None


def _care(scene: Scene, chart: Chart) -> Turn:
    care, standing = scene.book.words.care, _standing(scene)
    lines = care.active if standing else care.ask
    why = "a high risk stands: no questions" if standing else "the person may go on or stop"
    return Turn(
        chart=chart,
        language=scene.language,
        move=Transition(Decision.CRISIS_PROTOCOL, chart.position, why),
        node="care",
        lead=together(scene, line(scene, care.pointer) if not standing else "", line(scene, lines)),
    )


def _standing(scene: Scene) -> bool:
    """Whether there is a danger now in which nobody is asked questions."""
    crisis = scene.talk.crisis
    return crisis is not None and crisis.risk not in scene.book.plan.after_crisis.resume


def _over(turn: Turn) -> Turn:
    """The interview is given up for what matters more; the care goes on."""
    return replace(turn, chart=replace(turn.chart, mode="done"), node="end", over=True)


def _begun(scene: Scene, chart: Chart) -> Turn:
    words, says, wants_to = scene.book.words, _says(scene), scene.wish is Wish.GO_ON
    telling = len(scene.text) >= _TELLING[scene.language.value] and scene.wish is None
    no = scene.wish in (Wish.STOP, Wish.SKIP) or (says is Status.NO and not wants_to)
    if not (no or wants_to or says is Status.YES or telling) and chart.care == 0:
        chart = replace(chart, care=1)
        lead = together(scene, _aside(scene), line(scene, words.begin_again))
        return Turn(chart=chart, language=scene.language, lead=lead)
    if no or not (wants_to or says is Status.YES or telling):
        why = "the person does not want to begin"
        return _rest(scene, chart, line(scene, words.not_begun), why, by="start")
    lead = line(scene, words.begin_heard if telling else words.begin)
    return onwards(scene, chart, moved(scene, chart, None), lead)


def _aside(scene: Scene) -> str:
    """The line for a question about the talk itself, if that is what was said."""
    replies = {one.id: one.replies for one in scene.book.wishes if one.id in ASIDES}
    return line(scene, replies[scene.wish]) if scene.wish in replies else ""


def _stopped(scene: Scene, chart: Chart) -> Turn:
    lead = line(scene, scene.book.words.stopped)
    return _rest(scene, chart, lead, "the person wants to stop", by="stop")


def _rest(scene: Scene, chart: Chart, lead: str, why: str, *, by: str) -> Turn:
    chart = replace(chart, mode="paused", paused_by=by, care=0)  # type: ignore[arg-type]
    return Turn(
        chart=chart,
        language=scene.language,
        move=Transition(Decision.END, chart.position, why),
        node="stopped",
        lead=lead,
    )


def _paused(scene: Scene, chart: Chart) -> Turn:
    """Go on, stop, or neither. While a high risk stands nobody is asked anything."""
    last = chart.care + 1 >= scene.book.plan.after_crisis.turns
    if _standing(scene):
        turn = _care(scene, replace(chart, paused_by="crisis", care=chart.care + 1))
        return _over(turn) if last else turn
    says = _says(scene)
    if scene.wish is Wish.GO_ON or (says is Status.YES and scene.wish is None):
        return _resumed(scene, chart)
    if scene.wish is Wish.STOP or says is Status.NO or last:
        return _finished(scene, chart, whole=False)
    if chart.paused_by == "crisis":
        return _care(scene, replace(chart, care=chart.care + 1))
    return Turn(
        chart=replace(chart, care=chart.care + 1),
        language=scene.language,
        node="stopped",
        lead=line(scene, scene.book.words.stopped_again),
    )


def _resumed(scene: Scene, chart: Chart) -> Turn:
    words = scene.book.words
    first = chart.paused_by == "start"
    move = moved(scene, chart, None)
    move = replace(move, decision=Decision.RESUME, why=f"the person wants to go on; {move.why}")
    if move.to is None or move.to.key != chart.asking:
        chart = replace(chart, tries=0, asides=0, turns=())
    lead = line(scene, words.begin if first else words.resumed)
    if move.to is None:
        return onwards(scene, chart, move, lead)
    return asked(scene, chart, move, lead)


def _wrapped(scene: Scene, chart: Chart) -> Turn:
    if scene.wish is Wish.TAKE_BACK:
        return reopened(scene, chart)
    beyond = "" if scene.wish in (Wish.STOP, Wish.GO_ON) else _beyond_yes_and_no(scene)
    if beyond:
        chart = replace(chart, added=(*chart.added, beyond))
        return _finished(scene, chart, whole=True, before=line(scene, scene.book.words.added))
    if _says(scene) is Status.YES and chart.care == 0:
        return Turn(
            chart=replace(chart, care=1),
            language=scene.language,
            node="wrap",
            lead=line(scene, scene.book.words.wrap_more),
        )
    return _finished(scene, chart, whole=True)


def _beyond_yes_and_no(scene: Scene) -> str:
    """What is left of the words behind a bare yes or no and thanks, word for word."""
    words = scene.book.lexicon.in_(language_of_answer(scene.text))
    telling = [
        part
        for part in _parts(scene)
        if not (part.head is not None and part.short) and not words.finds("partings", low(part.raw))
    ]
    return scene.text[telling[0].start :].strip() if telling else ""


def _finished(scene: Scene, chart: Chart, *, whole: bool, before: str = "") -> Turn:
    """The closing: a next step for everybody, a result for nobody."""
    closing = scene.book.words.closing
    results = diagnose(scene.book.trees, chart.answers)
    found = any(
        one.screen is not Screen.NEGATIVE for result in results for one in result.results
    ) or any(result.grade not in (None, Grade.NONE) for result in results)
    kind = closing.unfinished if not whole else closing.talk if found else closing.little
    danger = scene.marked or at_risk(scene.book.trees, chart.statuses)
    parts = [before, line(scene, closing.risk) if danger else ""]
    parts += [line(scene, kind), line(scene, scene.book.words.goodbye)]
    why = "every module has ended" if whole else "the person stops before the end"
    return Turn(
        chart=replace(chart, mode="done"),
        language=scene.language,
        move=Transition(Decision.END, None, why),
        node="end",
        lead=together(scene, *parts),
        close="" if danger else "complete" if whole else "stopped",
        over=True,
    )


def _done(scene: Scene, chart: Chart) -> Turn:
    """After the end. Nobody who was in danger is shut out, and a rest may still be ended."""
    unfinished = moved(scene, chart, None).to is not None
    if unfinished and scene.wish is Wish.GO_ON and scene.talk.crisis is None:
        return _resumed(scene, chart)
    if _standing(scene):
        return replace(_care(scene, chart), node="end")
    done = scene.book.words.done
    lead = line(scene, done)
    if scene.marked:
        lead = together(scene, line(scene, scene.book.words.care.pointer), line(scene, done[-1:]))
    return Turn(chart=chart, language=scene.language, node="end", lead=lead)


def _says(scene: Scene) -> Status | None:
    """A plain yes or no, if the words begin with one."""
    parts = _parts(scene)
    if not parts or parts[0].hedged:
        return None
    return parts[0].head


def _parts(scene: Scene) -> list[Clause]:
    return clauses(scene.text, scene.book.lexicon, None)
