"""The engines on drawn pictures: what they must read, and what they may not miss."""

import pytest
from PIL import Image, ImageDraw

pytest.importorskip("rapidocr", reason="the extra `images` is not installed")

from safety.multimodal.tier1.engines import TILE, Engines, starts, tiles
from tests.safety.multimodal.drawing import font, house, jpeg, lettered

WORDS = "你真是个好人"


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines()


def read(engines: Engines, picture: Image.Image) -> str:
    return "".join(engines.words(picture))


@pytest.mark.parametrize("size", [16, 40, 90])
def test_small_and_large_letters(engines: Engines, size: int) -> None:
    assert WORDS in read(engines, lettered(WORDS, size=size))


@pytest.mark.parametrize("angle", [30, 90, 180])
def test_words_that_are_turned(engines: Engines, angle: int) -> None:
    strip = Image.new("RGB", (400, 70), "white")
    ImageDraw.Draw(strip).text((10, 5), WORDS, font=font(44), fill="black")
    page = Image.new("RGB", (800, 600), "white")
    page.paste(strip.rotate(angle, expand=True, fillcolor="white"), (60, 60))
    assert WORDS in read(engines, page)


def test_words_from_top_to_bottom_and_set_apart(engines: Engines) -> None:
    page = house()
    draw = ImageDraw.Draw(page)
    for n, char in enumerate(WORDS):
        draw.text((700, 20 + 60 * n), char, font=font(48), fill="black")
    assert WORDS in read(engines, page)


def test_pale_words(engines: Engines) -> None:
    page = Image.new("RGB", (800, 400), "#f3e3d6")
    ImageDraw.Draw(page).text((60, 60), WORDS, font=font(44), fill="#e6d6c9")
    assert WORDS in read(engines, page)


def test_a_long_screenshot_is_read_to_its_end(engines: Engines) -> None:
    page = Image.new("RGB", (512, 2048), "white")
    draw = ImageDraw.Draw(page)
    for n in range(32):
        draw.text((30, 10 + 64 * n), f"第{n}行 妈妈好", font=font(24), fill="black")
    found = read(engines, page)
    missed = [n for n in range(32) if f"第{n}行" not in found]
    assert len(missed) <= 1, missed


def test_a_drawing_has_no_words_and_nobody_is_naked(engines: Engines) -> None:
    (sight,) = engines.look([jpeg(house())])
    assert sight.lines == ()
    assert sight.nudity < 0.2


@pytest.mark.parametrize("length", [16, TILE, TILE + 1, 2048, 4000])
def test_tiles_cover_everything(length: int) -> None:
    covered: set[int] = set()
    for start in starts(length):
        covered |= set(range(start, min(start + TILE, length)))
    assert covered == set(range(length))
    parts = list(tiles(Image.new("RGB", (length, 64))))
    assert max(part.width for _, _, part in parts) <= TILE
