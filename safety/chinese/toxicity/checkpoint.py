"""Any checkpoint of a Hugging Face sequence classifier as a detector, from a local folder.

For the published Chinese classifiers (COLDetector and fine-tuned BERTs). transformers and torch are
an extra and are imported only here, only when a checkpoint is asked for; nothing is downloaded.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from kernel.errors import DataError, SettingsError
from safety.chinese.toxicity.detector import Undoes

TOXIC_NAMES = ("toxic", "offensive", "hate", "abusive", "insult", "label_1")
LONGEST = 256
"""Tokens that are read of a text."""


def is_checkpoint(folder: Path) -> bool:
    return (folder / "config.json").is_file()


class Checkpoint:
    """Build with `load`. With a restorer, the checkpoint reads what was meant."""

    def __init__(self, name: str, model: Any, tokenizer: Any, toxic: int, restorer: Undoes | None):
        self.variant = name
        self._model = model
        self._tokenizer = tokenizer
        self._toxic = toxic
        self._restorer = restorer

    @classmethod
    def load(cls, folder: Path, *, restorer: Undoes | None = None) -> "Checkpoint":
        """Raises `SettingsError` without the extra, `DataError` if the folder cannot be read."""
        try:
            transformers = import_module("transformers")
        except ImportError as error:
            message = "a checkpoint needs the extra: pip install fireside[transformers]"
            raise SettingsError(message) from error
        try:
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = transformers.AutoModelForSequenceClassification.from_pretrained(
                folder, local_files_only=True
            )
        except (OSError, ValueError, KeyError) as error:
            raise DataError(f"{folder}: not a sequence classifier: {error}") from error
        model.eval()
        name = folder.name + (" + restorer" if restorer is not None else "")
        return cls(name, model, tokenizer, toxic_label(model.config.id2label), restorer)

    def probability(self, text: str) -> float:
        torch = import_module("torch")
        read = text if self._restorer is None else self._restorer.restore(text).text
        given = self._tokenizer(read, truncation=True, max_length=LONGEST, return_tensors="pt")
        with torch.inference_mode():
            logits = self._model(**given).logits[0]
        chances: Sequence[float] = torch.softmax(logits, dim=-1).tolist()
        return chances[self._toxic]

    def probabilities(self, texts: Sequence[str]) -> list[float]:
        return [self.probability(text) for text in texts]


def toxic_label(names: Mapping[int, str]) -> int:
    """Which label means toxic, by its name; the second of two unnamed ones.

    Raises `DataError` if no name tells.
    """
    for number, name in names.items():
        lowered = name.lower()
        negated = lowered.startswith(("non", "not", "no_", "un"))
        if not negated and any(word in lowered for word in TOXIC_NAMES):
            return int(number)
    raise DataError(f"none of the labels {', '.join(names.values())} is known to mean toxic")
