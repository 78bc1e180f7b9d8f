"""The report as Markdown."""

from datetime import UTC, datetime

from policies.interview.report.document import (
    CriterionRow,
    Module,
    OutcomeRow,
    Report,
    SafetyEvent,
)
from policies.interview.report.labels import Labels


def markdown(report: Report, labels: Labels) -> str:
    """GitHub-flavoured, with tables; ends with a newline."""

    def word(name: str) -> str:
        return labels.words[name].in_(report.language)

    lines = [f"# {labels.title.in_(report.language)}", "", f"> **{report.notice}**", ""]
    lines += [
        f"- {word('conversation')}: `{report.conversation}`",
        f"- {word('date')}: {when(report.began)} – {when(report.ended)}",
        f"- {word('revision')}: {report.bot} `{report.revision}`",
    ]
    if not report.complete:
        lines.append(f"- **{word('incomplete')}**")
    lines += ["", f"## {word('summary')}", ""]
    columns = [word(name) for name in ("module", "outcome", "confidence", "because")]
    lines += _table(columns, [row for m in report.modules for row in _summary(m, report, labels)])
    lines += ["", f"## {word('safety')}", ""]
    lines += [_event(event, report, labels) for event in report.safety] or [word("no_safety")]
    for title, texts in ((word("added"), report.added), (word("declined"), report.declined)):
        if texts:
            lines += ["", f"## {title}", "", *(f"- {_cell(text)}" for text in texts)]
    lines += ["", f"## {word('evidence')}"]
    for module in report.modules:
        lines += ["", f"### {module.title}", ""]
        columns = [word(name) for name in ("criterion", "status", "quote", "turn", "confidence")]
        lines += _table(columns, [_row(c, report, labels) for c in module.criteria])
    lines += ["", f"## {word('limits')}", "", *(f"- {limit}" for limit in report.limits)]
    return "\n".join(lines) + "\n"


def _event(event: SafetyEvent, report: Report, labels: Labels) -> str:
    level = labels.level[event.risk.value].in_(report.language)
    turn = f"{labels.words['turn'].in_(report.language)} {event.number}"
    return f"- {when(event.at)} · **{level}** · “{_cell(event.words)}” ({turn})"


def when(at: int) -> str:
    """A time in UTC, to the minute."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def because(outcome: OutcomeRow, report: Report, labels: Labels) -> str:
    """The criteria that decided an outcome, in a line."""
    parts = []
    for name, texts in (("missing", outcome.not_met), ("open", outcome.open)):
        if texts:
            parts.append(f"{labels.words[name].in_(report.language)}: {'; '.join(texts)}")
    return " · ".join(parts) or "; ".join(outcome.met)


def _summary(module: Module, report: Report, labels: Labels) -> list[list[str]]:
    rows = []
    if module.level is not None:
        level = labels.level[module.level.value].in_(report.language)
        points = f"{module.points} {labels.words['points'].in_(report.language)}"
        rows.append([module.title, f"**{level}**", "", points])
    for outcome in module.outcomes:
        screen = labels.screen[outcome.screen.value].in_(report.language)
        caution = labels.words["caution"].in_(report.language)
        why = because(outcome, report, labels)
        if outcome.cautions:
            why += f" · **{caution}**: {'; '.join(outcome.cautions)}"
        rows.append([outcome.title, f"**{screen}**", f"{outcome.confidence:.2f}", why])
    return rows


def _row(criterion: CriterionRow, report: Report, labels: Labels) -> list[str]:
    quotes = [f"“{_cell(e.quote)}”" for e in criterion.evidence if e.quote]
    turns = [str(e.number) for e in criterion.evidence if e.quote]
    several = len(criterion.evidence) > 1
    return [
        criterion.text,
        labels.status[criterion.status.value].in_(report.language),
        criterion.sum if several else " ".join(quotes),
        "" if several else " ".join(turns),
        f"{criterion.confidence:.2f}" if criterion.confidence else "",
    ]


def _table(columns: list[str], rows: list[list[str]]) -> list[str]:
    head = f"| {' | '.join(columns)} |"
    rule = f"|{'---|' * len(columns)}"
    return [head, rule, *(f"| {' | '.join(row)} |" for row in rows)]


def _cell(text: str) -> str:
    """On one line, with nothing that Markdown would take for a table or a tag."""
    flat = " ".join(text.split())
    for char in ("\\", "|", "<", ">", "`", "*", "_", "[", "]"):
        flat = flat.replace(char, f"\\{char}")
    return flat
