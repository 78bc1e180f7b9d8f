"""The report as one HTML page, made to be printed. Everything a person wrote is escaped."""

from html import escape
from importlib.resources import files
from string import Template

from policies.interview.report.document import CriterionRow, Module, Report
from policies.interview.report.labels import Labels
from policies.interview.report.markdown import because, when


def page(report: Report, labels: Labels) -> str:
    """A whole document without scripts or anything from elsewhere."""
    template = files("policies.interview.report").joinpath("page.html").read_text(encoding="utf-8")
    word = _Word(report, labels)
    facts = {
        word("conversation"): report.conversation,
        word("date"): f"{when(report.began)} – {when(report.ended)} UTC",
        word("revision"): f"{report.bot} {report.revision}",
    }
    body = [
        f'<p class="notice warn">{word("incomplete")}</p>' if not report.complete else "",
        f"<h2>{word('summary')}</h2>{_summary(report, labels, word)}",
        f"<h2>{word('safety')}</h2>{_safety(report, labels, word)}",
        _texts(word("added"), report.added, quoted=True),
        _texts(word("declined"), report.declined, quoted=False),
        f"<h2>{word('evidence')}</h2>",
        *(_evidence(module, report, labels, word) for module in report.modules),
        _texts(word("limits"), report.limits, quoted=False),
    ]
    sources = "; ".join(dict.fromkeys(module.source for module in report.modules))
    return Template(template).substitute(
        lang="zh-CN" if report.language == "zh" else "en",
        title=escape(labels.title.in_(report.language)),
        notice=escape(report.notice),
        facts="".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()),
        body="\n".join(part for part in body if part),
        foot=f"{word('sources')}: {escape(sources)}",
    )


class _Word:
    """Labels in the report's language, escaped."""

    def __init__(self, report: Report, labels: Labels) -> None:
        self._language, self._words = report.language, labels.words

    def __call__(self, name: str) -> str:
        return escape(self._words[name].in_(self._language))


def _summary(report: Report, labels: Labels, word: _Word) -> str:
    rows: list[str] = []
    for module in report.modules:
        if module.level is not None:
            level = labels.level[module.level.value].in_(report.language)
            points = f"{module.points} {word('points')}"
            rows.append(_line(module.title, module.level.value, level, "", points))
        for outcome in module.outcomes:
            why = escape(because(outcome, report, labels))
            if outcome.cautions:
                cautions = escape("; ".join(outcome.cautions))
                why += f'<br><b class="undetermined">{word("caution")}</b>: {cautions}'
            screen = labels.screen[outcome.screen.value].in_(report.language)
            sure = f"{outcome.confidence:.2f}"
            rows.append(_line(outcome.title, outcome.screen.value, screen, sure, why))
    head = "".join(f"<th>{word(name)}</th>" for name in ("module", "outcome", "because"))
    head += f'<th class="num">{word("confidence")}</th>'
    return _table(head, rows)


def _line(title: str, kind: str, mark: str, sure: str, why: str) -> str:
    return (
        f'<tr><td>{escape(title)}</td><td class="mark {kind}">{escape(mark)}</td>'
        f'<td>{why}</td><td class="num">{sure}</td></tr>'
    )


def _safety(report: Report, labels: Labels, word: _Word) -> str:
    if not report.safety:
        return f"<p>{word('no_safety')}</p>"
    rows = [
        f'<tr><td>{when(event.at)}</td><td class="mark {event.risk.value}">'
        f"{escape(labels.level[event.risk.value].in_(report.language))}</td>"
        f'<td><q>{escape(event.words)}</q></td><td class="turn">{event.number}</td></tr>'
        for event in report.safety
    ]
    head = f"<th>{word('date')}</th><th>{word('level')}</th><th>{word('quote')}</th>"
    return _table(f'{head}<th class="turn">{word("turn")}</th>', rows)


def _evidence(module: Module, report: Report, labels: Labels, word: _Word) -> str:
    rows = [_criterion(criterion, report, labels) for criterion in module.criteria]
    head = "".join(f"<th>{word(name)}</th>" for name in ("criterion", "status", "quote"))
    head += f'<th class="turn">{word("turn")}</th><th class="num">{word("confidence")}</th>'
    return f"<h3>{escape(module.title)}</h3>{_table(head, rows, 'evidence')}"


def _criterion(criterion: CriterionRow, report: Report, labels: Labels) -> str:
    status = labels.status[criterion.status.value].in_(report.language)
    if len(criterion.evidence) > 1:
        words, turns = f'<span class="sum">{escape(criterion.sum)}</span>', ""
    else:
        quotes = [e for e in criterion.evidence if e.quote]
        words = "<br>".join(f"<q>{escape(e.quote)}</q>" for e in quotes)
        turns = "<br>".join(str(e.number) for e in quotes)
    sure = f"{criterion.confidence:.2f}" if criterion.confidence else ""
    return (
        f'<tr><td>{escape(criterion.text)}</td><td class="mark {criterion.status.value}">'
        f'{escape(status)}</td><td>{words}</td><td class="turn">{turns}</td>'
        f'<td class="num">{sure}</td></tr>'
    )


def _texts(title: str, texts: tuple[str, ...], *, quoted: bool) -> str:
    if not texts:
        return ""
    mark = "q" if quoted else "span"
    items = "".join(f"<li><{mark}>{escape(text)}</{mark}></li>" for text in texts)
    return f"<h2>{title}</h2><ul>{items}</ul>"


def _table(head: str, rows: list[str], kind: str = "") -> str:
    return f'<div class="wide"><table class="{kind}"><tr>{head}</tr>{"".join(rows)}</table></div>'
