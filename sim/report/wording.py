"""The words of the report itself, in one language."""

from importlib.resources import files
from string import Template

import yaml

from kernel.errors import DataError
from kernel.events import Language


class Wording:
    """Build with `load`. Calling it with a key gives the words; a key that is not there is a fault
    of ours and raises `DataError`."""

    def __init__(self, language: Language, words: dict[str, str]) -> None:
        self.language = language
        self._words = words

    @classmethod
    def load(cls, language: Language) -> "Wording":
        """Raises `DataError`."""
        file = files("sim.report").joinpath("words", f"{language.value}.yaml")
        words = yaml.safe_load(file.read_text(encoding="utf-8"))
        if not isinstance(words, dict) or not all(isinstance(v, str) for v in words.values()):
            raise DataError(f"sim/report/words/{language.value}.yaml: only words by key")
        return cls(language, words)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._words)

    def __call__(self, key: str, **values: object) -> str:
        if key not in self._words:
            raise DataError(f"sim/report/words/{self.language.value}.yaml has no {key}")
        return Template(self._words[key]).substitute(values) if values else self._words[key]
