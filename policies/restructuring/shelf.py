"""Reads the book of the restructuring bot from its folder."""

from pathlib import Path

from policies.restructuring.book import PROMPTS, Book
from policies.words.files import read_prompts, read_yaml, validated

_PARTS = ("strategies", "distortions", "wishes", "continuation", "feelings")
_MORE = ("closing", "aftercare", "never", "itself")


def load_book(folder: Path) -> Book:
    """Raises `DataError` that names the file or the place and what is wrong there."""
    plan = read_yaml(folder / "plan.yaml")
    named = plan if isinstance(plan, dict) else {}
    steps = [*named.get("identification", ()), *named.get("restructuring", ())]
    turns = read_yaml(folder / "between.yaml")
    raw = {
        "plan": plan,
        "steps": [read_yaml(folder / "steps" / f"{name}.yaml") for name in steps],
        **{part: read_yaml(folder / f"{part}.yaml") for part in (*_PARTS, *_MORE)},
        **(turns if isinstance(turns, dict) else {"outcomes": turns}),
        "phrases": read_yaml(folder / "prompts" / "phrases.yaml"),
        "prompts": read_prompts(folder / "prompts", PROMPTS),
    }
    return validated(Book, raw, folder)
