"""Policies of pictures: files that are whole."""

from pathlib import Path

import pytest
import yaml

from kernel.errors import DataError
from kernel.events import Side
from safety.multimodal.policy import load_policy, read_policy
from safety.multimodal.taxonomy import Category


@pytest.mark.parametrize("name", ["care", "strict", "watched"])
def test_those_that_ship_name_every_kind_of_harm(name: str) -> None:
    policy = load_policy(name)
    assert all(set(policy.of(side)) == set(Category) for side in Side)


def test_care_gives_danger_to_the_crisis_protocol() -> None:
    assert load_policy("care").user[Category.PHYSICAL_HARM] == "escalate"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"nudity": 0}, "nudity"),
        ({"without_tier2": "hope"}, "without_tier2"),
        ({"user": {"Offensive": "block"}}, "no action for"),
        ({"bot": dict.fromkeys(Category, "escalate")}, "cannot escalate"),
        ({"typo": 1}, "typo"),
    ],
    ids=["nudity", "without_tier2", "missing", "escalate", "typo"],
)
def test_a_wrong_file_is_refused_by_place(
    tmp_path: Path, change: dict[str, object], complaint: str
) -> None:
    raw = yaml.safe_load(Path("safety/multimodal/policies/care.yaml").read_text(encoding="utf-8"))
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump({**raw, **_plain(change)}), encoding="utf-8")
    with pytest.raises(DataError, match=complaint):
        read_policy(file)


def _plain(change: dict[str, object]) -> dict[str, object]:
    return {
        key: {str(k.value if isinstance(k, Category) else k): v for k, v in value.items()}
        if isinstance(value, dict)
        else value
        for key, value in change.items()
    }
