"""The usual toneless reading of every common character, one each, without context.

Contextual readings cost twenty times as much, and the model is trained on these same ones.
`sounds.txt` is made by `python -m safety.chinese.training.readings`.
"""

from collections.abc import Mapping
from importlib.resources import files

from kernel.errors import DataError

FILE = "sounds.txt"


def usual_readings() -> Mapping[str, str]:
    """Character to syllable, as `nü` for 女. Raises `DataError`."""
    return read_sounds(files("safety.chinese.toxicity").joinpath(FILE).read_text("utf-8"))


def read_sounds(text: str) -> Mapping[str, str]:
    """Lines of a syllable and the characters that are read so. Raises `DataError`."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        syllable, _, chars = line.partition(" ")
        if not (syllable.isalpha() and chars.isalpha()):
            raise DataError(
                f"safety/chinese/toxicity/{FILE}, line {number}: wanted a syllable and characters"
            )
        found.update(dict.fromkeys(chars, syllable))
    return found
