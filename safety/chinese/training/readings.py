"""Writes the table of usual readings that ships with the detector, from pypinyin's dictionary.

    python -m safety.chinese.training.readings > safety/chinese/toxicity/sounds.txt

pypinyin takes 60 MB to import, and a service needs one syllable a character of it.
"""

import unicodedata
from collections import defaultdict

from pypinyin.pinyin_dict import pinyin_dict

FIRST, LAST = 0x4E00, 0x9FFF


def main() -> None:
    chars: defaultdict[str, str] = defaultdict(str)
    for code in range(FIRST, LAST + 1):
        if code in pinyin_dict:
            chars[plain(pinyin_dict[code].split(",")[0])] += chr(code)
    for syllable in sorted(chars):
        print(f"{syllable} {chars[syllable]}")


def plain(syllable: str) -> str:
    """Without the mark of the tone; the dots of ü stay."""
    letters = unicodedata.normalize("NFD", syllable)
    kept = (c for c in letters if not unicodedata.combining(c) or c == "\u0308")
    return unicodedata.normalize("NFC", "".join(kept))


if __name__ == "__main__":
    main()
