"""Measures the scripted clients: python -m tests.sim.npc.measure [SEEDS]

Every card that ships plays SEEDS matches of 25 rounds against each of four counsellors: one who
listens (the counselling bot's questions, after words that take up what was said), one who only
asks, one who lectures and one who is rude.
"""

import sys
import time
from collections import Counter

from kernel.events import Language, Side
from sim.cards.shelf import shipped
from sim.match import Transcript
from sim.npc.fidelity import faults
from tests.sim.npc.counsellors import LECTURING, RUDE, asking, listening, scripted

COUNSELLORS = {
    "listens": {language: listening(language) for language in Language},
    "only asks": {language: asking(language) for language in Language},
    "lectures": LECTURING,
    "is rude": RUDE,
}


def main(seeds: int) -> None:
    cards = shipped()
    for name, lines in COUNSELLORS.items():
        began = time.process_time()
        held = [
            (card, scripted(card, lines[card.language], seed=seed))
            for card in cards
            for seed in range(seeds)
        ]
        seconds = time.process_time() - began
        turns = sum(len(own(one)) for _, one in held)
        hidden = sum(len(card.hidden) for card, _ in held)
        told = sum(len(turn.state.disclosed) for _, one in held for turn in one.turns)
        invalid = Counter(f.reason for card, one in held for f in faults(one, card))
        left = Counter(str(one.left) for _, one in held)
        fresh = sum(len(set(own(one))) for _, one in held) / turns
        print(f"counsellor who {name}: {len(held)} matches, {turns} turns of clients")
        print(
            f"  {1e6 * seconds / turns:.0f} us of processor time a turn; "
            f"{fresh:.1%} of a client's turns are new"
        )
        print(f"  told {told / hidden:.1%} of what is hidden; left {dict(left)}; {dict(invalid)}")


def own(transcript: Transcript) -> list[str]:
    return [turn.text for turn in transcript.turns if turn.side is Side.USER]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
