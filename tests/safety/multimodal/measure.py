"""Times of the first look, words and nakedness apart: `python -m tests.safety.multimodal.measure`.

Pictures are drawn afresh with each run's seed, so that nothing is remembered. Prints seconds, and
seconds of processor time, which a busy machine changes less: `... measure SEED PICTURES`.
"""

import asyncio
import os
import random
import sys
import time

import numpy as np
from PIL import Image

from safety.multimodal.tier1.engines import Engines
from safety.multimodal.tier1.eyes import open_eyes
from safety.multimodal.uploads.cleaner import Cleaner
from tests.safety.multimodal.drawing import house, jpeg, kept, lettered

SIZES = ((1024, 768), (1080, 608), (768, 1024))


def drawn(rng: random.Random) -> Image.Image:
    """A photo-like drawing: shapes, grain, and a kind caption on every other one."""
    picture = house(rng.choice(SIZES))
    if rng.random() < 0.5:
        lettered(f"妈妈，今天辛苦了 {rng.randrange(1000)}", onto=picture)
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, 8, (*picture.size[::-1], 3))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def said(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(0.99 * len(ordered))]
    print(f"{name:32s} p50 {p50:.3f}  p99 {p99:.3f}  n {len(ordered)}")


async def main(seed: int, count: int) -> None:
    rng = random.Random(seed)
    pictures = [drawn(rng) for _ in range(count)]
    print(f"seed {seed}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    engines = Engines()
    engines.look([jpeg(house())])
    looks_at = {"words (OCR)": engines.words, "nakedness": engines.nudity}
    for name, look in looks_at.items():
        wall, cpu = [], []
        for picture in pictures:
            began, spent = time.perf_counter(), time.process_time()
            look(picture)
            wall.append(time.perf_counter() - began)
            cpu.append(time.process_time() - spent)
        said(name, wall)
        said(f"{name}, processor", cpu)
    cleaner, uploads, looks = Cleaner(), [], []
    async with open_eyes() as eyes:
        await eyes.look([kept(house((320, 240)))])
        for picture in pictures[: count // 2]:
            began = time.perf_counter()
            made = await cleaner.clean(jpeg(picture))
            uploads.append(time.perf_counter() - began)
            began = time.perf_counter()
            await eyes.look([made])
            looks.append(time.perf_counter() - began)
    said("cleaning an upload", uploads)
    said("both looks, own process, nice 5", looks)


if __name__ == "__main__":
    asked = [int(value) for value in sys.argv[1:]]
    asyncio.run(main(*asked, *(1, 100)[len(asked) :]))
