"""300 uploads that somebody might send to do harm, or by mistake; the same for the same seed.

`expect` is the refusal, or "clean" where a picture must come out, or "either" where both are right
(fuzzed bytes may still be a picture).
"""

import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, PngImagePlugin

SEED = 20260901
GPS = b"51.5033N 0.1276W"


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes
    expect: str


def uploads() -> list[Upload]:
    rng = random.Random(SEED)
    found = [*_wrong(), *_bombs(), *_carriers(), *_odd_modes(), *_animated(), *_edges()]
    while len(found) < 300:
        found.append(_fuzzed(rng, len(found)))
    return found


def drawing(mode: str = "RGB", size: tuple[int, int] = (160, 120)) -> Image.Image:
    picture = Image.new("RGB", size, "#f3e3d6")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 100, 100), fill="#3f6b57")
    draw.line((0, 0, *size), fill="#b4532a", width=5)
    return picture.convert(mode)


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def png(width: int, height: int, rows: bytes, *, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG whose header may say what its rows are not."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def _wrong() -> Iterator[Upload]:
    """What is no picture, whatever it is called."""
    script = b"<script>alert(document.cookie)</script>"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + script + b"</svg>"
    texts = {
        "svg": svg,
        "svg with xml header": b'<?xml version="1.0"?>' + svg,
        "svg after a byte order mark": b"\xef\xbb\xbf" + svg,
        "svg with an entity bomb": b'<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + svg,
        "html": b"<!doctype html>" + script,
        "pdf": b"%PDF-1.7\n/OpenAction << /S /JavaScript >>",
        "zip": b"PK\x03\x04" + bytes(60),
        "exe": b"MZ" + bytes(200),
        "elf": b"\x7fELF" + bytes(200),
        "php": b"<?php system($_GET['c']); ?>",
        "shell": b"#!/bin/sh\nrm -rf /\n",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "mp4": b"\0\0\0\x18ftypisom" + bytes(64),
        "text": "今天有点累".encode(),
        "zeros": bytes(4096),
        "imagemagick script": b"push graphic-context\nimage over 0,0 0,0 'https://x/'",
        "xbm": b"#define i_width 16\n#define i_height 16\nstatic char i_bits[] = {0};",
        "riff that is a wave": b"RIFF\x24\0\0\0WAVEfmt " + bytes(64),
    }
    for name, data in texts.items():
        yield Upload(name, data, "not_a_picture")
    for name, head in {"heic": b"ftypheic", "avif": b"ftypavif"}.items():
        yield Upload(name, b"\0\0\0\x1c" + head + bytes(64), "other_format")
    for form in ("TIFF", "BMP"):
        yield Upload(form.lower(), saved(drawing(), form), "other_format")
    yield Upload("ico", saved(drawing(size=(32, 32)), "ICO"), "other_format")
    yield Upload("nothing", b"", "empty")
    yield Upload("one byte", b"\xff", "not_a_picture")


def _bombs() -> Iterator[Upload]:
    """Small files that would become large."""
    for side in (8_000, 20_000, 60_000, 2**31 - 1):
        yield Upload(f"png header {side}", png(side, side, b"\0" * 64), "too_many_pixels")
    yield Upload("png of a gigabyte", png(30_000, 12_000, bytes(3_000_000)), "too_many_pixels")
    rows = bytes((1 + 3 * 7_000) * 7_000)
    yield Upload("png just allowed", png(7_000, 7_000, rows), "clean")
    yield Upload("png 16 bits", png(7_000, 7_000, bytes(10**8), depth=16), "either")
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a" * 30_000_000, zip=True)
    yield Upload("png text bomb", saved(drawing(), "PNG", pnginfo=text), "damaged")
    profile = _chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(50_000_000), 9))
    plain = saved(drawing(), "PNG")
    yield Upload("png profile bomb", plain[:33] + profile + plain[33:], "either")
    for side in (8_000, 65_500):
        jpeg = bytearray(saved(drawing(), "JPEG"))
        at = jpeg.index(b"\xff\xc0") + 5
        jpeg[at : at + 4] = struct.pack(">HH", side, side)
        yield Upload(f"jpeg header {side}", bytes(jpeg), "too_many_pixels")
    gif = bytearray(saved(drawing(), "GIF"))
    gif[6:10] = struct.pack("<HH", 65_535, 65_535)
    yield Upload("gif header", bytes(gif), "too_many_pixels")
    webp = bytearray(saved(drawing(), "WEBP", lossless=True))
    at = webp.index(b"VP8L") + 9
    webp[at : at + 4] = struct.pack("<I", 16_382 | 16_382 << 14)
    yield Upload("webp header", bytes(webp), "either")
    yield Upload("too many bytes", b"\xff\xd8\xff" + bytes(13 * 1024 * 1024), "too_many_bytes")


