"""What text may contain when it comes in: words, not control over how others see them.

Removed: C0 and C1 control characters except line feed and tab (RFC 8264 calls them unsafe),
bidirectional overrides and isolates (Unicode TR 9; they make text read differently from what it
is, CVE-2021-42574), and the invisible tag characters. Zero-width joiners stay: emoji need them.
"""

import re

_UNSAFE = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
    "\\U000e0000-\\U000e007f]"
)


def clean(text: str) -> str:
    """The text without unsafe characters, line ends as \\n, without surrounding space."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
