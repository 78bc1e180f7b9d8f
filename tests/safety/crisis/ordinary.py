"""How often the crisis guard alarms on texts that nobody wrote in danger.

    python -m tests.safety.crisis.ordinary [--cold CSV] [--cntp JSONL] [--dolly JSON] [--show]

COLD (Deng et al. 2022, arXiv 2201.06025): comments labelled inoffensive; some do speak of suicide.
CNTP: comments labelled non-toxic (`non_toxic_base.jsonl` of ToxiBenchCN). Dolly: the questions of
instruction data in English. Each text is read alone, as if a person had said it. `--show` prints
the texts that alarm. The rate has a 95 % Wilson interval.
"""

import argparse
import asyncio
import csv
import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from kernel.events import Side
from kernel.ids import ConversationId
from kernel.records import Content
from kernel.state import Conversation
from kernel.verdicts import Escalate
from safety.crisis.guard import CrisisGuard
from tests.safety.crisis.measure import Rate

TALK = Conversation(id=ConversationId("ordinary"))


def cold(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["TEXT"] for row in csv.DictReader(file) if row["label"] == "0"]


def cntp(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["original_text"] for line in lines]


def dolly(path: Path) -> list[str]:
    talks = json.loads(path.read_text(encoding="utf-8"))
    return [talk["messages"][0]["content"] for talk in talks]


async def alarms(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The texts that alarm, each with the cues that did it."""
    guard = CrisisGuard.load()
    found = []
    for text in texts:
        verdict = await guard.review(Side.USER, Content(text=text), TALK)
        if isinstance(verdict, Escalate):
            found.append((verdict.reason, text))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Alarms on ordinary texts")
    readers = {"cold": cold, "cntp": cntp, "dolly": dolly}
    for name in readers:
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    console = Console(highlight=False, markup=False)
    for name, read in readers.items():
        path = getattr(arguments, name)
        if path is None:
            continue
        texts = read(path)
        found = asyncio.run(alarms(texts))
        rate = Rate(len(found), len(texts))
        low, high = rate.interval()
        console.print(
            f"{name}: {rate.hits} of {rate.n} = {rate.share:.4f} ({low:.4f} to {high:.4f})"
        )
        for reason, text in found if arguments.show else ():
            console.print(f"  {reason[:70]} | {text[:300]}")


if __name__ == "__main__":
    main()
