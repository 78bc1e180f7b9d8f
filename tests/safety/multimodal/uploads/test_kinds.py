"""Bytes are known by what they are, and what people send by mistake is named."""

import pytest

from safety.multimodal.uploads.cleaner import TEXTS
from safety.multimodal.uploads.kinds import OF_OTHER_FORMATS, Kind, Refusal, kind_of


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"GIF89a", Kind.GIF),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.WEBP),
        (b"RIFF\0\0\0\0WAVEfmt ", Refusal.NOT_A_PICTURE),
        (b"\0\0\0\x1cftypheic", Refusal.OTHER_FORMAT),
        (b"\0\0\0\x1cftypisom", Refusal.NOT_A_PICTURE),
        (b"<svg onload=", Refusal.NOT_A_PICTURE),
        (b"", Refusal.EMPTY),
        *((head, Refusal.OTHER_FORMAT) for head in OF_OTHER_FORMATS),
    ],
)
def test_it_goes_by_the_bytes(head: bytes, kind: Kind | Refusal) -> None:
    assert kind_of(head) == kind


def test_every_refusal_says_what_to_do() -> None:
    assert set(TEXTS) == set(Refusal)
    assert all(";" in text for text in TEXTS.values())
