"""What is counted of turns and of the model, in numbers only."""

from dataclasses import replace

from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from adapters.models.usage import Usage
from fireside.metrics import model_meter, turn_meter
from kernel.events import Outcome


def test_turns_by_outcome() -> None:
    registry = CollectorRegistry()
    turn_meter(registry)(Outcome.BLOCKED, 0.2)
    assert registry.get_sample_value("fireside_turns_total", {"outcome": "blocked"}) == 1
    assert registry.get_sample_value("fireside_answer_seconds_sum") == 0.2


def test_what_asks_of_the_model_cost() -> None:
    registry = CollectorRegistry()
    meter = model_meter(registry)
    cost = Usage(model="m", requests=2, prompt_tokens=70, completion_tokens=3, seconds=1.5)
    with capture_logs() as logged:
        meter(cost)
        meter(replace(cost, error="ModelTimeout", reason="no whole answer within 5 s"))
    assert [(line["event"], line["reason"]) for line in logged] == [
        ("model_failed", "no whole answer within 5 s")
    ]

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"fireside_model_{name}", {"model": "m", **labels})

    assert value("tokens_total", kind="prompt") == 140
    assert value("tokens_total", kind="completion") == 6
    assert value("requests_total") == 4
    assert value("seconds_count") == 2
    assert value("seconds_sum") == 3.0
    assert value("errors_total", error="ModelTimeout") == 1
