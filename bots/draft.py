"""The turn being written: events not yet in the log, and the state as if they were.

Rule 1: nothing leaves before what led to it is in the log: `flush` first, then show.
Rule 2: what ends a turn goes to the log in one piece with its answer, so a turn that was broken
off leaves either nothing of its answer there or all of it.
"""

from functools import reduce

from kernel.events import BotSpoke, Event, Notice
from kernel.ids import MessageId, answer_id
from kernel.ports import Clock, TurnQueue
from kernel.records import Lease, Preview, Recorded, Taken, Thinking
from kernel.state import Conversation, evolve, foresee

DATED = frozenset({Notice.DISCLOSURE, Notice.REMINDER})
"""Notices whose time in the log is part of the state."""


class Draft:
    """Write access to one conversation for as long as the lease holds."""

    def __init__(self, queue: TurnQueue, clock: Clock, before: Conversation, taken: Taken) -> None:
        self._queue = queue
        self._clock = clock
        self._pending: list[Event] = []
        self._answers = 0
        self._dated = False
        self.lease: Lease = taken.lease
        self.logged = reduce(evolve, taken.news, before)
        """The conversation as the log has it."""
        self.talk = self.logged
        """The conversation with everything that was added."""
        self.fresh: tuple[Recorded, ...] = taken.news
        """Entries that became known while this draft was open."""

    def add(self, *events: Event) -> None:
        self._pending.extend(events)
        self._dated |= any(isinstance(e, BotSpoke) and e.notice in DATED for e in events)
        self.talk = foresee(self.talk, events, self._clock.now())

    def notice(self, to: MessageId, notice: Notice, text: str) -> None:
        """Let the platform itself speak."""
        self.add(BotSpoke(message_id=self.next_answer(to), text=text, notice=notice))

    def next_answer(self, to: MessageId) -> MessageId:
        """The id of the next message in answer to this one."""
        self._answers += 1
        return answer_id(to, self._answers)

    def new_turn(self) -> None:
        self._answers = 0

    async def flush(self, *, release: bool = False) -> bool:
        """Bring everything into the log. True if the conversation was released as asked.

        Raises `LeaseLost`, and nothing was written then.
        """
        committed = await self._queue.commit(
            self.lease, self.logged.seq, self._pending, release=release
        )
        foreseen = len(committed.news) == len(self._pending) and not self._dated
        self._pending.clear()
        self._dated = False
        self.fresh += committed.news
        # Nothing came in between and nothing depends on the log's clock: the state is as foreseen.
        self.logged = self.talk if foreseen else reduce(evolve, committed.news, self.logged)
        self.talk = self.logged
        return committed.released

    async def show(self, sight: Preview | Thinking) -> None:
        """Let the person see something that is not final. Raises `LeaseLost`."""
        await self._queue.show(self.lease, sight)
