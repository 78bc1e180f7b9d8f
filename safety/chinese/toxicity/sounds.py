"""The usual toneless reading of every common character, one each, without context.

Contextual readings cost twenty times as much, and the model is trained on these same ones.
"""

import unicodedata
from collections.abc import Mapping

from pypinyin.pinyin_dict import pinyin_dict

FIRST, LAST = 0x4E00, 0x9FFF


def usual_readings() -> Mapping[str, str]:
    """Character to syllable, as `nü` for 女."""
    return {
        chr(code): plain(pinyin_dict[code].split(",")[0])
        for code in range(FIRST, LAST + 1)
        if code in pinyin_dict
    }


def plain(syllable: str) -> str:
    """Without the mark of the tone; the dots of ü stay."""
    letters = unicodedata.normalize("NFD", syllable)
    kept = (c for c in letters if not unicodedata.combining(c) or c == "\u0308")
    return unicodedata.normalize("NFC", "".join(kept))
