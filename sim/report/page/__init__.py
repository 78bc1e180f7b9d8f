"""The report as one HTML file: nothing is fetched, nothing can run."""

import base64
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kernel.events import Language, Side
from sim.arena.folder import Folder
from sim.figures.scored import Results
from sim.figures.summary import analysis, summary
from sim.match import Stage, Theme
from sim.report.charts import Line, Radar, line, radar
from sim.report.talks import talks
from sim.report.wording import Wording

TOP = 13 / 3
"""The highest overall score: the mean of 4, 4 and 5."""


def page(results: Results, folder: Folder, language: Language) -> str:
    """The whole document; from `folder` come sessions, ratings and choices."""
    words = Wording.load(language)
    style = "\n".join(
        files(package).joinpath(name).read_text(encoding="utf-8")
        for package, name in (
            ("channels.web.widget", "look/tokens.css"),
            ("sim.report.page", "report.css"),
        )
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    templates = Environment(
        loader=PackageLoader("sim.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found = analysis(results, tuple(folder.ratings()), tuple(folder.choices()))
    told = summary(results, folder.sessions())
    return templates.get_template("report.html").render(
        w=words,
        lang="zh-Hans" if language is Language.ZH else "en",
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'",
        style=Markup(style),  # ours, from files; the only text that is not escaped
        order=results.order,
        rubric=results.rubric,
        bots=results.bots,
        series={bot: n for n, bot in enumerate(results.bots)},
        summary=told,
        found=found,
        ratings=_ratings(told),
        radars=_radars(results, found, language),
        themes=[
            theme for theme in Theme if any(theme in b["themes"] for b in found["bots"].values())
        ],
        stages=[
            stage for stage in Stage if any(stage in b["stages"] for b in found["bots"].values())
        ],
        top=TOP,
        talks=talks(results, words),
        stops=_stops(results),
        language=language,
    )


def _ratings(told: Mapping[str, Any]) -> Line:
    return line({bot: (r["rating"], r["low"], r["high"]) for bot, r in told["ratings"].items()})


def _radars(
    results: Results, found: Mapping[str, Any], language: Language
) -> list[tuple[str, Radar]]:
    """One a scale; none where nothing was judged."""
    drawn = []
    for scale, file in results.rubric.scales.items():
        shares = {
            bot: [told["items"][scale.value][item.id]["value"] / file.max for item in file.items]
            for bot, told in found["bots"].items()
            if scale.value in told["items"]
        }
        if shares:
            labels = [item.name.in_(language) for item in file.items]
            drawn.append((file.title.in_(language), radar(labels, shares)))
    return drawn


def _stops(results: Results) -> list[tuple[str, str, int, str]]:
    """Match, bot, round and outcome of every turn that was stopped or broke."""
    return [
        (r.transcript.match.id, r.transcript.match.counsellor, turn.round, turn.outcome.value)
        for r in results.records
        for turn in r.transcript.turns
        if turn.side is Side.BOT and turn.outcome is not None and turn.outcome.value != "answered"
    ]
