"""A picture made anew from the pixels of an upload; nothing else of the upload survives.

Rule 1: what is judged is what is seen. Transparency is laid on white, orientation is applied,
colour profiles are dropped and only the first frame is kept, so that no viewer shows another
picture than the one that guards and models were given.
Rule 2: sizes are read from the header before anything is decoded.
Rule 3: the output is always a plain baseline JPEG: no metadata, no second picture, nothing behind.

It decodes what a stranger made, so it runs in a process of its own with limits (`child`).
"""

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, ImageOps

from safety.multimodal.uploads.kinds import Kind, Refusal, kind_of

MAX_BYTES = 12 * 1024 * 1024
"""Of an upload; a photo of a phone has 2 to 8 MiB."""
MAX_PIXELS = 50_000_000
"""Of an upload, by its header; the largest that phones make by themselves."""
MIN_SIDE = 16
MAX_RATIO = 4.0
"""Long side by short side; phone screenshots have 2.2."""
KEPT_PIXELS = 1024 * 1024
"""Of what is kept: larger pictures are made smaller, with the same proportions. So many the guards
read at full size, so nobody sees letters that they do not."""
QUALITY = 88
"""JPEG; with full colour resolution, because coloured letters blur without it."""


_ORIENTATION = 0x0112
"""Exif 2.32, table 4."""
_AVERAGED = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})
"""Modes in which neighbouring pixels can be averaged."""


class Refused(Exception):
    """The upload is not taken."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Clean:
    """A picture of our own making: JPEG, at most `KEPT_PIXELS`."""

    data: bytes
    width: int
    height: int


def clean(data: bytes) -> Clean:
    """The pixels of an upload as a new picture. Raises `Refused`."""
    if len(data) > MAX_BYTES:
        raise Refused(Refusal.TOO_MANY_BYTES)
    kind = kind_of(data)
    if isinstance(kind, Refusal):
        raise Refused(kind)
    # Pillow's own check covers frames and tiles that are larger than the header says; it raises
    # at twice this number and only warns below.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of unusual but harmless files
        try:
            return _made_anew(_pixels(data, kind))
        except Refused:
            raise
        except Image.DecompressionBombError as error:
            raise Refused(Refusal.TOO_MANY_PIXELS) from error
        except MemoryError as error:
            raise Refused(Refusal.TOO_COSTLY) from error
        except Exception as error:  # decoders fail in many ways, and none of them is ours
            raise Refused(Refusal.DAMAGED) from error


def _pixels(data: bytes, kind: Kind) -> Image.Image:
    """The first frame, upright, in RGB on white, not much larger than what is kept."""
    picture = Image.open(BytesIO(data), formats=[kind])
    _check(picture.size)
    side = round(KEPT_PIXELS**0.5)
    if picture.format == "JPEG":  # decode no more of it than will be kept: a tenth of the memory
        picture.draft("RGB", (2 * side, 2 * side))
    picture.load()
    orientation = picture.getexif().get(_ORIENTATION, 1)
    flat = _on_white(_eight_bits(_smaller(picture)))
    flat.getexif()[_ORIENTATION] = orientation
    return ImageOps.exif_transpose(flat)


def _check(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise Refused(Refusal.TOO_MANY_PIXELS)
    if min(size) < MIN_SIDE:
        raise Refused(Refusal.TOO_SMALL)
    if max(size) > MAX_RATIO * min(size):
        raise Refused(Refusal.TOO_LONG)


def _smaller(picture: Image.Image) -> Image.Image:
    """The same at about twice the size that is kept: all later copies cost less memory."""
    factor = int((picture.width * picture.height / KEPT_PIXELS) ** 0.5 / 2)
    return picture.reduce(factor) if factor > 1 and picture.mode in _AVERAGED else picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Pillow would clip 16-bit greys at 255, which makes nearly all of them white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda level: level * (1 / 257)).convert("L")


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(white, layer).convert("RGB")


def _made_anew(picture: Image.Image) -> Clean:
    if (shrink := (KEPT_PIXELS / (picture.width * picture.height)) ** 0.5) < 1:
        size = (max(1, round(picture.width * shrink)), max(1, round(picture.height * shrink)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)  # the pixels without whatever else the object carries along
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return Clean(out.getvalue(), bare.width, bare.height)
