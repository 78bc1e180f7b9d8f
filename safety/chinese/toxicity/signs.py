"""How a text is written: numbers that say how disguised it looks, before and after it was restored.

A blend of two scores needs them, since what a disguise leaves of a score depends on the disguise.
Traditional characters are no sign: millions of people write them.
"""

from collections.abc import Sequence

from safety.chinese.perturb.glyphs import common
from safety.chinese.perturb.taxonomy import Kind
from safety.chinese.restore import Restored

SIGNS = ("undone", "letters", "letters_share", "rare", "rare_share", "others_share", "left_share")
"""Each from 0 to 1: something was undone; there are letters, and their share of the characters; the
same of characters that few people can read; the share of what is neither; letters still there."""


def signs(written: str, restored: Restored) -> tuple[float, ...]:
    """In the order of `SIGNS`."""
    size = max(1, len(written))
    meant = written
    for one in reversed(restored.undone):
        if one.kind is Kind.TRAD:  # rare in one country is usual in another
            meant = meant[: one.start] + one.after + meant[one.end :]
    han = [char for char in meant if "\u4e00" <= char <= "\u9fff"]
    letters = _letters(written)
    rare = sum(not common(char) for char in han)
    others = max(0, len(meant) - len(han) - letters)
    return (
        float(any(one.kind is not Kind.TRAD for one in restored.undone)),
        float(letters > 0),
        min(1.0, letters / size),
        float(rare > 0),
        min(1.0, rare / size),
        min(1.0, others / size),
        _letters(restored.text) / max(1, len(restored.text)),
    )


def _letters(text: Sequence[str]) -> int:
    return sum(char.isascii() and char.isalpha() for char in text)
