"""One made-up person is interviewed over the websocket, and takes the log out afterwards."""

from dataclasses import dataclass
from typing import Any, Protocol

from channels.web.client import Client, connect
from channels.web.talk import Refused, Talk
from channels.wire.messages import Completed
from kernel.events import Notice, SignalKind
from sim.interview.profile import Profile
from sim.interview.respondent import Phrases
from sim.interview.sheet import Sheet, canonical
from sim.wire import exported

MESSAGES = 250
"""Of one person at most; an interview of every question with two clarifications each is shorter."""
UNSAFE = 4
"""So often somebody says that they are not safe; then there is no interview any more."""
_OVER, _RESTS, _WRAP = "end", ("care", "stopped"), "wrap"
_CRISIS = (Notice.CRISIS, Notice.CRISIS_FOLLOW_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sat:
    """An interview that was held: the events of its log, oldest first."""

    profile: Profile
    events: tuple[dict[str, Any], ...]
    messages: int
    ended: bool
    """Whether the bot came to its end, and neither `MESSAGES` ran out nor the crisis stood on."""


class Answering(Protocol):
    """Somebody who can be asked a question of a tree."""

    def answer(self, question: str) -> str: ...

    def afterthought(self) -> str:
        """What they take back once asked whether anything is to be changed; "" if nothing."""
        ...


class Sitting:
    def __init__(
        self,
        url: str,
        bot: str,
        sheets: tuple[Sheet, ...],
        profile: Profile,
        respondent: Answering,
        phrases: Phrases,
        *,
        opening: str = "",
        country: str = "",
    ) -> None:
        """`opening` is said first; in place of it somebody only says that they are ready."""
        self._url = url
        self._bot = bot
        self._sheets = sheets
        self._profile = profile
        self._respondent = respondent
        self._phrases = phrases
        self._opening = opening
        self._country = country
        self._said = ""
        self._crisis = False
        self._messages = 0
        self._unsafe = 0
        self._ended = False

    async def hold(self) -> Sat:
        """Raises `WireError`, `OSError`."""
        async with connect(self._url) as client:
            talk = await client.open(self._bot, self._profile.language, self._country)
            await self._hear(talk.greeting())
            answer = self._opening or self._phrases.begin
            while not self._ended and self._messages < MESSAGES and self._unsafe <= UNSAFE:
                answer = await self._turn(client, talk, answer)
            return Sat(
                profile=self._profile,
                events=await exported(self._url, client, talk.id),
                messages=self._messages,
                ended=self._ended,
            )

    async def _turn(self, client: Client, talk: Talk, answer: str) -> str:
        """Say this; what to say next."""
        self._messages += 1
        try:
            await self._hear(talk.say(answer))
            if self._crisis and self._safe():
                await self._hear(talk.signal(SignalKind.SAFE))
                return self._phrases.go_on
        except Refused:  # the bot closed the conversation
            self._ended = True
            return ""
        if self._crisis:
            self._unsafe += 1
            return self._phrases.unsafe
        self._unsafe = 0
        if question := canonical(self._sheets, self._said, self._profile.language):
            return self._respondent.answer(question)
        return self._otherwise(await exported(self._url, client, talk.id))

    def _otherwise(self, events: tuple[dict[str, Any], ...]) -> str:
        """What to say to words that are no question of a tree, by where the log says we are."""
        nodes = [event["node"] for event in events if event["kind"] == "node_entered"]
        at = nodes[-1] if nodes else ""
        if at == _OVER:
            self._ended = True
            return ""
        if at == _WRAP:
            return self._respondent.afterthought() or self._phrases.nothing
        if at in _RESTS:
            return self._phrases.go_on if self._safe() else self._phrases.unsafe
        return self._respondent.answer(at)

    async def _hear(self, frames: Any) -> None:
        said = []
        self._crisis = False
        async for frame in frames:
            if isinstance(frame, Completed):
                if frame.d.notice is None:
                    said.append(frame.d.text)
                self._crisis |= frame.d.notice in _CRISIS
        self._said = "\n".join(said)

    def _safe(self) -> bool:
        """Whether this person would say that they are safe right now."""
        return self._profile.truth.get("suicidality") != "high"
