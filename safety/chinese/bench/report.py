"""A result as JSON, as a table for a terminal, and as a page with a plot."""

import html
from collections.abc import Sequence
from importlib.resources import files
from string import Template
from typing import Any

from rich.table import Table

from safety.chinese.bench.figures import Rate
from safety.chinese.bench.measure import Result
from safety.chinese.perturb import Kind

WIDTH, HEIGHT, LEFT, TOP = 860, 300, 46, 20
COLOURS = ("#2f6f8f", "#c8553d", "#6a994e", "#8d6b94", "#bc8a2f", "#4a4e69")


def brief(result: Result) -> dict[str, Any]:
    """The figures of one model under the names that other programs read."""
    return {
        "base": _round(result.base.share),
        "avg8": _round(result.recovery.average),
        "recovery": _round(result.recovery.ratio),
        "per_kind": {kind: _round(result.per_kind[kind].share) for kind in Kind},
        "fpr": _round(result.fpr.share),
        "fpr_perturbed": _round(result.fpr_perturbed.share),
        "f1": _round(result.f1),
        "ece": _round(result.ece),
        "p50_ms": _round(result.p50_ms),
        "p99_ms": _round(result.p99_ms),
        "n": result.n,
        "threshold": _round(result.threshold),
        "variant": result.variant,
    }


def details(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Every row of the table, with counts and 95 % intervals."""
    return [
        {
            **brief(result),
            "base_interval": result.base.interval(),
            "avg8_interval": result.recovery.average_interval,
            "recovery_interval": result.recovery.ratio_interval,
            "fpr_interval": result.fpr.interval(),
            "fpr_perturbed_interval": result.fpr_perturbed.interval(),
            "per_kind_interval": {k: r.interval() for k, r in result.per_kind.items()},
            "benign": {k: [r.hits, r.n] for k, r in result.per_kind_benign.items()},
            "per_second": _round(result.per_second),
            "skipped": result.skipped,
        }
        for result in results
    ]


def table(results: Sequence[Result]) -> Table:
    """One column a model; intervals are 95 %."""
    made = Table("", *(result.variant for result in results), box=None)
    made.add_row("base", *(_with_interval(r.base) for r in results), style="bold")
    for kind in Kind:
        made.add_row(f"  {kind}", *(_with_interval(r.per_kind[kind]) for r in results))
    made.add_row(
        "average",
        *(_span(r.recovery.average, r.recovery.average_interval) for r in results),
        style="bold",
    )
    made.add_row("recovery", *(_span(r.recovery.ratio, r.recovery.ratio_interval) for r in results))
    made.add_row("false positives", *(_with_interval(r.fpr) for r in results), style="bold")
    for name in results[0].per_kind_benign:
        made.add_row(f"  {name}", *(_with_interval(r.per_kind_benign[name]) for r in results))
    made.add_row("  disguised", *(_with_interval(r.fpr_perturbed) for r in results))
    made.add_row("F1", *(f"{r.f1:.3f}" for r in results))
    made.add_row("calibration error", *(f"{r.ece:.3f}" for r in results))
    made.add_row("threshold", *(f"{r.threshold:.3f}" for r in results))
    made.add_row("p50 / p99 ms", *(f"{r.p50_ms:.2f} / {r.p99_ms:.2f}" for r in results))
    made.add_row("texts a second", *(f"{r.per_second:,.0f}" for r in results))
    made.add_row("n (left out)", *(f"{r.n} ({r.skipped})" for r in results))
    return made


def page(results: Sequence[Result]) -> str:
    """An HTML page with bars for every kind, whiskers for 95 %, and a line at 5 % below them."""
    template = files("safety.chinese.bench").joinpath("page.html").read_text(encoding="utf-8")
    found = [
        ("base", [r.base for r in results]),
        *((str(kind), [r.per_kind[kind] for r in results]) for kind in Kind),
    ]
    wronged = [
        ("plain", [r.fpr for r in results]),
        *(
            (name, [r.per_kind_benign[name] for r in results])
            for name in results[0].per_kind_benign
        ),
    ]
    legend = "".join(
        f'<li><i style="background:{COLOURS[i % len(COLOURS)]}"></i>{html.escape(r.variant)}</li>'
        for i, r in enumerate(results)
    )
    return Template(template).substitute(
        legend=legend, found=_bars(found, 1.0, 0.25), wronged=_bars(wronged, 0.2, 0.05)
    )


def _bars(groups: Sequence[tuple[str, Sequence[Rate]]], top: float, step: float) -> str:
    """An SVG of grouped bars from 0 to `top`."""
    room = (WIDTH - LEFT) / len(groups)
    width = room * 0.7 / max(1, len(groups[0][1]))
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT + TOP + 40}" role="img">']
    for mark in range(round(top / step) + 1):
        at = _height(mark * step, top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{at:.1f}" y2="{at:.1f}" class="grid"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" class="y">{mark * step:.0%}</text>')
    for group, (name, rates) in enumerate(groups):
        left = LEFT + group * room + room * 0.15
        for at, each in enumerate(rates):
            parts.append(_bar(each, left + at * width, width, top, COLOURS[at % len(COLOURS)]))
        middle = left + room * 0.35
        parts.append(f'<text x="{middle:.1f}" y="{HEIGHT + TOP + 18}" class="x">{name}</text>')
    return "".join([*parts, "</svg>"])


def _bar(each: Rate, x: float, width: float, top: float, colour: str) -> str:
    low, high = each.interval()
    y, middle = _height(each.share, top), x + width * 0.45
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width * 0.9:.1f}" '
        f'height="{HEIGHT + TOP - y:.1f}" fill="{colour}">'
        f"<title>{each.share:.3f} ({low:.3f} to {high:.3f}), n={each.n}</title></rect>"
        f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="{_height(high, top):.1f}" '
        f'y2="{_height(low, top):.1f}" class="whisker"/>'
    )


def _height(share: float, top: float) -> float:
    return TOP + HEIGHT * (1 - min(share, top) / top)


def _with_interval(each: Rate) -> str:
    if not each.n:
        return "-"
    return _span(each.share, each.interval())


def _span(value: float, interval: tuple[float, float]) -> str:
    return f"{value:.3f} ({interval[0]:.3f}-{interval[1]:.3f})"


def _round(value: float) -> float:
    return round(value, 4)
