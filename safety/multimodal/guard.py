"""The guard of pictures: what is on them, and what they mean together with the words.

    picture -> nakedness
            -> words on it -> the bot's own guards
            -> together with words -> tier 2        the first that objects is the verdict

Rule 1: words on a picture pass the same guards as words beside it, the crisis guard first; so does
what the sender says that it shows, and so does what the two make together.
Rule 2: what came shortly before is judged along: a picture, then the words, is one message in two.
Rule 3: whatever cannot be looked at does not pass.
Rule 4: a person who lets pictures pass stands in for tier 2 where there is none, and for no other
look.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from kernel.events import Side
from kernel.pictures import Picture
from kernel.ports import Guard
from kernel.records import Content
from kernel.state import Conversation
from kernel.turn import ABOUT_PICTURE, HELD_PICTURE
from kernel.verdicts import Allow, Block, Escalate, Rewrite, Verdict
from safety.chain import screen
from safety.multimodal.policy import Policy
from safety.multimodal.tier1.sight import Sight
from safety.multimodal.tier2.judge import PairJudge

NUDITY, LOST, UNSEEN = "nudity", "picture_lost", "no_second_look"
CRISIS = "crisis"
READ_S = 10.0
"""What each of the bot's guards gets for the words on a picture; the first loads its tables."""


class Looker(Protocol):
    """Tier 1. Raises whatever goes wrong, which blocks."""

    async def look(self, pictures: Sequence[Picture]) -> Sequence[Sight]: ...


class ImageGuard:
    """`readers` are the bot's other guards, in their order; `judge` is tier 2, if there is one."""

    name = "images"

    def __init__(
        self, readers: Sequence[Guard], looker: Looker, policy: Policy, judge: PairJudge | None
    ) -> None:
        self._readers = readers
        self._looker = looker
        self._policy = policy
        self._judge = judge

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        if not content.pictures and not content.earlier:
            return Allow()
        if any(not picture.data for picture in content.pictures):
            return Block(
                labels=(ABOUT_PICTURE, LOST),
                reason="the pixels of a picture are not there any more",
            )
        sights = await self._looker.look(content.pictures)
        score = max((sight.nudity for sight in sights), default=0.0)
        for words in _spoken(content, sights):
            if (stopped := await self._read(self._readers, side, words, talk)) is not None:
                return stopped
        if score >= self._policy.nudity:
            return Block(
                labels=(ABOUT_PICTURE, NUDITY), reason="nakedness on the picture", score=score
            )
        if (
            side is Side.USER  # a bot's sentence does not go on what a person's picture says
            and content.earlier
            and content.text
            and (stopped := await self._before(side, content, talk))
        ):
            return stopped
        return await self._together(side, content, talk, score)

    async def _before(self, side: Side, content: Content, talk: Conversation) -> Verdict | None:
        """The words as they follow those on the pictures before them. Not for the crisis guard: it
        has heard those, and would raise the same crisis again with each message."""
        readers = [guard for guard in self._readers if guard.name != CRISIS]
        there = tuple(picture for picture in content.earlier if picture.data)
        for sight in await self._looker.look(there):
            for reading in sight.readings:
                words = f"{reading}{content.text}"
                if stopped := await self._read(readers, side, words, talk):
                    return stopped
        return None

    async def _read(
        self, readers: Sequence[Guard], side: Side, words: str, talk: Conversation
    ) -> Verdict | None:
        """What stops these words, if anything does. Words on a picture cannot be masked."""
        rulings = await screen(readers, side, Content(text=words), talk, patience=READ_S)
        for name, verdict in rulings:
            reason = f"{name}, of words on the picture: {getattr(verdict, 'reason', '')}"
            labels = (ABOUT_PICTURE, *verdict.labels)
            match verdict:
                case Escalate(risk=risk, score=score):
                    return Escalate(risk=risk, labels=labels, reason=reason, score=score)
                case Block(score=score) | Rewrite(score=score):
                    return Block(labels=labels, reason=reason, score=score)
                case Allow():
                    pass
        return None

    async def _together(
        self, side: Side, content: Content, talk: Conversation, score: float
    ) -> Verdict:
        answering = side is Side.BOT and not content.pictures
        if answering and self._policy.answers == "pass":
            return Allow(score=score)
        if self._judge is not None:
            return await self._judge.verdict(side, content, talk, self._policy.of(side))
        if content.pictures and self._policy.without_tier2 == "deny":
            return Block(
                labels=(ABOUT_PICTURE, UNSEEN), reason="no model judges words and picture together"
            )
        if content.pictures and self._policy.without_tier2 == "hold" and not content.looked_at:
            return Block(labels=(HELD_PICTURE,), reason="kept back for a person to look at")
        return Allow(score=score)


def _spoken(content: Content, sights: Sequence[Sight]) -> Iterator[str]:
    """Everything that words and pictures say, each once: alone, and behind each other."""
    seen = {""}
    for picture, sight in zip(content.pictures, sights, strict=True):
        for words in (picture.alt, *sight.readings):
            joined = (f"{content.text}{words}", f"{words}{content.text}") if content.text else ()
            for text in (words, *joined):
                if words and text not in seen:
                    seen.add(text)
                    yield text
