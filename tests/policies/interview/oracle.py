"""An oracle that walks a tree by itself: from the raw YAML, without the code under test."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[3] / "bots" / "interview"
TREES = ("depression", "suicidality", "generalised_anxiety", "social_anxiety")


def raw(name: str) -> dict[str, Any]:
    """The tree as plain data. YAML 1.1 reads the edges yes and no as true and false."""
    data = yaml.safe_load((FOLDER / "trees" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def path(tree: Mapping[str, Any], answers: Mapping[str, str]) -> tuple[list[str], str | None]:
    """The questions on the way, in order, and the one that is still open."""
    nodes = {node["id"]: node for node in tree["nodes"]}
    at, asked, came_to = tree["start"], [], dict[str, str]()
    while nodes[at]["kind"] != "end":
        node, edges = nodes[at], nodes[at]["next"]
        if node["kind"] == "count_gate":
            yes = [came_to.get(one) for one in node["of"]].count("yes")
            maybe = yes + [came_to.get(one) for one in node["of"]].count("unknown")
            if yes >= node["at_least"]:
                came_to[at], at = "yes", edges["passed"]
            elif maybe < node["at_least"]:
                came_to[at], at = "no", edges["failed"]
            else:
                came_to[at], at = "unknown", edges["unknown"]
        elif node["kind"] in ("intro", "level"):
            at = edges
        elif at not in answers:
            return asked, at
        else:
            asked.append(at)
            came_to[at] = answers[at]
            words = {"yes": True, "no": False, "unknown": "unknown"}
            at = edges if isinstance(edges, str) else edges[words[answers[at]]]
    return asked, None
