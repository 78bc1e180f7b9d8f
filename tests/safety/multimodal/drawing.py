"""Pictures drawn for tests: shapes, and words in a font that has Chinese letters."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from kernel.pictures import Picture

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)


def font(size: int) -> ImageFont.FreeTypeFont:
    """Skips the test where there is none."""
    for path in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    pytest.skip("no font with Chinese letters is installed (fonts-noto-cjk)")


def house(size: tuple[int, int] = (800, 600)) -> Image.Image:
    """A child's drawing: a house, a hill, a sun."""
    picture = Image.new("RGB", size, "#cfe8f5")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((-100, 380, 900, 900), fill="#3f6b57")
    draw.rectangle((300, 280, 500, 440), fill="#f3e3d6", outline="#2b2730", width=4)
    draw.polygon([(280, 280), (520, 280), (400, 180)], fill="#b4532a")
    draw.ellipse((640, 40, 740, 140), fill="#f2c14e")
    return picture


def lettered(*lines: str, size: int = 44, onto: Image.Image | None = None) -> Image.Image:
    picture = onto or house()
    draw = ImageDraw.Draw(picture)
    for n, line in enumerate(lines):
        draw.text((40, 24 + n * round(1.6 * size)), line, font=font(size), fill="#2b2730")
    return picture


def jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def kept(picture: Image.Image, alt: str = "") -> Picture:
    """As if it had been uploaded and cleaned."""
    return Picture(data=jpeg(picture), width=picture.width, height=picture.height, alt=alt)
