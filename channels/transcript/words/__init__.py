"""Words of a page, in every language: a file each, `zh.yaml` and `en.yaml`."""

from collections.abc import Mapping
from importlib.resources import files

import yaml

from kernel.errors import DataError
from kernel.events import Language

Words = Mapping[str, str]


def load_words(room: str = __name__) -> Mapping[Language, Words]:
    """The words of a package, by language. Raises `DataError` if one is missing in one."""
    read = {language: _read(room, language) for language in Language}
    for language, words in read.items():
        if odd := sorted(words.keys() ^ read[Language.EN].keys()):
            raise DataError(f"{room}: {language}.yaml and en.yaml differ in {', '.join(odd)}")
    return read


def _read(room: str, language: Language) -> Words:
    name = f"{language}.yaml"
    raw = yaml.safe_load(files(room).joinpath(name).read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not all(isinstance(word, str) for word in raw.values()):
        raise DataError(f"{room}: {name} must hold one text a name")
    return {str(name): word for name, word in raw.items()}
