"""Draws a tree as one SVG: a row for each node, the way on runs down, jumps run in lanes beside it.

Trees are acyclic, so every edge leads down. Jumps that do not overlap share a lane.
"""

from dataclasses import dataclass
from html import escape
from importlib.resources import files

from kernel.events import Language
from policies.interview.tree import CountGate, End, Intro, Level, Question, Tree, targets

ROW, BOX, LEFT, WIDTH, LANE, GUTTER = 58, 44, 20, 620, 26, 16
"""Pixels."""
_LETTERS = 80
"""Half widths of a letter that fit on the line of a box."""


@dataclass(frozen=True, slots=True)
class _Edge:
    start: int
    end: int
    labels: tuple[str, ...]


def svg(tree: Tree, language: Language) -> str:
    """A whole SVG document."""
    order = _order(tree)
    rows = {id: n for n, id in enumerate(order)}
    edges = _edges(tree, rows)
    jumps = sorted((e for e in edges if e.end > e.start + 1), key=lambda e: (e.start, e.end))
    lanes = _lanes(jumps)
    right = LEFT + WIDTH + GUTTER + LANE * (max(lanes.values(), default=0) + 1) + 70
    height = ROW * len(order) + 20
    css = files("policies.interview").joinpath("drawing.css").read_text(encoding="utf-8")
    body = [
        *(_straight(e) for e in edges if e.end == e.start + 1),
        *(_jump(e, lanes[e]) for e in jumps),
        *(_box(tree, id, n, language) for id, n in rows.items()),
    ]
    title = escape(tree.title.in_(language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right} {height}" width="{right}" '
        f'height="{height}" role="img" aria-label="{title}"><style>{css}</style>'
        f"{''.join(body)}</svg>\n"
    )


def _order(tree: Tree) -> list[str]:
    """Every node below all nodes that lead to it, else as in the file."""
    left = {node.id: 0 for node in tree.nodes}
    for node in tree.nodes:
        for to in set(targets(node).values()):
            left[to] += 1
    order: list[str] = []
    ids = [node.id for node in tree.nodes]
    while len(order) < len(ids):
        id = next(one for one in ids if one not in order and left[one] == 0)
        order.append(id)
        for to in set(targets(tree.node(id)).values()):
            left[to] -= 1
    return order


def _edges(tree: Tree, rows: dict[str, int]) -> list[_Edge]:
    """One edge for all labels that lead from one node to the same other."""
    found: list[_Edge] = []
    for node in tree.nodes:
        by_target: dict[str, list[str]] = {}
        for label, to in targets(node).items():
            by_target.setdefault(to, []).append(label)
        found.extend(
            _Edge(rows[node.id], rows[to], tuple(filter(None, labels)))
            for to, labels in by_target.items()
        )
    return found


def _lanes(jumps: list[_Edge]) -> dict[_Edge, int]:
    """The innermost lane that is free for each jump; short jumps first."""
    lanes: dict[_Edge, int] = {}
    for edge in sorted(jumps, key=lambda e: e.end - e.start):
        taken = {lane for o, lane in lanes.items() if edge.start < o.end and o.start < edge.end}
        lanes[edge] = next(n for n in range(len(jumps)) if n not in taken)
    return lanes


def _middle(row: int) -> float:
    return 10 + ROW * row + BOX / 2


def _straight(edge: _Edge) -> str:
    x, top = LEFT + 40, 10 + ROW * edge.start + BOX
    bottom = 10 + ROW * edge.end
    kind = edge.labels[0] if len(edge.labels) == 1 else ""
    return (
        f'<path class="edge {kind}" d="M{x} {top}V{bottom - 5}"/>{_head(x, bottom)}'
        f'<text class="label" x="{x + 8}" y="{(top + bottom) / 2 + 4}">{_words(edge)}</text>'
    )


def _jump(edge: _Edge, lane: int) -> str:
    x, out = LEFT + WIDTH, LEFT + WIDTH + GUTTER + LANE * lane + 10
    y, to = _middle(edge.start) + 6, _middle(edge.end) - 6
    kind = edge.labels[0] if len(edge.labels) == 1 else ""
    return (
        f'<path class="edge {kind}" d="M{x} {y}H{out - 8}Q{out} {y} {out} {y + 8}V{to - 8}'
        f'Q{out} {to} {out - 8} {to}H{x + 5}"/>'
        f'<path d="M{x} {to}l6 -3.5v7z" fill="#8a8290"/>'
        f'<text class="label" x="{x + 6}" y="{y - 4}">{_words(edge)}</text>'
    )


def _head(x: float, y: float) -> str:
    return f'<path d="M{x} {y}l-3.5 -6h7z" fill="#8a8290"/>'


def _words(edge: _Edge) -> str:
    return escape(" / ".join(edge.labels))


def _box(tree: Tree, id: str, row: int, language: Language) -> str:
    node = tree.node(id)
    y = 10 + ROW * row
    match node:
        case Question():
            tag, text = _tag(node), node.ask.in_(language)
        case CountGate():
            tag = f"count · at least {node.at_least} of {len(node.of)} yes"
            text = ", ".join(node.of)
        case Intro():
            tag, text = "says", node.say.in_(language)
        case Level():
            tag, text = "level", "points so far become a level"
        case End():
            tag, text = "end", ""
    return (
        f'<g class="{node.kind}"><title>{escape(text)}</title>'
        f'<rect class="box" x="{LEFT}" y="{y}" width="{WIDTH}" height="{BOX}" rx="8"/>'
        f'<text x="{LEFT + 14}" y="{y + 18}"><tspan class="id">{escape(id)}</tspan>'
        f'<tspan class="tag" dx="10">{escape(tag)}</tspan></text>'
        f'<text class="text" x="{LEFT + 14}" y="{y + 35}">{escape(_cut(text))}</text></g>'
    )


def _tag(question: Question) -> str:
    parts = [question.kind, question.window]
    if question.share is not None:
        parts.append(f"on {question.share:.0%} of days")
    if question.lasting_days is not None:
        parts.append(f"{question.lasting_days} days or more")
    if question.risk is not None:
        parts.append(f"yes: crisis {question.risk}")
    if question.points:
        parts.append(f"{question.points} points")
    return " · ".join(parts)


def _cut(text: str) -> str:
    """As much as fits on a line; a Chinese character is as wide as two letters."""
    room = _LETTERS
    for n, char in enumerate(text):
        room -= 2 if ord(char) > 0x2E7F else 1
        if room < 0:
            return text[:n].rstrip() + "…"
    return text
