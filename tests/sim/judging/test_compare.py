"""Two talks side by side: both orders are asked, and who goes by the place is found out."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fireside.commands.arena import app
from fireside.commands.arena_compare import pairs_of
from kernel.events import Language
from kernel.ports import Ask
from sim.arena.folder import Folder
from sim.figures.agreement import positions
from sim.judging.compare import Choice, Comparer
from tests.sim.arena.played import CARDS, match, transcript

GOOD, BAD = "What hurts most about it?", "Cheer up."


class Judge:
    """Says what `rule` makes of the question."""

    name = "judge"

    def __init__(self, rule: str) -> None:
        self._rule = rule
        self.asked: list[str] = []

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        yield ""

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        text = ask.messages[0].text
        self.asked.append(text)
        first = text.index(GOOD) < text.index(BAD)
        better = {"first": "A", "tie": "tie", "words": "A" if first else "B"}[self._rule]
        return {"round": 1, "better": better}


async def chosen(rule: str, language: Language = Language.EN) -> tuple[Choice, list[str]]:
    card = next(card for card in CARDS if card.language is language)
    a = transcript(match("one", card), [("I failed.", GOOD)])
    b = transcript(match("two", card), [("I failed.", BAD)])
    judge = Judge(rule)
    return await Comparer("judge", judge).compare(a, b), judge.asked


@pytest.mark.parametrize("language", Language)
async def test_a_judge_that_goes_by_the_words_is_steady(language: Language) -> None:
    choice, asked = await chosen("words", language)
    assert choice.steady and choice.winner == choice.a and choice.firsts == 1
    assert len(asked) == 2 and asked[0].index(GOOD) < asked[0].index(BAD)
    assert asked[1].index(BAD) < asked[1].index(GOOD)
    assert all(re.search("1 C: I failed", text) for text in asked)


async def test_a_judge_that_goes_by_the_place_has_no_choice() -> None:
    choice, _ = await chosen("first")
    assert not choice.steady and choice.winner == "" and choice.firsts == 2
    tie, _ = await chosen("tie")
    assert tie.steady and tie.winner == "" and tie.firsts == 0


async def test_the_share_of_first_places_shows_it() -> None:
    swayed, steady, tie = [(await chosen(rule))[0] for rule in ("first", "words", "tie")]
    (told,) = positions([swayed, swayed, steady, tie])
    assert told.pairs == 4 and told.steady == 0.5 and told.first == pytest.approx(5 / 6)
    assert positions([tie])[0].first == 0.5 and positions([]) == []


def test_a_run_is_compared_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    bots = "one=vanilla:scripted,two=prompted:scripted"
    what = ("--bots", bots, "--clients", "3", "--rounds", "2", "--out", out)
    assert CliRunner().invoke(app, ["run", *what]).exit_code == 0
    folder = Folder(tmp_path / "run")
    assert len(pairs_of(folder, 3)) == 3 and len(pairs_of(folder, 1)) == 1
    for _ in range(2):
        ran = CliRunner().invoke(app, ["compare", out, "--judge", "scripted"])
        assert ran.exit_code == 0, ran.exception
        assert len(list(folder.choices())) == 3
    assert '"position"' in (tmp_path / "run" / "analysis.json").read_text()
