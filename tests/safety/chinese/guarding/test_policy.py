"""Policy files: those that ship, those that are wrong, and which rule decides."""

from importlib.resources import files
from pathlib import Path

import pytest

from kernel.errors import DataError
from kernel.events import Side
from safety.chinese.guarding.policy import action_for, load_policy, read_policy
from safety.chinese.toxicity.linear import LinearModel

THRESHOLDS = {"0.005": 0.98, "0.02": 0.9, "0.05": 0.7}


@pytest.mark.parametrize("name", ["strict", "care"])
def test_the_shipped_model_has_every_threshold_of_a_policy(name: str) -> None:
    card = LinearModel.load(files("safety.chinese.toxicity").joinpath("shipped")).card
    policy = load_policy(name)
    for side in Side:
        for rule in policy.of(side).rules:
            assert f"{rule.above:g}" in card.thresholds


def test_the_first_rule_that_fits_decides() -> None:
    rules = load_policy("care").user
    assert action_for(rules, THRESHOLDS, 0.99, ["slur"]) == "block"
    assert action_for(rules, THRESHOLDS, 0.99, ["insult"]) == "warn"
    assert action_for(rules, THRESHOLDS, 0.75, ["slur"]) == "warn"
    assert action_for(rules, THRESHOLDS, 0.6, ["slur"]) == "allow"
    with pytest.raises(DataError, match=r"0\.005"):
        action_for(rules, {"0.1": 0.5}, 0.99, ["slur"])


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "user: {}",
        "user: {excused: allow, rules: []}\nbot: {excused: allow, rules: []}",
        "user: {excused: block, rules: [{above: 0.1, kinds: [insult], action: block}]}",
    ],
)
def test_a_malformed_policy_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(DataError, match=r"mine\.yaml"):
        read_policy(file)
