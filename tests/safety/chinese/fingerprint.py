"""Digests of what the restorer, the detector and the guards say, and how long a reading takes.

    python -m tests.safety.chinese.fingerprint --cntp CNTP --cold COLD [--every N]

Run it before and after a change that must not change a verdict. Texts: every Nth of a folder in
the layout of ToxiBenchCN, disguised ones too, and of COLD's `dev.csv`. Floats count to the last
bit; times are of the processor, without the walks of the garbage collector.
"""

import argparse
import asyncio
import gc
import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from kernel.events import Side
from kernel.ids import ConversationId
from kernel.records import Content
from kernel.state import Conversation
from safety.chinese.bench.data import read_cntp, read_cold
from safety.chinese.guarding.guard import ToxicityGuard
from safety.chinese.restore import Restorer
from safety.chinese.toxicity.detector import Detector

EMPTY = Conversation(id=ConversationId("c"))


def texts(cntp: Path, cold: Path, every: int) -> list[str]:
    corpus = read_cntp(cntp)
    found = [each.text for each in (*corpus.toxic, *corpus.benign)]
    found += [text for each in corpus.toxic for text in each.disguised.values()]
    found += [text for text, _ in read_cold(cold / "dev.csv")]
    return found[::every]


def timed(restorer: Restorer, texts: Iterable[str]) -> str:
    took = []
    for text in texts:
        start = time.process_time()
        restorer.restore(text)
        took.append((time.process_time() - start) * 1000)
    took.sort()
    ranks = (took[int(len(took) * share)] for share in (0.5, 0.9, 0.99))
    return "ms p50 / p90 / p99 " + " / ".join(f"{rank:.2f}" for rank in ranks)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cntp", type=Path, required=True)
    parser.add_argument("--cold", type=Path, required=True)
    parser.add_argument("--every", type=int, default=4)
    given = parser.parse_args()
    chosen = texts(given.cntp, given.cold, given.every)
    restorer = Restorer.load()
    gc.freeze()
    print(f"{len(chosen)} texts")
    for run in ("first", "again"):
        print(f"restore, {run}: {timed(restorer, chosen)}")
    gc.collect()
    print(f"{psutil.Process().memory_info().rss / 1e6:.0f} MB")
    found = repr([(restorer.restore(text), restorer.candidates(text)) for text in chosen])
    print(f"readings      {hashlib.sha256(found.encode()).hexdigest()[:24]}")
    detector = Detector.load(restorer=restorer)
    found = repr([detector.probability(text) for text in chosen])
    print(f"probabilities {hashlib.sha256(found.encode()).hexdigest()[:24]}")
    verdicts = hashlib.sha256()
    for policy in ("strict", "care"):
        guard = ToxicityGuard.load(policy)
        for text in chosen[::2]:
            for side in (Side.USER, Side.BOT):
                verdict = await guard.review(side, Content(text=text), EMPTY)
                verdicts.update(repr(verdict).encode())
    print(f"verdicts      {verdicts.hexdigest()[:24]}")


if __name__ == "__main__":
    asyncio.run(main())
