"""Reads trees from YAML files: the shipped ones, and licensed ones of the user's."""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kernel.errors import DataError
from policies.interview.checks import problems
from policies.interview.tree import Tree

_BOOL = "tag:yaml.org,2002:bool"


class PlainLoader(yaml.SafeLoader):
    """YAML in which yes, no, on and off are words, as in YAML 1.2: trees are full of them."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != _BOOL]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def load_tree(file: Path) -> Tree:
    """A sound tree. Raises `DataError` that names the file, the node and what to do."""
    try:
        tree = Tree.model_validate(load_yaml(file))
    except ValidationError as error:
        raise DataError(f"{file}: {first_of(error)}") from error
    if found := problems(tree):
        listed = "\n".join(f"  {problem}" for problem in found)
        raise DataError(f"{file} is not a sound tree:\n{listed}")
    return tree


def load_yaml(file: Path) -> Any:
    """Raises `DataError` that names the file."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), PlainLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"{file}: {error}") from error


def first_of(error: ValidationError) -> str:
    """Where in a file the first fault is, and what it is."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}"
