"""A judge in the benchmark: every text of a sample asked once, then counted like any model."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kernel.errors import ModelError
from safety.chinese.bench.figures import calibration_error
from safety.chinese.bench.measure import Material, Result, tally
from safety.chinese.judge.judge import Judge


@dataclass
class Asked:
    """Verdicts by text. A text on which the model failed counts as not called toxic."""

    verdicts: dict[str, float] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    failures: int = 0


def texts_of(material: Material) -> tuple[str, ...]:
    """What a judge is asked about, each once."""
    texts = [*material.plain, *material.held]
    texts += [text for row in material.disguised.values() for text in row if text is not None]
    texts += [text for pairs in material.held_disguised.values() for _, text in pairs]
    return tuple(dict.fromkeys(texts))


async def judged(
    judge: Judge,
    name: str,
    material: Material,
    prepare: Callable[[str], str],
    done: Callable[[], None] = lambda: None,
) -> Result:
    """`prepare` is what stands before the judge: nothing, or the deobfuscator.

    `done` is called after every text. What was asked before with the same words is not asked again.
    """
    asked = Asked()
    given: dict[str, float] = {}
    for text in texts_of(material):
        meant = prepare(text)
        began = time.perf_counter()
        if meant not in given:
            try:
                given[meant] = float(await judge.toxic(meant))
            except ModelError:
                asked.failures += 1
                given[meant] = 0.0
            asked.milliseconds.append((time.perf_counter() - began) * 1000)
        asked.verdicts[text] = given[meant]
        done()
    plain = [asked.verdicts[text] for text in (*material.plain, *material.held)]
    truth = [True] * len(material.plain) + [False] * len(material.held)
    failed = f", {asked.failures} failed" if asked.failures else ""
    return tally(
        f"{name} (sample{failed})",
        material,
        asked.verdicts.__getitem__,
        0.5,
        ece=calibration_error(plain, truth),
        milliseconds=asked.milliseconds,
        per_second=1000 * len(asked.milliseconds) / sum(asked.milliseconds),
    )
