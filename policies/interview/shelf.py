"""Reads the interviewer's book from the bot's folder; a licensed tree is one file more there."""

import re
from pathlib import Path
from typing import Any

import yaml

from kernel.errors import DataError
from policies.interview.book import PROMPTS, Book
from policies.interview.checks import problems
from policies.interview.hearing import Hearing, given
from policies.interview.plan import Plan
from policies.interview.tree import Tree
from policies.words.files import read_prompts, read_text, validated

_BOOL = "tag:yaml.org,2002:bool"


class PlainLoader(yaml.CSafeLoader):
    """YAML in which yes, no, on and off are words, as in YAML 1.2: trees are full of them."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != _BOOL]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def load_tree(file: Path) -> Tree:
    """A sound tree. Raises `DataError` that names the file, the node and what to do."""
    tree = validated(Tree, load_yaml(file), file)
    if found := problems(tree):
        listed = "\n".join(f"  {problem}" for problem in found)
        raise DataError(f"{file} is not a sound tree:\n{listed}")
    return tree


def load_yaml(file: Path) -> Any:
    """Raises `DataError` that names the file."""
    try:
        return yaml.load(read_text(file), PlainLoader)
    except yaml.YAMLError as error:
        raise DataError(f"{file}: {error}") from error


def load_book(folder: Path) -> Book:
    """Everything in the bot's folder. Raises `DataError` that names the file or the place."""
    plan = validated(Plan, load_yaml(folder / "interview.yaml"), folder / "interview.yaml")
    trees = tuple(load_tree(_inside(folder, name)) for name in plan.trees)
    raw = {
        "plan": plan,
        "trees": _heard(trees, folder / "cues.yaml"),
        "words": load_yaml(folder / "words.yaml"),
        "wishes": load_yaml(folder / "wishes.yaml"),
        "lexicon": load_yaml(folder / "reading.yaml"),
        "never": load_yaml(folder / "never.yaml"),
        "phrases": load_yaml(folder / "prompts" / "phrases.yaml"),
        "prompts": read_prompts(folder / "prompts", PROMPTS),
    }
    return validated(Book, raw, folder)


def _heard(trees: tuple[Tree, ...], file: Path) -> tuple[Tree, ...]:
    topics = validated(Hearing, {"topics": load_yaml(file)}, file).topics
    try:
        return given(trees, topics)
    except ValueError as error:
        raise DataError(f"{file.parent}: {error}") from error


def _inside(folder: Path, name: str) -> Path:
    """A tree outside of the folder would not be part of the bot's revision."""
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise DataError(
            f"{folder / 'interview.yaml'}: {name} is not below the bot's folder; "
            "copy the tree there, so that the revision of the bot covers it"
        )
    return file
