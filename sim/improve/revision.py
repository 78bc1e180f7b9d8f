"""A revision of a bot: a copy of its folder under a new name, with more lines to its instructions.

A line becomes one more point of the first list in `prompts/LANGUAGE/reply.md`. Nothing else of the
bot changes, so that guards, stages and limits are those of the bot it came from.
"""

import difflib
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from kernel.errors import DataError
from kernel.events import Language

FILE = "reply.md"
"""Below `prompts/LANGUAGE`: how a bot writes."""
_NAME = re.compile(r'^name = "[^"\n]*"$', re.MULTILINE)


def instructions(bot: Path, language: Language) -> str:
    """Raises `DataError` for a bot that has none to rewrite."""
    file = bot / "prompts" / language.value / FILE
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(
            f"{bot.name} has no {file.relative_to(bot)}: only a bot with instructions for a model "
            "can be rewritten"
        ) from error


def revise(base: Path, into: Path, lines: Mapping[Language, Sequence[str]]) -> Path:
    """The revision's folder; its name is the bot's. Raises `DataError`, `OSError`."""
    if into.exists():
        shutil.rmtree(into)
    shutil.copytree(base, into, ignore=shutil.ignore_patterns("__pycache__"))
    card = into / "bot.toml"
    named, times = _NAME.subn(f'name = "{into.name}"', card.read_text(encoding="utf-8"), count=1)
    if times == 0:
        raise DataError(f"{card}: has no line with its name")
    card.write_text(named, encoding="utf-8")
    for language, added in lines.items():
        file = into / "prompts" / language.value / FILE
        file.write_text(extended(instructions(base, language), added), encoding="utf-8")
    return into


def extended(text: str, added: Sequence[str]) -> str:
    """The text with points after those of its first list."""
    rows = text.split("\n")
    first = next((n for n, row in enumerate(rows) if row.startswith("- ")), None)
    if first is None:
        raise DataError(f"{FILE} has no list of points to add to")
    last = first
    while last + 1 < len(rows) and rows[last + 1].startswith("- "):
        last += 1
    rows[last + 1 : last + 1] = [f"- {line}" for line in added]
    return "\n".join(rows)


def changes(before: Path, after: Path) -> str:
    """A unified diff of two folders' text files; "" if they are the same."""
    names = {p.relative_to(root) for root in (before, after) for p in root.rglob("*")}
    parts: list[str] = []
    for name in sorted(name for name in names if (before / name).is_file()):
        old, new = (_lines(root / name) for root in (before, after))
        parts += difflib.unified_diff(
            old, new, f"{before.name}/{name}", f"{after.name}/{name}", lineterm="", n=1
        )
    return "\n".join(parts)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
