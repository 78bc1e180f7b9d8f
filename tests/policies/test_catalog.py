"""Every bot folder names a policy of the catalog, and the policy can read the folder."""

from pathlib import Path

import pytest

from bots.spec import load_bot, load_bots
from kernel.errors import DataError
from policies.catalog import POLICIES

BOTS = Path(__file__).parents[2] / "bots"


@pytest.mark.parametrize("name", ["counsellor", "echo", "interview"])
def test_a_bot_is_made_from_its_folder_without_a_model(name: str) -> None:
    bot = load_bot(BOTS / name)
    assert POLICIES[bot.spec.policy](bot.path, None).decide


def test_every_bot_names_a_policy_that_exists() -> None:
    assert {bot.spec.policy for bot in load_bots([BOTS]).values()} <= set(POLICIES)


def test_a_folder_without_a_book_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"plan\.yaml"):
        POLICIES["counselling"](tmp_path, None)
