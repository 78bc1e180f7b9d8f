"""Draws the test pairs of `pairs.yaml` and writes them as records of the published format.

60 pairs: each of 15 scenes with words that harm beside it and words that do not, in two languages.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw, ImageFont
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kernel.errors import DataError, SettingsError
from kernel.events import Language
from safety.multimodal.taxonomy import Category

SIZE = (640, 480)
PAPER = "#fbf8f4"
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Harm(Words):
    risk: Category
    mode: str


class Scene(_Part):
    id: str
    shapes: tuple[tuple[str | int, ...], ...]
    harm: Harm
    kind: Words


_scenes: TypeAdapter[tuple[Scene, ...]] = TypeAdapter(tuple[Scene, ...])


def load_scenes() -> tuple[Scene, ...]:
    raw = files("safety.multimodal.bench").joinpath("pairs.yaml").read_text(encoding="utf-8")
    return _scenes.validate_python(yaml.load(raw, yaml.CSafeLoader))


def write_pairs(out: Path, font: Path | None = None) -> int:
    """`out/statement/pairs.json` and its pictures; how many pairs. Raises `SettingsError`."""
    folder, letters = out / "statement", str(font or _font())
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for scene in load_scenes():
        for language in Language:
            name = f"{scene.id}-{language}.png"
            draw(scene, language, letters).save(folder / name)
            for words, risk, mode in (
                (scene.harm, scene.harm.risk.value, scene.harm.mode),
                (scene.kind, "none", ""),
            ):
                rows.append(
                    {
                        "id": f"{scene.id}-{language}-{'kind' if risk == 'none' else 'harm'}",
                        "image": name,
                        "text": words.zh if language is Language.ZH else words.en,
                        "risk_type": risk,
                        "mode": mode,
                    }
                )
    text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    (folder / "pairs.json").write_text(text, encoding="utf-8")
    return len(rows)


def draw(scene: Scene, language: Language, letters: str) -> Image.Image:
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    for shape, *values in scene.shapes:
        match shape:
            case "rect":
                pen.rectangle([int(v) for v in values[:4]], fill=str(values[4]))
            case "ellipse":
                pen.ellipse([int(v) for v in values[:4]], fill=str(values[4]))
            case "line":
                pen.line([int(v) for v in values[:4]], fill=str(values[5]), width=int(values[4]))
            case "polygon":
                pen.polygon([int(v) for v in values[:-1]], fill=str(values[-1]))
            case "words":
                x, y, size, colour, zh, en = values
                font = ImageFont.truetype(letters, int(size))
                said = str(zh if language is Language.ZH else en)
                pen.text((int(x), int(y)), said, font=font, fill=str(colour))
            case _:
                raise DataError(f"pairs.yaml: {scene.id}: there is no shape {shape}")
    return picture


def _font() -> str:
    for path in FONTS:
        if Path(path).exists():
            return path
    raise SettingsError("no font with Chinese letters was found; name one with --font")
