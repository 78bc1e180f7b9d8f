"""The findings as remarks in the log: one for every criterion, outcome and level."""

from collections.abc import Iterable, Iterator

from kernel.moves import Remark
from policies.interview.diagnosis import Finding, Met, ModuleResult

PSYCOT = "psycot"
"""Topic: criterion -> nodes -> turns -> quotes -> status."""
OUTCOME = "outcome"
"""Topic: what a module found, and the criteria that decided it."""


def remarks(results: Iterable[ModuleResult]) -> Iterator[Remark]:
    """The whole trace of an interview. Criteria that were not asked about are left out."""
    for result in results:
        module = result.tree.id
        for finding in result.findings:
            if finding.met is not Met.NOT_ASKED:
                yield _criterion(module, finding)
        for one in result.results:
            yield Remark(
                topic=OUTCOME,
                data={
                    "module": module,
                    "outcome": one.outcome.id,
                    "screen": one.screen.value,
                    "confidence": one.confidence,
                    "complete": result.complete,
                    "met": one.met,
                    "not_met": one.missing,
                    "open": one.open,
                    "cautions": one.cautions,
                },
            )
        if result.grade is not None:
            yield Remark(
                topic=OUTCOME,
                data={
                    "module": module,
                    "outcome": "level",
                    "level": result.grade.value,
                    "points": result.points,
                    "complete": result.complete,
                },
            )


def _criterion(module: str, finding: Finding) -> Remark:
    asked = [e for e in finding.evidence if e.status is not None]
    return Remark(
        topic=PSYCOT,
        data={
            "module": module,
            "criterion": finding.criterion.id,
            "status": finding.met.value,
            "nodes": tuple(e.node for e in asked),
            "turns": tuple(" ".join(map(str, e.turns)) for e in asked),
            "quotes": tuple(e.quote for e in asked),
            "window_ok": all(e.window in ("satisfied", "not_required") for e in asked),
            "sum": finding.sum,
            "confidence": finding.confidence,
        },
    )
