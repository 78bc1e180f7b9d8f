"""Whether a simulated client kept to their card in a whole dialogue: computed, from words alone.

Faults of a simulator otherwise look like the counsellor's (tau2-bench: up to 30% of failed runs).
A dialogue with a fault is reported and left out; it is never scored.

    language            not in the client's language
    counsellor          talks like the counsellor
    machine             talks like a language model
    marks               role names, stage directions, control tokens, markup
    facts_partner, facts_children, facts_age   contradicts the demographics of the card
    early_disclosure    tells something hidden before its conditions held
    untold              was to tell something hidden, and the words do not
    repeats             says the same again and again
    parrots             gives back the counsellor's words
    silent              says nothing
    too_short           hardly anything was said
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from kernel.events import Language, Side
from sim.cards.card import Card
from sim.match import End, Fault, Transcript, Turn
from sim.npc.casts import by_id, card_of
from sim.npc.keeping import parrots, strange, tells

REASONS = (
    "language", "counsellor", "machine", "marks", "facts_partner", "facts_children", "facts_age",
    "early_disclosure", "untold", "repeats", "parrots", "silent", "too_short",
)  # fmt: skip
AGAIN = 3
"""The same longer words so often are a simulator that is stuck."""
LONG = {Language.ZH: 12, Language.EN: 40}
"""Characters from which words are long: "嗯" and "not really" may come often."""
SHORTEST = 2
"""Of a client's turns."""


class Checker:
    """Knows the cards; asks no model. Implements `sim.match.Fidelity`."""

    def __init__(self, cards: Sequence[Card] | None = None) -> None:
        """The cards that ship, unless others are given. Raises `DataError`."""
        self._cards = by_id(cards, None)

    async def check(self, transcript: Transcript) -> tuple[Fault, ...]:
        """Every fault, in the order of the rounds. Raises `DataError` for an unknown card."""
        return faults(transcript, card_of(self._cards, transcript.match.card.id))


def faults(transcript: Transcript, card: Card) -> tuple[Fault, ...]:
    own = [turn for turn in transcript.turns if turn.side is Side.USER]
    found: list[Fault] = []
    heard = ""
    for turn in transcript.turns:
        if turn.side is Side.BOT:
            heard = turn.text
        elif turn.text.strip():
            found += strange(turn.text, card, turn.round)
            if parrots(turn.text, heard, card.language):
                found.append(Fault(reason="parrots", round=turn.round, quote=turn.text[:60]))
        elif transcript.end is not End.LEFT or turn is not own[-1]:  # who leaves may say nothing
            found.append(Fault(reason="silent", round=turn.round))
    found += _disclosures(own, card)
    found += _repeats(own, card.language)
    if len(own) < SHORTEST:
        found.append(Fault(reason="too_short"))
    return tuple(sorted(found, key=lambda fault: fault.round))


def _disclosures(own: Sequence[Turn], card: Card) -> Iterator[Fault]:
    """Something hidden is told in the turn that says so, and in none before."""
    hidden = {fact.id: fact for fact in card.hidden}
    known: set[str] = set()
    for turn in own:
        known |= set(turn.state.disclosed)
        for id, fact in hidden.items():
            if id not in known and (mark := tells(fact, turn.text)):
                yield Fault(reason="early_disclosure", round=turn.round, quote=mark)
            if id in turn.state.disclosed and not tells(fact, turn.text):
                yield Fault(reason="untold", round=turn.round, quote=id)


def _repeats(own: Sequence[Turn], language: Language) -> Iterator[Fault]:
    counted = Counter(turn.text.strip() for turn in own)
    for text, count in counted.items():
        if count >= AGAIN and len(text) >= LONG[language]:
            last = max(turn.round for turn in own if turn.text.strip() == text)
            yield Fault(reason="repeats", round=last, quote=text[:60])
