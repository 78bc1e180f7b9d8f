"""What a run takes: time, and the tokens of each part, as the models' servers count them.

Players and judges are counted where they ask; a service counts its own model and tells it at
`/metrics`, from which the difference since the start is taken.
"""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from adapters.models.usage import Usage as Asked
from kernel.ports import Ask, Model
from sim.match import Usage

Part = Literal["people", "counsellors", "judges"]
PARTS: tuple[Part, ...] = ("people", "counsellors", "judges")
_METRICS_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One start of a run, or one share of it, up to now. Seconds of wall time; `model_s` is the sum
    over all answers of the service's model, which may have been given at the same time."""

    start_ms: int
    """When the run was started that this is a share of."""
    share: int
    seconds: float
    usage: Mapping[Part, Usage]
    model_s: float = 0.0
    matches: int = 0
    turns: int = 0


@dataclass(slots=True)
class Account:
    """Counts while the run goes on."""

    start_ms: int
    share: int = 0
    began: float = field(default_factory=time.monotonic)
    matches: int = 0
    turns: int = 0
    usage: dict[Part, Usage] = field(default_factory=dict)
    service: "Reading | None" = None
    before: "Reading | None" = None
    asking: ContextVar[Part] = field(default_factory=lambda: ContextVar("part", default="people"))
    """Whose ask it is that a model answers: one model may play several parts."""

    def meter(self, asked: Asked) -> None:
        """For the models that play here."""
        part = self.asking.get()
        self.usage[part] = self.usage.get(part, Usage()) + Usage(
            requests=asked.requests,
            tokens_in=asked.prompt_tokens,
            tokens_out=asked.completion_tokens,
        )

    def restart(self) -> None:
        """From now on time counts: what the service and the models took to start does not."""
        self.began = time.monotonic()

    async def look(self, url: str) -> None:
        """Read the service's own count; the first reading is what the others are held against."""
        self.service = await read(url)
        self.before = self.before or self.service

    def session(self) -> Session:
        usage = {part: self.usage.get(part, Usage()) for part in PARTS}
        model_s = 0.0
        if self.service is not None and self.before is not None:
            usage["counsellors"] += self.service.usage_since(self.before)
            model_s = self.service.model_s - self.before.model_s
        return Session(
            start_ms=self.start_ms,
            share=self.share,
            seconds=time.monotonic() - self.began,
            usage=usage,
            model_s=model_s,
            matches=self.matches,
            turns=self.turns,
        )


class Playing:
    """A model in one part: what it is asked is counted there."""

    def __init__(self, model: Model, part: Part, account: Account) -> None:
        self.name = model.name
        self._model = model
        self._part = part
        self._account = account

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        self._account.asking.set(self._part)
        async with aclosing(self._model.stream(ask)) as pieces:
            async for piece in pieces:
                yield piece

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        self._account.asking.set(self._part)
        return await self._model.value(ask, schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a service has counted of its model since it started."""

    usage: Usage
    model_s: float

    def usage_since(self, before: "Reading") -> Usage:
        now, then = self.usage, before.usage
        return replace(
            now,
            requests=now.requests - then.requests,
            tokens_in=now.tokens_in - then.tokens_in,
            tokens_out=now.tokens_out - then.tokens_out,
        )


async def read(url: str) -> Reading:
    """Zeros where the service shows no metrics."""
    limit = aiohttp.ClientTimeout(total=_METRICS_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as http,
            http.get(f"{url.rstrip('/')}/metrics") as answer,
        ):
            text = await answer.text() if answer.status == 200 else ""
    except (aiohttp.ClientError, OSError):
        text = ""
    return parse(text)


def parse(text: str) -> Reading:
    """The document of `/metrics`."""
    sums: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            kind = sample.labels.get("kind", "")
            key = f"{sample.name}/{kind}" if kind else sample.name
            sums[key] = sums.get(key, 0.0) + sample.value
    return Reading(
        usage=Usage(
            requests=round(sums.get("fireside_model_requests_total", 0)),
            tokens_in=round(sums.get("fireside_model_tokens_total/prompt", 0)),
            tokens_out=round(sums.get("fireside_model_tokens_total/completion", 0)),
        ),
        model_s=sums.get("fireside_model_seconds_sum", 0.0),
    )
