"""The findings as remarks in the log: one for every criterion, outcome and level.

Beside each id stands what it is called (`criterion_text` beside `criterion`), in the language of
the talk, so that the log says it in the words of that day.
"""

from collections.abc import Iterable, Iterator
from string import Template

from kernel.events import Language
from kernel.moves import Remark
from policies.interview.diagnosis import Finding, Met, ModuleResult, Result
from policies.interview.tree import Status, Tree
from policies.words.texts import Both

PSYCOT = "psycot"
"""Topic: criterion -> nodes -> turns -> quotes -> status."""
OUTCOME = "outcome"
"""Topic: what a module found, and the criteria that decided it."""


def remarks(results: Iterable[ModuleResult], language: Language, count: Both) -> Iterator[Remark]:
    """The whole trace of an interview. Criteria that were not asked about are left out."""
    for result in results:
        tree = result.tree
        for finding in result.findings:
            if finding.met is not Met.NOT_ASKED:
                yield _criterion(tree, finding, language, count.in_(language))
        for one in result.results:
            yield _outcome(tree, one, language, complete=result.complete)
        if result.grade is not None:
            yield Remark(
                topic=OUTCOME,
                data={
                    "module": tree.id,
                    "module_text": tree.title.in_(language),
                    "outcome": "level",
                    "level": result.grade.value,
                    "points": result.points,
                    "complete": result.complete,
                },
            )


def _outcome(tree: Tree, one: Result, language: Language, *, complete: bool) -> Remark:
    texts = {criterion.id: criterion.text.in_(language) for criterion in tree.criteria}
    groups = {
        "met": one.met,
        "not_met": one.missing,
        "open": one.open,
        "cautions": one.cautions,
    }
    return Remark(
        topic=OUTCOME,
        data={
            "module": tree.id,
            "module_text": tree.title.in_(language),
            "outcome": one.outcome.id,
            "outcome_text": one.outcome.title.in_(language),
            "screen": one.screen.value,
            "confidence": one.confidence,
            "complete": complete,
            **groups,
            **{f"{name}_text": tuple(texts[id] for id in ids) for name, ids in groups.items()},
        },
    )


def _criterion(tree: Tree, finding: Finding, language: Language, count: str) -> Remark:
    asked = [e for e in finding.evidence if e.status is not None]
    topics = {question.id: question.topic.in_(language) for question in tree.questions()}
    return Remark(
        topic=PSYCOT,
        data={
            "module": tree.id,
            "module_text": tree.title.in_(language),
            "criterion": finding.criterion.id,
            "criterion_text": finding.criterion.text.in_(language),
            "status": finding.met.value,
            "nodes": tuple(e.node for e in asked),
            "nodes_text": tuple(topics.get(e.node, e.node) for e in asked),
            "turns": tuple(" ".join(map(str, e.turns)) for e in asked),
            "quotes": tuple(e.quote for e in asked),
            "window_ok": all(e.window in ("satisfied", "not_required") for e in asked),
            "sum": finding.sum,
            "sum_text": _counted(finding, count),
            "confidence": finding.confidence,
        },
    )


def _counted(finding: Finding, count: str) -> str:
    criterion, statuses = finding.criterion, [e.status for e in finding.evidence]
    return Template(count).substitute(
        have=sum(status == criterion.status for status in statuses),
        of=len(criterion.of),
        open=statuses.count(Status.UNKNOWN),
        least=criterion.at_least,
    )
