"""What it takes to take pictures: put together where a bot wants them, absent where none does.

Rule 1: nothing of it starts before the first picture comes.
Rule 2: without the extra `images` no bot takes any, and the operator is told.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

from adapters.redis.images import RedisImageStore
from adapters.redis.store import Store
from bots.host import Bot
from bots.spec import BotFolder, BotSpec
from channels.web.services import ImageRoom
from fireside.settings import Settings
from fireside.vision import installed, open_vision
from kernel.pictures import Picture
from safety.multimodal.guard import ImageGuard
from safety.multimodal.policy import load_policy
from safety.multimodal.tier1.eyes import Eyes, EyesFailed, open_eyes
from safety.multimodal.tier2.asking import Order
from safety.multimodal.tier2.judge import PairJudge
from safety.multimodal.uploads.cleaner import Cleaner

WITHOUT_TIER2 = {
    "tier1": "pass after the first look (words on them, nakedness)",
    "deny": "are refused",
    "hold": "are kept back until an operator lets them go on, in the console",
}


@dataclass(frozen=True, slots=True)
class Sight:
    """Both looks at pictures; `judge` is none where no model was named."""

    eyes: Eyes
    judge: PairJudge | None

    def given_to(self, bot: Bot, spec: BotSpec) -> Bot:
        """The bot, with the guard of pictures if it takes any."""
        if not spec.images.take:
            return bot
        guard = ImageGuard(bot.guards, self.eyes, load_policy(spec.images.policy), self.judge)
        seconds = spec.limits.image_seconds
        return replace(bot, eyes=guard, image_seconds=seconds)


@asynccontextmanager
async def open_sight(
    settings: Settings, folders: Mapping[str, BotFolder]
) -> AsyncIterator[Sight | None]:
    """None if no bot takes pictures, or if they cannot be taken here."""
    if not _takers(folders) or not installed():
        yield None
        return
    async with open_eyes() as eyes:
        if not settings.vision or settings.role == "gateway":
            yield Sight(eyes, None)  # a gateway judges nothing, and need not load what does
            return
        async with open_vision(settings) as model:
            order, seconds = Order(settings.vision_order), settings.vision_seconds
            yield Sight(eyes, PairJudge.load(model, order=order, seconds=seconds))


def image_room(
    store: Store, sight: Sight | None, group: asyncio.TaskGroup | None
) -> ImageRoom | None:
    """Where uploads go. With a group, each is looked at as it comes, so that the message need not
    wait for it; without, whoever judges the message is another process."""
    if sight is None:
        return None
    cleaner = Cleaner()

    async def glance(picture: Picture) -> None:
        with suppress(EyesFailed):  # whoever judges the message finds out
            await sight.eyes.look((picture,))

    async def clean(upload: bytes) -> Picture:
        picture = await cleaner.clean(upload)
        if group is not None:
            group.create_task(glance(picture))
        return picture

    return ImageRoom(store=RedisImageStore(store), clean=clean)


def stated(settings: Settings, folders: Mapping[str, BotFolder]) -> list[str]:
    """What the operator should know about pictures at the start, a line each."""
    takers = _takers(folders)
    if not takers:
        return []
    if not installed():
        return [f"pictures: off for {', '.join(takers)}; they need the extra `images`"]
    if settings.vision:
        named = settings.vision_name or settings.vision
        return [f"pictures: {', '.join(takers)}; judged together with words by {named}"]
    said = {name: _without(policy, settings) for name, policy in takers.items()}
    return [
        "pictures: no model judges them together with words (FIRESIDE_VISION)",
        *(f"pictures of {name} {what}" for name, what in said.items()),
    ]


def _without(policy: str, settings: Settings) -> str:
    held = load_policy(policy).without_tier2
    if held == "hold" and not settings.operators:
        return (
            "are kept back for good: nobody is named who could let them go on (FIRESIDE_OPERATORS)"
        )
    return WITHOUT_TIER2[held]


def _takers(folders: Mapping[str, BotFolder]) -> dict[str, str]:
    """The bots that take pictures, and their policies."""
    return {
        name: folder.spec.images.policy
        for name, folder in sorted(folders.items())
        if folder.spec.images.take
    }
