"""The words of a report, from `labels.yaml`."""

from importlib.resources import files
from pathlib import Path

from policies.interview.shelf import load_yaml
from policies.words.files import validated
from policies.words.texts import Both, Part


class Labels(Part):
    title: Both
    notice: Both
    limits: tuple[Both, ...]
    screen: dict[str, Both]
    status: dict[str, Both]
    level: dict[str, Both]
    answer: dict[str, Both]
    sum: Both
    words: dict[str, Both]


def load_labels() -> Labels:
    """Raises `DataError`."""
    file = Path(str(files("policies.interview.report").joinpath("labels.yaml")))
    return validated(Labels, load_yaml(file), file)
