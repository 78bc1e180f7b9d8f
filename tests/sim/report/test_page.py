"""The page: self-contained, in both languages, with every talk and no word of a talk as markup."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from kernel.events import Language, Notice, Outcome, Side
from sim.arena.order import draw
from sim.figures.scored import results
from sim.match import Fault, Ruling
from sim.report.charts import line, radar
from sim.report.page import page
from sim.report.talks import talks
from sim.report.wording import Wording
from tests.sim.arena.played import CARDS, order, record
from tests.sim.figures.made import run

EVIL = '<script>alert(1)</script><img src=x onerror="x">'


def made(path: Path) -> str:
    folder = run(path, lambda bot, person, *_: (person + (bot == "one")) % 5)
    first, second, *_ = draw(order(), CARDS)
    kept = record(first)
    held = Ruling(side=Side.BOT, guard="toxicity", kind="block", labels=("insult",), reason="why")
    turns = [
        replace(t, text=EVIL, rulings=(held,), outcome=Outcome.BLOCKED, node="closing",
                notices=((Notice.BLOCKED, "Held back."),))
        if t.side is Side.BOT and t.round == 2 else t
        for t in kept.transcript.turns
    ]  # fmt: skip
    folder.keep_record(replace(kept, transcript=replace(kept.transcript, turns=tuple(turns))))
    folder.keep_record(replace(record(second), faults=(Fault(reason="left_role", quote="q"),)))
    return page(results(folder, CARDS), folder, Language.EN)


def test_it_is_one_file_in_which_nothing_can_run(tmp_path: Path) -> None:
    html = made(tmp_path)
    assert EVIL not in html and "&lt;script&gt;alert(1)" in html
    assert not re.search(r'(src|href)="(?!data:|#)', html) and "<script" not in html
    assert "default-src 'none'; style-src 'sha256-" in unescape(html)
    assert ' style="' not in html.partition("</style>")[2]


def test_it_shows_figures_failures_and_every_talk(tmp_path: Path) -> None:
    html = made(tmp_path)
    for match in draw(order(), CARDS):
        assert f'id="{match.id}"' in html
    assert "toxicity: block insult why" in html and "Held back." in html
    assert "left_role" in html and "closing" in html and "counts words" in html
    for words in ("Who counsels better", "Trust", "Active listening", "Timing", "Family"):
        assert words in html
    assert html.count('class="radar"') == 3


def test_a_judge_that_tells_nothing_apart_is_named_at_the_top(tmp_path: Path) -> None:
    flat, seeing = run(tmp_path / "a", lambda *_: 2), run(tmp_path / "b", lambda b, p, *_: p % 5)
    top = page(results(flat, CARDS), flat, Language.EN).partition("Who counsels better")[0]
    assert "rules gave 100 % of its scores alike" in top
    top = page(results(flat, CARDS), flat, Language.ZH).partition("<section")[0]
    assert "rules 有 100% 的分数都一样" in top
    assert "scores alike" not in page(results(seeing, CARDS), seeing, Language.EN)


def test_chinese_is_chinese(tmp_path: Path) -> None:
    folder = run(tmp_path, lambda *_: 2)
    html = page(results(folder, CARDS), folder, Language.ZH)
    assert '<html lang="zh-Hans">' in html and "谁做得更好" in html and "积极倾听" in html
    assert "Who counsels" not in html


def test_both_languages_have_the_same_words() -> None:
    zh, en = (Wording.load(language) for language in Language)
    assert zh.keys == en.keys
    with pytest.raises(Exception, match="has no nonsense"):
        zh("nonsense")


def test_a_talk_carries_its_evidence(tmp_path: Path) -> None:
    folder = run(tmp_path, lambda *_: 3)
    (talk, *_) = talks(results(folder, CARDS), Wording.load(Language.EN))
    first = next(said for said in talk.said if said.round == 1 and not said.person)
    assert len(first.marks) == 33 and first.marks[0].judge == "rules"
    person = next(said for said in talk.said if said.person)
    assert person.facts[0] == "Trust building" and "Distress 0.50" in person.facts[1]
    assert [points for _, points, _, _ in talk.totals] == [48, 24, 27]


def test_drawings_put_numbers_where_they_belong() -> None:
    drawn = radar(["a", "b", "c", "d"], {"x": [1, 0.5, 0, 1]}, radius=100)
    assert drawn.shapes[0].points == "0.0,-100.0 50.0,0.0 0.0,0.0 -100.0,0.0"
    assert [axis.anchor for axis in drawn.axes] == ["middle", "start", "middle", "end"]
    told = line({"x": (1000, 900, 1100), "y": (1000, 1000, 1000)}, width=400)
    assert told.whiskers[0].at == 200 and told.whiskers[0].low == 0
    assert told.ticks[0] == (0, "900") and told.ticks[-1] == (400, "1100")
    assert line({"x": (1000, 1000, 1000)}).whiskers[0].at == 280
