"""One message of a Rasa client: into the log by the common way, and its answers out.

A session id has one open conversation at a time; once it is closed, the next message opens another.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from weakref import WeakValueDictionary

from ulid import ULID

from channels.hygiene import clean
from channels.rasa.words import __name__ as WORDS
from channels.transcript.words import Words, load_words
from channels.web.admission import Pace
from channels.wire.base import MAX_TEXT
from kernel.errors import (
    ConversationEnded,
    ConversationFull,
    RateExceeded,
    StoreError,
    UnknownConversation,
)
from kernel.events import (
    BotSpoke,
    ConversationClosed,
    ConversationOpened,
    Language,
    MessageReceived,
    TurnEnded,
)
from kernel.ids import ConversationId, MessageId, SubjectId, conversation_id
from kernel.ports import EventLog, Feed
from kernel.records import Recorded, Sighting

RESTART = "/restart"
"""What Rasa's clients send to begin anew."""
REMEMBERED = 10_000
"""Open conversations that are known without asking the log."""
MOST_OWED = 10
"""Late answers of one conversation that are still brought later."""
_HAN = range(0x4E00, 0xA000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a client may ask for beside its words; "" and none leave it to us."""

    bot: str = ""
    language: Language | None = None
    country: str = ""
    message_id: str = ""
    """The client's own id of the message: sent again under it, it is not said twice."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message was not taken, in words for the person. `status` as of HTTP."""

    status: int
    code: str
    text: str
    retry_after_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answers to a message are to be found: in which conversation, after which entry,
    those to which messages, and up to the end of which turn."""

    id: ConversationId
    after: int
    wanted: frozenset[MessageId]
    until: MessageId
    language: Language


class Refused(Exception):
    """Carries a `Refusal` to the shell."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Door:
    """`bots` are names and revisions; `bot` whom a client talks to that names none."""

    def __init__(
        self,
        *,
        log: EventLog,
        feed: Feed,
        bots: Mapping[str, str],
        bot: str,
        pace: Pace,
        answer_s: float = 60.0,
    ) -> None:
        self._log = log
        self._feed = feed
        self._bots = bots
        self._bot = bot
        self._pace = pace
        self._answer_s = answer_s
        self._words = load_words(WORDS)
        self._known: OrderedDict[SubjectId, ConversationId] = OrderedDict()
        self._opening: WeakValueDictionary[SubjectId, asyncio.Lock] = WeakValueDictionary()
        self._owed: OrderedDict[ConversationId, tuple[Place, ...]] = OrderedDict()
        """What clients did not get in time."""

    async def take(self, subject: SubjectId, address: str, text: str, wish: Wish) -> Place:
        """Append a message; once this returns it is durable. Raises `Refused`.

        `address` is where the client is, to pace how many talks it begins.
        """
        words = clean(text)
        tongue = wish.language or language_of(words)
        refusals = self._words[tongue]
        if not words:
            raise Refused(Refusal(400, "empty", refusals["empty"]))
        if len(words) > MAX_TEXT:
            raise Refused(Refusal(413, "too_long", refusals["too_long"]))
        try:
            if words == RESTART:
                return await self._restart(subject, address, wish, tongue)
            return await self._take(subject, address, words, wish, tongue)
        except StoreError as error:
            raise Refused(_refusal(error, refusals)) from error

    async def answers(self, place: Place) -> AsyncGenerator[str, None]:
        """Every message that answers, as it comes. What answers earlier messages that were given
        up as late comes along."""
        late = self._owed.pop(place.id, ())
        place = replace(
            place,
            after=min([place.after, *(owed.after for owed in late)]),
            wanted=place.wanted.union(*(owed.wanted for owed in late)),
        )
        async with aclosing(self._told(place)) as told:
            try:
                async for seq, answer in told:
                    yield answer
                    place = replace(place, after=seq)
            except (TimeoutError, StoreError):  # the words are in the log
                self._owe(place)
                yield self._words[place.language]["late"]

    async def _take(
        self, subject: SubjectId, address: str, words: str, wish: Wish, tongue: Language
    ) -> Place:
        message = MessageReceived(message_id=_message_id(subject, wish.message_id), text=words)
        mine = message.message_id
        if (said := await self._say(subject, message)) is not None:
            return Place(*said, frozenset({mine}), mine, tongue)
        async with self._opening.setdefault(subject, asyncio.Lock()):  # another may just have
            if (said := await self._say(subject, message)) is not None:
                return Place(*said, frozenset({mine}), mine, tongue)
            id, request = await self._open(subject, address, wish, tongue)
        await self._log.receive(id, message)
        return Place(id, 0, frozenset({request, mine}), mine, tongue)

    async def _say(
        self, subject: SubjectId, message: MessageReceived
    ) -> tuple[ConversationId, int] | None:
        """Say it in the open conversation and tell where it stands; none if there is none."""
        if (id := await self._current(subject)) is None:
            return None
        try:
            receipt = await self._log.receive(id, message)
        except (ConversationEnded, UnknownConversation):
            self._known.pop(subject, None)
            return None
        return id, receipt.seq

    async def _restart(
        self, subject: SubjectId, address: str, wish: Wish, tongue: Language
    ) -> Place:
        if (id := await self._current(subject)) is not None:
            with suppress(ConversationEnded, UnknownConversation):
                await self._log.receive(id, ConversationClosed(reason="person"))
        id, request = await self._open(subject, address, wish, tongue)
        return Place(id, 0, frozenset({request}), request, tongue)

    async def _current(self, subject: SubjectId) -> ConversationId | None:
        if (known := self._known.get(subject)) is not None:
            self._known.move_to_end(subject)
            return known
        found = await self._log.of_subject(subject)
        return found[-1] if found else None

    async def _open(
        self, subject: SubjectId, address: str, wish: Wish, tongue: Language
    ) -> tuple[ConversationId, MessageId]:
        if wait_ms := self._pace.wait_ms(address, time.monotonic()):
            raise RateExceeded("too many talks begun from this address", retry_after_ms=wait_ms)
        # Two messages that come at once by two gateways open the same conversation, once. The
        # second is part of it because the id of a conversation that was erased must not come back.
        count = len(await self._log.of_subject(subject))
        request = _digest(subject, f"open {count} {int(time.time())}")
        id = conversation_id(subject, request)
        bot = wish.bot if wish.bot in self._bots else self._bot
        opened = ConversationOpened(
            message_id=request,
            bot=bot,
            revision=self._bots[bot],
            language=tongue,
            subject=subject,
            country=wish.country,
        )
        await self._log.open(id, opened)
        self._known[subject] = id
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return id, request

    async def _told(self, place: Place) -> AsyncGenerator[tuple[int, str], None]:
        """Messages and where they stand in the log. Raises `TimeoutError`, `StoreError`."""
        deadline = asyncio.get_running_loop().time() + self._answer_s
        async with self._feed.follow(place.id, place.after) as sightings:
            while True:
                async with asyncio.timeout_at(deadline):
                    batch: Sequence[Sighting] = await anext(sightings)
                for sight in batch:
                    if not isinstance(sight, Recorded):
                        continue
                    event = sight.event
                    if isinstance(event, BotSpoke):
                        if event.message_id.rpartition(".")[0] in place.wanted:
                            yield sight.seq, event.text
                    elif isinstance(event, TurnEnded) and event.message_id == place.until:
                        return

    def _owe(self, place: Place) -> None:
        self._owed[place.id] = (*self._owed.get(place.id, ()), place)[-MOST_OWED:]
        if len(self._owed) > REMEMBERED:
            self._owed.popitem(last=False)


def language_of(text: str) -> Language:
    """Chinese if a Chinese character is in it."""
    return Language.ZH if any(ord(char) in _HAN for char in text) else Language.EN


def _message_id(subject: SubjectId, given: str) -> MessageId:
    return _digest(subject, f"message {given}") if given else MessageId(str(ULID()))


def _digest(subject: SubjectId, what: str) -> MessageId:
    """An id in the form of a ULID that depends on nothing else."""
    digest = sha256(f"{subject}\0{what}".encode()).digest()
    return MessageId(str(ULID.from_bytes(digest[:16])))


def _refusal(error: StoreError, words: Words) -> Refusal:
    match error:
        case RateExceeded(retry_after_ms=wait_ms):
            return Refusal(429, "rate_limited", words["too_fast"], wait_ms)
        case ConversationFull():
            return Refusal(429, "conversation_full", words["waiting"], 2000)
        case _:
            return Refusal(503, "unavailable", words["unavailable"], 1000)
