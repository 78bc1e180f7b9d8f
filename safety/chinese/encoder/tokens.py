"""Cuts a text into the pieces that the encoder knows, by the likeliest way (unigram, Kudo 2018)."""

from safety.chinese.encoder.weights import Pieces

MARK = "\u2581"
"""Stands for a space, and before the text."""
LONGEST = 16
"""Characters of the longest piece that is looked for: no Chinese one is longer."""
MOST = 128
"""Pieces that are read of a text."""
_WORSE = 10.0
"""Nats by which an unknown character is dearer than the rarest piece."""


class Tokenizer:
    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._numbers = {
            name: number for number, name in enumerate(pieces.names) if number > pieces.unknown
        }
        self._unknown = min(pieces.scores) - _WORSE

    def pieces(self, text: str) -> list[int]:
        """Numbers, with the first and the last mark around them; linear in the text."""
        plain = self._pieces.plain
        spaced = " ".join("".join([plain.get(char, char) for char in text]).split(" "))
        while "  " in spaced:
            spaced = spaced.replace("  ", " ")
        marked = (spaced if spaced.startswith(" ") else " " + spaced).replace(" ", MARK)
        cut = self._cut(marked)
        return [self._pieces.first, *cut[: MOST - 2], self._pieces.last]

    def _cut(self, text: str) -> list[int]:
        numbers, scores, size = self._numbers, self._pieces.scores, len(text)
        best = [0.0] + [-1e30] * size
        back: list[tuple[int, int]] = [(0, 0)] * (size + 1)
        for start in range(size):
            sofar = best[start]
            for end in range(start + 1, min(size, start + LONGEST) + 1):
                number = numbers.get(text[start:end])
                if number is not None and sofar + scores[number] > best[end]:
                    best[end], back[end] = sofar + scores[number], (start, number)
            if sofar + self._unknown > best[start + 1]:
                best[start + 1] = sofar + self._unknown
                back[start + 1] = (start, self._pieces.unknown)
        found, end = [], size
        while end:
            end, number = back[end]
            found.append(number)
        return found[::-1]
