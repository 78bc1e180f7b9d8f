"""300 hostile uploads are refused or cleaned; nothing but pixels of them survives."""

import json
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from safety.multimodal.uploads.cleaning import KEPT_PIXELS, Clean, Refused, clean
from tests.safety.multimodal.uploads.hostile import GPS, Upload, drawing, saved, uploads

PEAK_KIB = 450 * 1024
"""Of the process that opens them all; the largest allowed PNG alone decodes to 147 MB."""
RUN = """
import json, re
from pathlib import Path
from safety.multimodal.uploads.child import limit
limit()
from safety.multimodal.uploads.cleaning import Refused, clean
from tests.safety.multimodal.uploads.hostile import uploads
found = []
for upload in uploads():
    try:
        made = clean(upload.data)
        found.append([upload.name, "clean", made.width, made.height, made.data.hex()])
    except Refused as refused:
        found.append([upload.name, refused.why, 0, 0, ""])
# Not `ru_maxrss`: that begins with what the process that started this one had.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps({"peak_kib": peak, "found": found}))
"""


@pytest.fixture(scope="module")
def outcome() -> dict[str, tuple[Upload, str, Clean | None]]:
    """All of them, under the limits that a single upload gets."""
    ran = subprocess.run([sys.executable, "-c", RUN], capture_output=True, check=True)
    said = json.loads(ran.stdout)
    assert said["peak_kib"] < PEAK_KIB
    made = {
        name: (what, Clean(bytes.fromhex(data), width, height) if data else None)
        for name, what, width, height, data in said["found"]
    }
    return {upload.name: (upload, *made[upload.name]) for upload in uploads()}


Outcome = dict[str, tuple[Upload, str, Clean | None]]


def test_there_are_300(outcome: Outcome) -> None:
    assert len(outcome) == 300


def test_each_is_refused_for_the_right_reason_or_cleaned(outcome: Outcome) -> None:
    wrong = {
        name: (upload.expect, what)
        for name, (upload, what, _) in outcome.items()
        if upload.expect not in (what, "either")
    }
    assert wrong == {}


def test_what_comes_out_is_a_plain_picture(outcome: Outcome) -> None:
    """One JPEG from the first byte to the last, with nothing between header and pixels."""
    for name, (_, _, made) in outcome.items():
        if made is None:
            continue
        picture = Image.open(BytesIO(made.data))
        picture.load()
        assert (picture.format, picture.mode, picture.size) == (
            "JPEG",
            "RGB",
            (made.width, made.height),
        ), name
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}, name
        assert not picture.getexif() and picture.applist[1:] == [], name
        assert made.data.endswith(b"\xff\xd9") and made.data.count(b"\xff\xd8\xff") == 1, name
        assert made.width * made.height <= KEPT_PIXELS + made.width + made.height, name


def test_nothing_that_was_carried_along_is_left(outcome: Outcome) -> None:
    for name, (_, _, made) in outcome.items():
        for carried in (GPS, b"<script", b"<?php", b"PK\x03\x04", b"payload"):
            assert made is None or carried not in made.data, name


def test_a_picture_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = clean(saved(drawing(), "JPEG", exif=exif.tobytes()))
    assert (made.width, made.height) == (120, 160)


def test_what_only_shows_on_a_dark_page_is_not_there() -> None:
    """White letters on nothing would be read on a dark page, and not by the guards."""
    hidden = Image.new("RGBA", (64, 64), (255, 255, 255, 0))
    hidden.paste((255, 255, 255, 255), (10, 10, 50, 50))
    shown = Image.open(BytesIO(clean(saved(hidden, "PNG")).data))
    assert shown.getextrema() == ((255, 255),) * 3


def test_sixteen_bits_keep_their_greys() -> None:
    grey = Image.new("I;16", (32, 32), 32_896)
    shown = Image.open(BytesIO(clean(saved(grey, "PNG")).data))
    assert shown.getpixel((9, 9)) == (128, 128, 128)


def test_only_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("white", "black")]
    made = clean(saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50))
    assert Image.open(BytesIO(made.data)).getpixel((5, 5)) == (255, 255, 255)


def test_a_large_photo_becomes_smaller_and_keeps_its_shape() -> None:
    made = clean(saved(drawing(size=(4_000, 3_000)), "JPEG"))
    assert made.width * made.height <= KEPT_PIXELS + made.width + made.height
    assert made.width / made.height == pytest.approx(4 / 3, rel=0.01)


def test_the_name_of_a_format_is_not_enough() -> None:
    with pytest.raises(Refused, match="damaged"):
        clean(b"\x89PNG\r\n\x1a\n" + saved(drawing(), "JPEG"))
