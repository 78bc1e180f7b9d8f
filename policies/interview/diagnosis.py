"""From answers to findings: criterion, nodes, turns, quotes, status; then counts and outcomes.

A PsyCoT trace (MAGI, arXiv 2504.18260, section 3) in which the model fills nothing in: every count,
threshold and exclusion is computed here. What it finds is a screening result for a clinician.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kernel.verdicts import Risk
from policies.interview.answers import Answer, Answers, statuses
from policies.interview.tree import Criterion, Outcome, Status, Tree
from policies.interview.walk import Walk, count, walk


class Met(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    """Asked, and not cleared up."""
    NOT_ASKED = "not_asked"


class Screen(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNDETERMINED = "undetermined"


class Grade(StrEnum):
    """Suicidality, from the points and from what a single yes already shows."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


GRADES = tuple(Grade)
RISK_OF = {Grade.LOW: Risk.LOW, Grade.MODERATE: Risk.MODERATE, Grade.HIGH: Risk.HIGH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One node's part in a criterion."""

    node: str
    status: Status | None
    """None if it was not asked."""
    quote: str = ""
    turn: int = 0
    turns: tuple[int, ...] = ()
    window: str = "not_required"
    confidence: float = 0.0
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a criterion came to, on which evidence, by which sum."""

    criterion: Criterion
    met: Met
    evidence: tuple[Evidence, ...]
    sum: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an outcome came to; `why` names the criteria that decided it."""

    outcome: Outcome
    screen: Screen
    confidence: float
    met: tuple[str, ...]
    missing: tuple[str, ...]
    open: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleResult:
    tree: Tree
    way: Walk
    findings: tuple[Finding, ...]
    results: tuple[Result, ...]
    points: int = 0
    grade: Grade | None = None
    """Only for a module with levels."""

    @property
    def complete(self) -> bool:
        return self.way.at is None


def diagnose(trees: Sequence[Tree], answers: Answers) -> tuple[ModuleResult, ...]:
    """What every module found."""
    return tuple(diagnose_module(tree, answers) for tree in trees)


def diagnose_module(tree: Tree, answers: Answers) -> ModuleResult:
    way = walk(tree, statuses(answers, tree.id))
    own = {node: answers.get(f"{tree.id}.{node}") for node in tree.by_id()}
    findings = {c.id: _finding(tree, c, way, own) for c in tree.criteria}
    points, grade = grade_of(tree, way)
    return ModuleResult(
        tree=tree,
        way=way,
        findings=tuple(findings.values()),
        results=tuple(_result(one, findings, ended=way.at is None) for one in tree.outcomes),
        points=points,
        grade=grade,
    )


def grade_of(tree: Tree, way: Walk) -> tuple[int, Grade | None]:
    """The points of all yes on the way, and their level; no level in a module without levels."""
    yes = [q for q in tree.questions() if way.statuses.get(q.id) is Status.YES]
    points = sum(question.points for question in yes)
    if tree.levels is None:
        return points, None
    bounds = {
        Grade.LOW: tree.levels.low,
        Grade.MODERATE: tree.levels.moderate,
        Grade.HIGH: tree.levels.high,
    }
    by_points = [grade for grade, least in bounds.items() if points >= least]
    by_answer = [Grade(question.risk.value) for question in yes if question.risk is not None]
    return points, max((Grade.NONE, *by_points, *by_answer), key=GRADES.index)


def _finding(
    tree: Tree, criterion: Criterion, way: Walk, own: Mapping[str, Answer | None]
) -> Finding:
    wanted = Status(criterion.status)
    asked = way.statuses
    came_to, told = count(asked, criterion.of, criterion.at_least, wanted)
    met = {Status.YES: Met.MET, Status.NO: Met.NOT_MET, Status.UNKNOWN: Met.UNKNOWN}[came_to]
    left_out = sum(name not in asked for name in criterion.of)
    reach = sum(asked.get(name) in (wanted, Status.UNKNOWN) for name in criterion.of) + left_out
    if met is Met.NOT_MET and reach >= criterion.at_least:
        met = Met.NOT_ASKED  # had the rest been asked, it might have been met
    evidence = tuple(_evidence(name, asked.get(name), own.get(name)) for name in criterion.of)
    return Finding(
        criterion=criterion,
        met=met,
        evidence=evidence,
        sum=told,
        confidence=_confidence(criterion, met, evidence),
    )


def _confidence(criterion: Criterion, met: Met, evidence: tuple[Evidence, ...]) -> float:
    """That of the weakest answer that the count needs."""
    wanted = Status(criterion.status)
    sure = sorted((e.confidence for e in evidence if e.status is wanted), reverse=True)
    if met is Met.MET:  # a gate that is counted has no confidence of its own
        return min(sure[: criterion.at_least])
    against = [e.confidence for e in evidence if e.status not in (wanted, Status.UNKNOWN, None)]
    return min(against, default=0.0) if met is Met.NOT_MET else 0.0


def _evidence(node: str, status: Status | None, answer: Answer | None) -> Evidence:
    if answer is None or status is None:
        return Evidence(node=node, status=status)
    return Evidence(
        node=node,
        status=status,
        quote=answer.quote,
        turn=answer.turn,
        turns=answer.turns,
        window=answer.window,
        confidence=answer.confidence,
        by=answer.by,
    )


def _result(outcome: Outcome, findings: Mapping[str, Finding], *, ended: bool) -> Result:
    """The best of the outcome's ways: positive over undetermined over negative."""
    ways = [_way(tuple(findings[name] for name in names), ended=ended) for names in outcome.when]
    order = (Screen.POSITIVE, Screen.UNDETERMINED, Screen.NEGATIVE)
    screen, deciding = min(ways, key=lambda way: order.index(way[0]))
    confidence = min((finding.confidence for finding in deciding), default=0.0)
    by_status = {
        met: tuple(f.criterion.id for f in deciding if f.met is met)
        for met in (Met.MET, Met.NOT_MET, Met.UNKNOWN, Met.NOT_ASKED)
    }
    return Result(
        outcome=outcome,
        screen=screen,
        confidence=confidence,
        met=by_status[Met.MET],
        missing=by_status[Met.NOT_MET],
        open=by_status[Met.UNKNOWN] + by_status[Met.NOT_ASKED],
        cautions=tuple(n for n in outcome.cautions if findings[n].met is Met.MET),
    )


def _way(findings: tuple[Finding, ...], *, ended: bool) -> tuple[Screen, tuple[Finding, ...]]:
    """What one way comes to, and the findings that decide it.

    What a module that has ended did not ask was ruled out by its own branches, unless something
    unclear stood in the way.
    """
    missing = tuple(f for f in findings if f.met is Met.NOT_MET)
    if missing:
        return Screen.NEGATIVE, missing
    if all(f.met is Met.MET for f in findings):
        return Screen.POSITIVE, findings
    unclear = any(f.met is Met.UNKNOWN for f in findings)
    screen = Screen.NEGATIVE if ended and not unclear else Screen.UNDETERMINED
    return screen, tuple(f for f in findings if f.met is not Met.MET)
