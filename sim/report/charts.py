"""Where the points of the drawings lie: numbers in, coordinates out; the templates draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

SERIES = 7
"""Colours there are (Okabe and Ito, without the yellow that paper swallows); then they repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    x: float
    y: float
    anchor: str
    """Where a label stands to it: start, middle, end."""
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    series: int
    name: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    size: int
    rings: tuple[float, ...]
    spokes: tuple[tuple[float, float], ...]
    axes: tuple[Axis, ...]
    shapes: tuple[Shape, ...]


def radar(
    labels: Sequence[str], shares: Mapping[str, Sequence[float]], radius: float = 100
) -> Radar:
    """One axis a label, from 0 at the middle to 1 at the rim; centred on nought."""
    angles = [2 * pi * n / len(labels) - pi / 2 for n in range(len(labels))]
    out = radius + 12

    def anchor(angle: float) -> str:
        return "middle" if abs(cos(angle)) < 0.2 else ("start" if cos(angle) > 0 else "end")

    return Radar(
        size=round(radius),
        rings=tuple(radius * part for part in (0.25, 0.5, 0.75, 1.0)),
        spokes=tuple((_near(radius * cos(a)), _near(radius * sin(a))) for a in angles),
        axes=tuple(
            Axis(x=_near(out * cos(a)), y=_near(out * sin(a) + 4), anchor=anchor(a), label=label)
            for a, label in zip(angles, labels, strict=True)
        ),
        shapes=tuple(
            Shape(
                series=n % SERIES,
                name=name,
                points=" ".join(
                    f"{radius * share * cos(a):.1f},{radius * share * sin(a):.1f}"
                    for a, share in zip(angles, values, strict=True)
                ),
            )
            for n, (name, values) in enumerate(shares.items())
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisker:
    """A value and its interval on a line from 0 to `Line.width`."""

    series: int
    name: str
    at: float
    low: float
    high: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    width: int
    ticks: tuple[tuple[float, str], ...]
    whiskers: tuple[Whisker, ...]


def line(values: Mapping[str, tuple[float, float, float]], width: int = 560) -> Line:
    """Value, low and high by name, on one scale with round ticks."""
    lows, highs = [v[1] for v in values.values()], [v[2] for v in values.values()]
    step = _step(max(highs) - min(lows))
    first, last = step * (min(lows) // step), step * -(-max(highs) // step)
    if first == last:
        first, last = first - step, last + step

    def place(value: float) -> float:
        return round(width * (value - first) / (last - first), 1)

    count = round((last - first) / step)
    return Line(
        width=width,
        ticks=tuple((place(first + n * step), f"{first + n * step:g}") for n in range(count + 1)),
        whiskers=tuple(
            Whisker(
                series=n % SERIES,
                name=name,
                at=place(value),
                low=place(low),
                high=place(high),
                told=f"{value:.0f} [{low:.0f}, {high:.0f}]",
            )
            for n, (name, (value, low, high)) in enumerate(values.items())
        ),
    )


def _step(span: float) -> float:
    """A round step that gives five ticks or so."""
    for step in (10.0, 20.0, 50.0, 100.0, 200.0, 500.0):
        if span <= 6 * step:
            return step
    return 1000.0


def _near(place: float) -> float:
    return round(place, 1)
