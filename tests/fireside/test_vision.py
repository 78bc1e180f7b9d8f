"""The model that sees: where it may come from, and what is said where it cannot."""

from pathlib import Path

import pytest

from fireside.settings import load
from fireside.vision import open_vision
from kernel.errors import SettingsError


async def test_what_is_neither_a_server_nor_a_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="neither the URL of a server nor the folder"):
        async with open_vision(load(vision=str(tmp_path), real_models="allow")):
            pass


async def test_a_real_model_is_refused_where_none_may_be_asked() -> None:
    with pytest.raises(SettingsError, match="FIRESIDE_REAL_MODELS=forbid"):
        async with open_vision(load(vision="http://localhost:9/v1", real_models="forbid")):
            pass


async def test_a_server_is_taken_by_its_address_and_asked_nothing_yet() -> None:
    settings = load(vision="http://localhost:9/v1", vision_name="eye", real_models="allow")
    async with open_vision(settings) as model:
        assert model.name
