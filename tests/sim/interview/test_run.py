"""A few people over the real websocket, from the draw to the summary."""

from importlib.resources import files
from pathlib import Path

from fireside.private import private_service
from kernel.events import Language
from sim.interview.run import Order, interview_all, summary
from sim.interview.score import Judged, over_all
from sim.interview.sitting import MESSAGES

FOLDER = Path(str(files("bots"))) / "interview"


async def test_people_are_interviewed_and_scored() -> None:
    ticks: list[Judged] = []
    async with private_service("none") as url:
        order = Order(url=url, folder=FOLDER, count=4, seed=1, at_once=4)
        people = await interview_all(order, ticks.append)
    assert [one.sat.profile.number for one in people] == [0, 1, 2, 3]
    assert len(ticks) == 4
    assert {one.sat.profile.language for one in people} == set(Language)
    for one in people:
        assert one.sat.ended and one.seen.complete, one.sat.profile
        assert one.seen.wrong == []
        assert 15 <= len(one.seen.asked) <= one.sat.messages < MESSAGES
    found = summary(people)
    assert found["people"] == found["ended"] == 4
    assert found["navigation_errors"] == 0
    assert set(found["modules"]) == set(people[0].found)
    assert found["mean_turns"] > 15
    right = over_all(tuple(people[0].found), people)
    assert right.n == 20 and right.k == sum(
        one.pair(name) in (("yes", "yes"), ("no", "no")) for one in people for name in one.found
    )
