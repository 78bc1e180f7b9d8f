"""Reads a counsellor's book from the bot's folder."""

from pathlib import Path

from policies.counselling.book import PROMPTS, Book
from policies.words.files import read_prompts, read_yaml, validated


def load_book(folder: Path) -> Book:
    """Raises `DataError` that names the file or the place and what is wrong there."""
    plan = read_yaml(folder / "plan.yaml")
    names = plan.get("stages", ()) if isinstance(plan, dict) else ()
    raw = {
        "plan": plan,
        "stages": [read_yaml(folder / "stages" / f"{name}.yaml") for name in names],
        **{
            part: read_yaml(folder / f"{part}.yaml")
            for part in ("skills", "wishes", "feelings", "closing", "aftercare", "never", "itself")
        },
        "phrases": read_yaml(folder / "prompts" / "phrases.yaml"),
        "prompts": read_prompts(folder / "prompts", PROMPTS),
    }
    return validated(Book, raw, folder)
