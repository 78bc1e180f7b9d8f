"""How well the crisis guard reads sentences and answers.

    python -m tests.safety.crisis.measure [--misses]

Share that escalates, by kind, with 95 % Wilson intervals: `sentences.jsonl`, by the author of the
cues; `independent*.jsonl`, by somebody who had not seen them; `blind*.jsonl`, by somebody else
again; `tuning*.jsonl`, written to tune on; `once*.jsonl`, written before that tuning by the same
hand and measured once. All have been read since and are development data, but for the split
`unread` of the blind set, which whoever writes cues has not read: `--misses` names none of it.
"""

import asyncio
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from kernel.events import Side
from kernel.ids import ConversationId
from kernel.rates import wilson
from kernel.records import Content, Utterance
from kernel.state import Conversation
from safety.crisis.guard import CrisisGuard

HERE = Path(__file__).parent
SENTENCES = HERE / "sentences.jsonl"
INDEPENDENT = HERE / "independent.jsonl"
DIALOGUES = HERE / "independent_dialogues.jsonl"
BLIND = HERE / "blind.jsonl"
BLIND_DIALOGUES = HERE / "blind_dialogues.jsonl"
TUNING = HERE / "tuning.jsonl"
TUNING_DIALOGUES = HERE / "tuning_dialogues.jsonl"
ONCE = HERE / "once.jsonl"
ONCE_DIALOGUES = HERE / "once_dialogues.jsonl"
READ = (SENTENCES, INDEPENDENT, DIALOGUES, TUNING, TUNING_DIALOGUES, ONCE, ONCE_DIALOGUES)
UNREAD = "unread"


class Rate(NamedTuple):
    hits: int
    n: int

    @property
    def share(self) -> float:
        return self.hits / self.n

    def interval(self) -> tuple[float, float]:
        """95 % Wilson score interval."""
        return wilson(self.hits, self.n)


Row = dict[str, Any]


def read(path: Path = SENTENCES) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def escalates(guard: CrisisGuard, row: Row) -> bool:
    said = tuple(Utterance(Side(each["side"]), each["text"]) for each in row.get("context", ()))
    talk = Conversation(id=ConversationId("measure"), utterances=said)
    verdict = asyncio.run(guard.review(Side.USER, Content(text=row["text"]), talk))
    return verdict.kind == "escalate"


def rates(rows: list[Row]) -> dict[tuple[str, str], Rate]:
    """Share that escalates, by (split, kind)."""
    guard = CrisisGuard.load()
    counts: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for row in rows:
        counts[row["split"], row["kind"]].append(escalates(guard, row))
    return {key: Rate(sum(found), len(found)) for key, found in counts.items()}


def main(arguments: list[str]) -> None:
    console = Console()
    guard = CrisisGuard.load()
    for path in (*READ, BLIND, BLIND_DIALOGUES):
        rows = read(path)
        table = Table("split", "kind", "expected", "escalates", "95 % interval", "n", box=None)
        expected = {row["kind"]: row["expected"] for row in rows}
        for (split, kind), rate in sorted(rates(rows).items()):
            low, high = rate.interval()
            cells = (f"{rate.share:.3f}", f"{low:.3f} to {high:.3f}", str(rate.n))
            table.add_row(split, kind, expected[kind], *cells)
        console.print(f"\n{path.name}", table)
        for row in rows if "--misses" in arguments else ():
            wanted = row["expected"] == "escalate"
            if row["split"] != UNREAD and escalates(guard, row) != wanted:
                console.print(f"{row['id']}: {row['text']}", highlight=False)


if __name__ == "__main__":
    main(sys.argv[1:])
