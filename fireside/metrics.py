"""What the worker's side counts for `/metrics`: turns and asks of the model, never a word."""

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram

from adapters.models.usage import Meter as ModelMeter
from adapters.models.usage import Usage
from bots.desk import Meter as TurnMeter
from kernel.events import Outcome

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


logger = structlog.get_logger()


def turn_meter(registry: CollectorRegistry) -> TurnMeter:
    turns = Counter("fireside_turns", "Turns that ended.", ["outcome"], registry=registry)
    seconds = Histogram(
        "fireside_answer_seconds",
        "From taking a message up to the end of its turn in the log.",
        buckets=_BUCKETS,
        registry=registry,
    )

    def meter(outcome: Outcome, took: float) -> None:
        turns.labels(outcome).inc()
        seconds.observe(took)

    return meter


def model_meter(registry: CollectorRegistry) -> ModelMeter:
    """By the model's name. Tokens are those that its server counts; some count none.

    A bot that can do without its model hides that it fails, so the log tells it too.
    """
    tokens = Counter(
        "fireside_model_tokens", "Tokens read and written.", ["model", "kind"], registry=registry
    )
    requests = Counter(
        "fireside_model_requests",
        "Requests to the model's server: more than asks where an answer had to be repaired.",
        ["model"],
        registry=registry,
    )
    errors = Counter(
        "fireside_model_errors", "Asks without an answer.", ["model", "error"], registry=registry
    )
    seconds = Histogram(
        "fireside_model_seconds",
        "From asking the model to the end of its answer, or to giving up.",
        ["model"],
        buckets=_BUCKETS,
        registry=registry,
    )

    def meter(usage: Usage) -> None:
        tokens.labels(usage.model, "prompt").inc(usage.prompt_tokens)
        tokens.labels(usage.model, "completion").inc(usage.completion_tokens)
        requests.labels(usage.model).inc(usage.requests)
        seconds.labels(usage.model).observe(usage.seconds)
        if usage.error:
            errors.labels(usage.model, usage.error).inc()
            logger.warning(
                "model_failed", model=usage.model, error=usage.error, reason=usage.reason
            )

    return meter
