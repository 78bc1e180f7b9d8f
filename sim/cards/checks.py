"""Whether a set of cards is fit for use: one by one, and together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kernel.events import Language
from sim.cards.card import Card, Topic
from sim.cards.kin import denied
from sim.match import Theme

ALIKE = 0.2
"""Two cards of one language whose spoken words share more than this are one card."""
_GRAM = {Language.ZH: 4, Language.EN: 5}
"""Characters (zh), and words (en), that make one piece to compare by."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{3,}")


def faults(cards: Sequence[Card]) -> tuple[str, ...]:
    """Everything wrong, each with the card's id; nothing for a fit set."""
    return (*_each(cards), *_twins(cards))


def imbalance(cards: Sequence[Card]) -> tuple[str, ...]:
    """Themes and languages that are not filled as evenly as the others."""
    counted = Counter((card.language, card.theme) for card in cards)
    languages = sorted({card.language for card in cards})
    counts = {(lang, theme): counted[lang, theme] for lang in languages for theme in Theme}
    most = max(counts.values(), default=0)
    return tuple(
        f"{lang.value}: {theme.value} has {count} cards, others {most}"
        for (lang, theme), count in counts.items()
        if count < most
    )


def spoken(card: Card) -> tuple[str, ...]:
    """Every line that the client may say."""
    mind = () if card.mind is None else tuple(card.mind.model_dump().values())
    facts = tuple(fact.say for fact in card.facts)
    return tuple(line for line in (card.opening, *mind, *facts, card.step) if line)


def _each(cards: Sequence[Card]) -> Iterator[str]:
    for id, count in Counter(card.id for card in cards).items():
        if count > 1:
            yield f"{id}: {count} cards have this id"
    for card in cards:
        yield from (f"{card.id}: {why}" for why in _of_one(card))


def _of_one(card: Card) -> Iterator[str]:
    for line in spoken(card):
        if _foreign(line, card.language):
            yield f"not in {card.language.value}: {line!r}"
        for claim in denied(card, line):
            yield f"says {claim.quote!r}, which its demographics deny ({claim.what})"
    yield from _early(card)
    if card.risk == "none" and any(Topic.RISK in fact.about for fact in card.facts):
        yield "has a fact about danger, and its risk is none"
    if card.risk != "none" and not any(Topic.RISK in fact.about for fact in card.facts):
        yield f"its risk is {card.risk}, and no fact tells of it"


def _early(card: Card) -> Iterator[str]:
    """A mark of something hidden must not stand in what is told more freely."""
    mind = () if card.mind is None else tuple(card.mind.model_dump().values())
    free = (card.opening, *mind, card.step, *(f.say for f in card.facts if not f.hidden))
    for fact in card.hidden:
        others = [other.say for other in card.hidden if other.id != fact.id]
        for mark in fact.marks:
            if any(mark.casefold() in line.casefold() for line in (*free, *others)):
                yield f"the mark {mark!r} of {fact.id} stands in another line, too"


def _foreign(line: str, language: Language) -> bool:
    if language is Language.EN:
        return _HAN.search(line) is not None
    return _HAN.search(line) is None or len(_LATIN.findall(line)) > 2


def _twins(cards: Sequence[Card]) -> Iterator[str]:
    pieces = {card.id: _pieces(card) for card in cards}
    for at, one in enumerate(cards):
        for other in cards[at + 1 :]:
            related = (one.variant_of or one.id) == (other.variant_of or other.id)
            if one.language is other.language and not related:
                mine, theirs = pieces[one.id], pieces[other.id]
                shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
                if shared > ALIKE:
                    yield f"{one.id}: says the same as {other.id} ({shared:.0%})"


def _pieces(card: Card) -> set[str]:
    size = _GRAM[card.language]
    text = " ".join(spoken(card)).casefold()
    if card.language is Language.ZH:
        return {text[at : at + size] for at in range(len(text) - size + 1)}
    words = re.findall(r"[a-z']+", text)
    return {" ".join(words[at : at + size]) for at in range(len(words) - size + 1)}
