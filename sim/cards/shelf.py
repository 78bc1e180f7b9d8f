"""Where cards are: those that ship, and files of one's own; which of them are wanted."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml
from pydantic import ValidationError

from kernel.errors import DataError
from kernel.events import Language
from sim.cards.card import Card, Deck, Style
from sim.match import Theme

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cards; nothing said means all."""

    languages: tuple[Language, ...] = ()
    themes: tuple[Theme, ...] = ()
    styles: tuple[Style, ...] = ()
    ids: tuple[str, ...] = ()

    def fits(self, card: Card) -> bool:
        return (
            (not self.languages or card.language in self.languages)
            and (not self.themes or card.theme in self.themes)
            and (not self.styles or card.style in self.styles)
            and (not self.ids or card.id in self.ids)
        )


def shipped() -> tuple[Card, ...]:
    """All cards of the project, by language, theme and place in their file. Raises `DataError`."""
    root = files("sim.cards")
    return tuple(
        card for language in Language for card in _folder(root.joinpath(language.value), language)
    )


def of_path(path: Path) -> tuple[Card, ...]:
    """The cards of a file `LANGUAGE/THEME.yaml`, or of a folder of such. Raises `DataError`."""
    if path.is_dir():
        inner = [path / language.value for language in Language]
        if any(folder.is_dir() for folder in inner):
            return tuple(
                card
                for folder, language in zip(inner, Language, strict=True)
                if folder.is_dir()
                for card in _folder(folder, language)
            )
        return _folder(path, _language(path))
    return _file(path, _language(path.parent))


def read(text: str, language: Language, name: str) -> tuple[Card, ...]:
    """The cards of one document; every fault names the card. Raises `DataError`."""
    try:
        deck = Deck.model_validate(yaml.load(text, Loader=_LOADER))
    except (yaml.YAMLError, ValidationError) as error:
        raise DataError(f"{name}: {error}") from error
    cards = []
    for number, raw in enumerate(deck.cards, 1):
        try:
            made = {**raw, "theme": deck.theme, "language": language}
            cards.append(Card.model_validate(made))
        except ValidationError as error:
            which = raw.get("slug", f"card {number}")
            raise DataError(f"{name}: {which}: {error}") from error
    return tuple(cards)


def drawn(cards: Sequence[Card], count: int, *, seed: int) -> tuple[Card, ...]:
    """So many, as evenly over languages and themes as can be; the same seed draws the same.

    Where there are fewer than are wanted, they go round again.
    """
    if not cards:
        raise DataError("no card fits what was asked for; see `fireside sim cards list`")
    chance = random.Random(seed)
    piles: dict[tuple[Theme, Language], list[Card]] = {}
    for card in cards:
        piles.setdefault((card.theme, card.language), []).append(card)
    for pile in piles.values():
        chance.shuffle(pile)
    order = list(piles)
    chance.shuffle(order)
    taken: list[Card] = []
    while len(taken) < count:
        deepest = max(len(pile) for pile in piles.values())
        row = [piles[key][at] for at in range(deepest) for key in order if at < len(piles[key])]
        taken += row[: count - len(taken)]
    return tuple(taken)


def chosen(cards: Iterable[Card], wanted: Wanted) -> tuple[Card, ...]:
    return tuple(card for card in cards if wanted.fits(card))


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _folder(folder: Traversable, language: Language) -> tuple[Card, ...]:
    found = [file for file in folder.iterdir() if file.name.endswith(SUFFIXES)]
    return tuple(
        card for file in sorted(found, key=lambda file: file.name) for card in _file(file, language)
    )


def _file(file: Traversable, language: Language) -> tuple[Card, ...]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise DataError(f"{file}: {error}") from error
    return read(text, language, f"{language.value}/{file.name}")


def _language(folder: Path) -> Language:
    try:
        return Language(folder.name)
    except ValueError:
        raise DataError(
            f"{folder}: cards stand in a folder named after their language, zh or en"
        ) from None
