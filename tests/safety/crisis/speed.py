"""What the crisis guard costs a sentence.

    python -m tests.safety.crisis.speed

Microseconds of processor time for a call of `review`, best of five rounds, by language and kind.
"""

import timeit
from time import process_time

from rich.console import Console
from rich.table import Table

from kernel.events import Side
from kernel.ids import ConversationId
from kernel.records import Content, Utterance
from kernel.state import Conversation
from safety.crisis.guard import CrisisGuard
from tests.safety.crisis.measure import read

KINDS = {
    "ordinary": ("distress", "chitchat"),
    "looks like danger": ("figurative", "lyrics", "negated"),
    "danger": ("explicit", "indirect"),
}
ASKED = "It sounds like that was hard. What happened next?"
TALK = Conversation(id=ConversationId("speed"), utterances=(Utterance(Side.BOT, ASKED),))


def cost(guard: CrisisGuard, side: Side, texts: list[str]) -> float:
    """Microseconds for one of the texts."""

    def once() -> None:
        for text in texts:
            coroutine = guard.review(side, Content(text=text), TALK)
            try:
                coroutine.send(None)  # never waits, so no event loop is timed along with it
            except StopIteration:
                continue

    rounds = max(1, 2000 // len(texts))
    best = min(timeit.repeat(once, number=rounds, repeat=5, timer=process_time))
    return best / rounds / len(texts) * 1e6


def main() -> None:
    guard = CrisisGuard.load()
    table = Table("language", "sentences", "n", "of a person, µs", "of a bot, µs", box=None)
    for language in ("en", "zh"):
        for name, kinds in KINDS.items():
            rows = [row for row in read() if row["language"] == language]
            texts = [row["text"] for row in rows if row["kind"] in kinds]
            costs = (f"{cost(guard, side, texts):.1f}" for side in (Side.USER, Side.BOT))
            table.add_row(language, name, str(len(texts)), *costs)
    Console().print(table)


if __name__ == "__main__":
    main()
