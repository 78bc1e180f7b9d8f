"""What text may contain when it comes in: words, not control over how others see them.

Removed: C0 and C1 control characters except line feed and tab (RFC 8264 calls them unsafe),
bidirectional embeddings, overrides and isolates (Unicode TR 9; they make text read differently
from what it is, CVE-2021-42574), and tag characters, which nobody sees, except where they spell
the flag of a region behind a black flag (UTS 51, ED-14a). Lone surrogates are no
characters and become U+FFFD (Unicode 3.9, D84). Zero-width joiners stay: emoji need them.
"""

import re

_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{4,6}\U000e007f"
"""Black flag, region and subdivision (`gbsct`), the end."""
_UNSAFE = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
    "\\U000e0000-\\U000e007f]"
)
_PARTS = re.compile(f"({_FLAG})|{_UNSAFE}")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without unsafe characters, line ends as \\n, without surrounding space."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = _SURROGATES.sub("\ufffd", lines)
    return _PARTS.sub(lambda found: found[1] or "", lines).strip()
