"""What bytes are, by what they begin with; names and headers that came along are not believed.

Rule 1: only what is known here is opened at all, and only by the decoder of that format.
Rule 2: what people often send by mistake is recognised, so that the refusal can say what it was.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Formats that are taken; the values are Pillow's names of its decoders."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WEBP"


class Refusal(StrEnum):
    """Why an upload is not taken. The widget has words for each."""

    EMPTY = "empty"
    """No bytes at all."""
    TOO_MANY_BYTES = "too_many_bytes"
    NOT_A_PICTURE = "not_a_picture"
    """Nothing that is known here, or a format that may carry code (SVG, PDF, HTML)."""
    OTHER_FORMAT = "other_format"
    """A picture, but of a format that is not taken (HEIC, AVIF, TIFF, BMP, ...)."""
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    """So few pixels that nobody could see anything on it."""
    TOO_LONG = "too_long"
    """Much longer than wide, or the other way round: nothing on it could be read once it fits."""
    DAMAGED = "damaged"
    """It begins like a picture and does not go on like one."""
    TOO_COSTLY = "too_costly"
    """Opening it took more memory or time than a picture may."""


OF_OTHER_FORMATS = (b"II*\0", b"MM\0*", b"BM", b"\0\0\1\0", b"8BPS", b"\xff\x0a", b"\0\0\0\x0cJXL ")
"""TIFF (both byte orders), BMP, ICO, PSD, JPEG XL (bare, boxed)."""
_ISO_PICTURES = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"}
"""Brands of ISO/IEC 23008-12 files, the pictures among the MP4s."""


def kind_of(data: bytes) -> Kind | Refusal:
    """The format that the bytes begin like, or why they are not taken."""
    if not data:
        return Refusal.EMPTY
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _ISO_PICTURES:
        return Refusal.OTHER_FORMAT
    if data.startswith(OF_OTHER_FORMATS):
        return Refusal.OTHER_FORMAT
    return Refusal.NOT_A_PICTURE
