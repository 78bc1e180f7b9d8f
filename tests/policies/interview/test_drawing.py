"""The drawn graph: well-formed, every node and edge in it, every edge downwards."""

import re
import xml.etree.ElementTree as ET

import pytest

from kernel.events import Language
from policies.interview.drawing import svg
from policies.interview.tree import Tree, targets
from tests.policies.interview.strategies import SHIPPED

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("tree", SHIPPED, ids=lambda tree: tree.id)
def test_every_node_and_edge_is_drawn(tree: Tree, language: Language) -> None:
    root = ET.fromstring(svg(tree, language))
    drawn = [span.text for span in root.iter(f"{SVG}tspan") if span.get("class") == "id"]
    assert sorted(filter(None, drawn)) == sorted(node.id for node in tree.nodes)
    edges = [path for path in root.iter(f"{SVG}path") if "edge" in (path.get("class") or "")]
    assert len(edges) == sum(len(set(targets(node).values())) for node in tree.nodes)


@pytest.mark.parametrize("tree", SHIPPED, ids=lambda tree: tree.id)
def test_every_edge_leads_down(tree: Tree) -> None:
    way = r'<path class="edge[^"]*" d="M[\d.]+ ([\d.]+)[^"]*?V([\d.]+)'
    found = re.findall(way, svg(tree, Language.EN))
    assert found
    assert all(float(start) < float(end) for start, end in found)
