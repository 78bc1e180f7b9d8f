"""Writes cards as the files that they are read from."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from sim.cards.card import Card


def write(cards: Iterable[Card], folder: Path) -> tuple[Path, ...]:
    """`FOLDER/LANGUAGE/THEME.yaml`, one for each language and theme; what stands there is replaced.

    Returns the files. Raises `OSError`.
    """
    decks: dict[Path, list[Card]] = {}
    for card in cards:
        file = folder / card.language.value / f"{card.theme.value}.yaml"
        decks.setdefault(file, []).append(card)
    for file, members in decks.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        rows = [
            card.model_dump(mode="json", exclude={"theme", "language"}, exclude_defaults=True)
            for card in members
        ]
        document = {"theme": members[0].theme.value, "cards": rows}
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)
        file.write_text(text, encoding="utf-8")
    return tuple(decks)
