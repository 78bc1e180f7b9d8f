"""A row of the list is right, is read once, and holds no word."""

from functools import reduce

from hypothesis import given

from adapters.memory import MemoryStore
from channels.console.summary import Shelf, Summary, told
from kernel.events import BotSpoke, MessageReceived
from kernel.records import Recorded
from kernel.state import replay
from tests.channels.transcript.restructuring import restructuring
from tests.fakes import opened, said
from tests.kernel.strategies import HERE, histories


@given(histories)
def test_it_says_what_the_state_says(entries: list[Recorded]) -> None:
    summary, state = reduce(told, entries, Summary(id=HERE)), replay(HERE, entries)
    assert (summary.seq, summary.phase, summary.labels) == (state.seq, state.phase, state.labels)
    assert summary.crisis == (state.crisis.risk if state.crisis else None)
    words = [e for e in entries if isinstance(e.event, MessageReceived | BotSpoke)]
    assert summary.messages == len(words)


def test_it_holds_no_word_of_anybody() -> None:
    entries = restructuring()
    summary = reduce(told, entries, Summary(id=HERE))
    assert "混进来" not in str(summary)
    assert (summary.turns, summary.crisis) == (11, None)


async def test_what_was_read_is_not_read_again() -> None:
    store = MemoryStore()
    id, event = opened()
    await store.open(id, event)
    shelf, asked = Shelf(store), list[int]()
    read = store.read

    async def counted(id: object, after: int = 0, limit: int | None = None) -> object:
        asked.append(after)
        return await read(id, after, limit)  # type: ignore[arg-type]

    store.read = counted  # type: ignore[method-assign, assignment]
    assert (await shelf.summary(id)).messages == 0
    await store.receive(id, said("hello"))
    assert (await shelf.summary(id)).messages == 1
    assert asked == [0, 1]