def _carriers() -> Iterator[Upload]:
    """Real pictures that carry something else."""
    extra = {
        "zip": b"PK\x03\x04" + b"payload" * 9 + b"PK\x05\x06",
        "html": b"<script>alert(1)</script>",
        "php": b"<?php system('id'); ?>",
        "jar": b"PK\x03\x04META-INF/MANIFEST.MF",
        "js": b"*/=alert(1)//",
        "gps": GPS,
    }
    exif = Image.Exif()
    exif[0x010E] = GPS.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 12.0)
    for form in ("JPEG", "PNG", "GIF", "WEBP"):
        plain = saved(drawing(), form)
        for name, body in extra.items():
            yield Upload(f"{form} then {name}", plain + body, "clean")
        for name, body in list(extra.items())[:3]:
            if form == "JPEG":
                commented = saved(drawing(), form, comment=body)
                yield Upload(f"{form} comment {name}", commented, "clean")
            if form == "GIF":
                yield Upload(
                    f"{form} comment {name}", saved(drawing(), form, comment=body), "clean"
                )
        if form != "GIF":
            yield Upload(f"{form} exif", saved(drawing(), form, exif=exif.tobytes()), "clean")
    xmp = b"<x:xmpmeta>" + GPS + b"</x:xmpmeta>"
    yield Upload("jpeg xmp", saved(drawing(), "JPEG", xmp=xmp), "clean")
    info = PngImagePlugin.PngInfo()
    info.add_text("Location", GPS.decode())
    info.add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=True)
    yield Upload("png text", saved(drawing(), "PNG", pnginfo=info), "clean")
    broken = saved(drawing(), "JPEG")
    app1 = b"\xff\xe1\0\x10Exif\0\0" + b"\xff" * 8
    yield Upload("jpeg broken exif", broken[:2] + app1 + broken[2:], "either")
    two = saved(drawing(), "MPO", save_all=True, append_images=[drawing()])
    yield Upload("jpeg with a second picture", two, "clean")


def _odd_modes() -> Iterator[Upload]:
    for mode in ("CMYK", "L", "1", "RGB"):
        yield Upload(f"jpeg {mode}", saved(drawing(mode), "JPEG"), "clean")
    yield Upload("jpeg YCbCr progressive", saved(drawing(), "JPEG", progressive=True), "clean")
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        picture = drawing("L").convert("I;16") if mode == "I;16" else drawing(mode)
        yield Upload(f"png {mode}", saved(picture, "PNG"), "clean")
    yield Upload("png deep rgb", png(64, 64, (b"\0" + bytes(6 * 64)) * 64, depth=16), "clean")
    for mode in ("RGB", "RGBA"):
        for lossless in (True, False):
            name = f"webp {mode} {'exact' if lossless else 'lossy'}"
            yield Upload(name, saved(drawing(mode), "WEBP", lossless=lossless), "clean")
    clear = drawing("RGBA")
    clear.putalpha(0)
    yield Upload("png all clear", saved(clear, "PNG"), "clean")
    yield Upload("gif clear", saved(drawing("P"), "GIF", transparency=0), "clean")


def _animated() -> Iterator[Upload]:
    frames = [drawing().rotate(10 * n) for n in range(12)]
    for form in ("GIF", "PNG", "WEBP"):
        moving = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=40)
        yield Upload(f"moving {form}", moving, "clean")
    many = [Image.new("P", (16, 16), n % 2) for n in range(2_000)]
    yield Upload(
        "gif of 2000 frames", saved(many[0], "GIF", save_all=True, append_images=many[1:]), "clean"
    )


def _edges() -> Iterator[Upload]:
    for size in ((1, 1), (1, 4_000), (15, 15), (15, 200)):
        yield Upload(f"png {size}", saved(drawing(size=size), "PNG"), "too_small")
    for size in ((16, 65), (4_000, 900)):
        yield Upload(f"jpeg {size}", saved(drawing(size=size), "JPEG"), "too_long")
    for size in ((16, 16), (16, 64), (5_000, 1_300)):
        yield Upload(f"webp {size}", saved(drawing(size=size), "WEBP"), "clean")
    yield Upload("png 0 by 0", png(0, 0, b""), "either")
    yield Upload("png 0 by 9", png(0, 9, b""), "either")
    for form in ("JPEG", "PNG", "GIF", "WEBP"):
        whole = saved(drawing(), form)
        for part in (0.999, 0.9, 0.6, 0.3):
            cut = whole[: int(len(whole) * part)]
            yield Upload(f"{form} cut at {part}", cut, "either" if part > 0.99 else "damaged")
        yield Upload(f"{form} first 12 bytes", whole[:12], "damaged")


def _fuzzed(rng: random.Random, n: int) -> Upload:
    """A picture with some bytes changed, mostly in its header."""
    form = rng.choice(("JPEG", "PNG", "GIF", "WEBP"))
    data = bytearray(saved(drawing(), form))
    reach = rng.choice((60, 200, len(data)))
    for _ in range(rng.randint(1, 24)):
        data[rng.randrange(4, min(reach, len(data)))] = rng.choice((0, 0xFF, rng.randrange(256)))
    if rng.random() < 0.3:
        at = rng.randrange(8, len(data))
        data[at:at] = rng.randbytes(rng.randint(1, 400))
    return Upload(f"fuzzed {form} {n}", bytes(data), "either")
