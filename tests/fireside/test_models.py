"""From `--model` to a model: names that an engine serves, and the list that says how."""

import pytest
from typer.testing import CliRunner

from adapters.models.openai_compatible import OpenAICompatible
from adapters.models.registry import known_served
from fireside.commands.models import app
from fireside.models import open_model
from fireside.settings import load


@pytest.mark.parametrize("name", ["crispers-7b", "crispers-14b"])
async def test_a_served_model_is_known_by_its_name(name: str) -> None:
    there = known_served(name)
    assert there is not None and f"--served-model-name {name}" in there.command
    port = there.url.rsplit(":", 1)[1].split("/")[0]
    assert f"--port {port}" in there.command
    async with open_model(load(model=name, real_models="allow")) as model:
        assert isinstance(model, OpenAICompatible)
        assert model.name == name


def test_the_list_says_how_to_serve() -> None:
    result = CliRunner().invoke(app, ["list"], env={"COLUMNS": "60"})
    assert "vllm serve thu-coai/Crispers-14B-v1" in result.output
