"""One form of writing for whatever words are looked for in."""

import unicodedata


def plain(text: str) -> str:
    """Lower case, straight quotes, full-width letters narrow, single spaces."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
    return " ".join(folded.split())
