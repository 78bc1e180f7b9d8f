"""Jobs: what is left of a run, what is handed over, and that no more than so many go on at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kernel.errors import DataError, ModelRubbish, SettingsError
from sim.arena.account import Session
from sim.arena.counsellor import Answer, Counsellor
from sim.arena.fleet import Done, Fleet, Job, left_of
from sim.arena.folder import Folder, write
from sim.arena.order import draw
from sim.arena.record import Record
from sim.judging.sheet import Sheet
from sim.match import End, Fault, Match, Say, Transcript, Usage
from tests.sim.arena.played import CARDS, match, order, record, sheet
from tests.sim.arena.test_play import Readers


class Crowd(Readers):
    """Everybody says the same, in as many rounds as there are."""

    def __init__(self) -> None:
        super().__init__(*[Say(text="x")] * 999)


class Counting:
    """A counsellor that sees how many are with it at once."""

    usage = Usage()
    most = now = 0

    async def greet(self) -> Answer:
        return Answer(said=("Hello.",))

    async def answer(self, text: str) -> Answer:
        await asyncio.sleep(0)
        return Answer(said=("Yes?",))

    async def log(self) -> tuple[str, tuple[dict[str, object], ...]]:
        return "", ()


class OneJudge:
    name = "one"

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails

    async def judge(self, transcript: Transcript, repeat: int) -> Sheet:
        if self.fails:
            raise ModelRubbish("no JSON")
        return sheet(transcript.match, 2, "one", repeat)


class Suspicious:
    async def check(self, transcript: Transcript) -> tuple[Fault, ...]:
        return (Fault(reason="left_role", round=1, quote="x"),)


def fleet(counting: Counting, *judges: OneJudge, **more: object) -> Fleet:
    @asynccontextmanager
    async def open_talk(of: Match) -> AsyncIterator[Counsellor]:
        counting.now += 1
        counting.most = max(counting.most, counting.now)
        yield counting
        counting.now -= 1

    made = Fleet(cast=Crowd(), open_talk=open_talk, judges=judges)
    return replace(made, **more)  # type: ignore[arg-type]


async def test_all_are_played_a_few_at_a_time_and_handed_over_as_they_end() -> None:
    counting = Counting()
    kept: list[object] = []
    jobs = [Job(match=m, record=None, sheets=((0, 0), (0, 1))) for m in draw(order(), CARDS)]
    await fleet(counting, OneJudge(), at_once=3).run(jobs, kept.append)
    assert counting.most == 3
    assert sum(isinstance(one, Record) for one in kept) == 24
    assert sum(isinstance(one, tuple) for one in kept) == 48
    assert sum(isinstance(one, Done) for one in kept) == 24


async def test_an_invalid_match_is_not_judged_and_a_judge_that_fails_makes_nothing_up() -> None:
    kept: list[object] = []
    job = Job(match=match(), record=None, sheets=((0, 0),))
    await fleet(Counting(), OneJudge(), fidelity=Suspicious()).run([job], kept.append)
    (played, done) = kept
    assert isinstance(played, Record) and played.reasons == ("left_role",)
    assert isinstance(done, Done) and not done.unjudged
    kept.clear()
    await fleet(Counting(), OneJudge(fails=True)).run([job], kept.append)
    assert isinstance(kept[-1], Done) and kept[-1].unjudged == ("one: ModelRubbish",)
    assert not any(isinstance(one, tuple) for one in kept)


def test_what_is_left_is_what_was_not_kept(tmp_path: Path) -> None:
    ordered = order("one", clients=4)
    folder = Folder.begin(tmp_path / "run", ordered)
    matches = draw(ordered, CARDS)
    assert [job.match for job in left_of(ordered, matches, folder)] == list(matches)
    played = [record(one) for one in matches]
    folder.keep_record(played[0])
    folder.keep_sheet(sheet(matches[0], 2), 0)
    folder.keep_record(played[1])
    folder.keep_record(replace(played[2], transcript=replace(played[2].transcript, end=End.FAILED)))
    folder.keep_record(replace(played[3], faults=(Fault(reason="left_role"),)))
    left = left_of(ordered, matches, folder)
    assert [(job.match, job.record is None) for job in left] == [
        (matches[1], False),
        (matches[2], True),
    ]
    assert left_of(order("one", clients=4, judges=["none"]), matches, folder)[0].sheets == ()


def test_a_folder_gives_back_what_it_was_given(tmp_path: Path) -> None:
    ordered = order()
    folder = Folder.begin(tmp_path, ordered)
    assert folder.order() == ordered
    kept, given = record(match()), sheet(match(), 3, repeat=1)
    folder.keep_record(kept)
    folder.keep_sheet(given, 0)
    folder.keep_rating(given, "ann")
    session = Session(start_ms=5, share=0, seconds=2.0, usage={"people": Usage(requests=1)})
    folder.keep_session(session)
    assert folder.record(match().id) == kept and folder.sheet(match().id, 0, 1) == given
    assert list(folder.ratings()) == [given] and folder.sessions() == [session]
    logged = replace(kept, transcript=replace(kept.transcript, events=({"kind": "x"},)))
    folder.keep_record(logged)
    assert folder.words(match().id) == kept and folder.words("nobody--x--0") is None
    assert folder.record("nobody--x--0") is None and folder.sheet("x", 0, 0) is None
    assert not list(tmp_path.rglob(".*")), "nothing half-written is left"


def test_a_folder_belongs_to_one_run(tmp_path: Path) -> None:
    Folder.begin(tmp_path, order())
    with pytest.raises(SettingsError, match="holds a run already"):
        Folder.begin(tmp_path, order())
    with pytest.raises(SettingsError, match="holds no run"):
        Folder(tmp_path / "else").order()
    write(tmp_path / "matches" / f"{match().id}.json", b'{"transcript": 1}')
    with pytest.raises(DataError, match="--resume plays it again"):
        Folder(tmp_path).record(match().id)
    write(tmp_path / "order.json", b"{}")
    with pytest.raises(DataError, match=r"order\.json"):
        Folder(tmp_path).order()
