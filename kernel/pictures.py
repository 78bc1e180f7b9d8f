"""Pictures in a conversation: what the log says of them, and their pixels."""

from dataclasses import dataclass
from typing import NewType

ImageId = NewType("ImageId", str)
"""Made by the platform for every upload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture as the log knows it: where its pixels are kept, its size in pixels."""

    id: ImageId
    width: int
    height: int
    alt: str = ""
    """What it shows, in words of whoever sent it; "" if they said nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The pixels, made anew from an upload: JPEG, size in pixels. No bytes if they are lost."""

    data: bytes
    width: int
    height: int
    alt: str = ""
