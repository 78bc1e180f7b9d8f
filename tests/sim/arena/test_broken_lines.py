"""Half of the simulated people lose their connection in a talk, and no word is lost."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from fireside.private import private_service
from sim.arena.counsellor import of_service
from sim.arena.order import draw
from sim.arena.play import play
from sim.match import CardRef, Cast, Heard, Leave, Match, Person, Say, Transcript, Usage
from sim.npc.casts import scripted_cast
from tests.channels.web.lines import Line, line_to
from tests.sim.arena.played import order

CUT_AT = (2, 3, 5)
BOTS = {"restructuring": "restructuring"}


@dataclass
class Service:
    """As much of a site as a line needs."""

    url: str


class Cutting:
    """A player whose line is cut: once just before words are sent, and then while they are on
    their way."""

    def __init__(self, person: Person, line: Line) -> None:
        self._person = person
        self._line = line

    @property
    def usage(self) -> Usage:
        return self._person.usage

    async def next(self, heard: Heard) -> Say | Leave:
        said = await self._person.next(heard)
        if heard.round == CUT_AT[0]:
            self._line.cut()
        elif heard.round in CUT_AT:
            asyncio.get_running_loop().call_later(0.02, self._line.cut)
        return said


class CuttingCast:
    def __init__(self, cast: Cast, line: Line) -> None:
        self._cast = cast
        self._line = line
        self.name = cast.name

    def cards(self) -> Sequence[CardRef]:
        return self._cast.cards()

    def person(self, match: Match) -> Cutting:
        return Cutting(self._cast.person(match), self._line)


def words(talk: Transcript) -> list[tuple[int, str, str]]:
    return [(turn.round, turn.side, turn.text) for turn in talk.turns]


async def test_a_talk_over_a_line_that_is_cut_is_the_same_talk() -> None:
    cast = scripted_cast()
    matches = draw(order("restructuring", clients=6, rounds=7), cast.cards())
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(private_service("none"))
        lines = [await stack.enter_async_context(line_to(Service(url))) for _ in matches[::2]]  # type: ignore[arg-type]
        async with asyncio.TaskGroup() as group:
            whole = [group.create_task(play(m, cast, of_service(url, BOTS))) for m in matches]
            cut = [
                group.create_task(play(m, CuttingCast(cast, line), of_service(line.url, BOTS)))
                for m, line in zip(matches[::2], lines, strict=True)
            ]
    for broken, as_it_was in zip(cut, whole[::2], strict=True):
        assert words(broken.result()) == words(as_it_was.result())
        assert broken.result().end is as_it_was.result().end
        kinds = [Counter(event["kind"] for event in t.result().events) for t in (broken, as_it_was)]
        assert kinds[0] == kinds[1], "nothing was heard, said or judged twice"
    assert all(line.joined > 1 + len(CUT_AT) for line in lines), "a line was not cut"
