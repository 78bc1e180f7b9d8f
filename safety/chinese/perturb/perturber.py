"""Disguises a text in one of the eight ways, in given places or in places drawn by a seed.

With `spans`, every character in them that the kind can change is changed, as in the paper, which
disguises whole toxic entities. Without, runs of two to four characters are drawn until `ratio` of
the Chinese characters is covered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from safety.chinese.perturb.glyphs import Glyphs, load_glyphs
from safety.chinese.perturb.sounds import Sounds, load_sounds, readings
from safety.chinese.perturb.taxonomy import Kind

_REACH = 2
"""Characters around a span that a shuffle may draw in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Offsets in the original text."""

    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Perturbed:
    text: str
    edits: tuple[Edit, ...]
    """In order; empty if nothing in the text can be disguised in this way."""


class Perturber:
    """Same text, kind, seed, ratio and spans: same result. Build with `load` (0.5 s)."""

    def __init__(self, glyphs: Glyphs, sounds: Sounds) -> None:
        self._glyphs = glyphs
        self._sounds = sounds

    @classmethod
    def load(cls) -> "Perturber":
        """Raises `DataError` if a table is malformed."""
        return cls(load_glyphs(), load_sounds())

    def perturb(
        self,
        text: str,
        kind: Kind,
        *,
        seed: int,
        ratio: float = 0.3,
        spans: Sequence[tuple[int, int]] | None = None,
    ) -> Perturbed:
        """`ratio` is a share of the Chinese characters, 0 to 1; `spans` are (start, end) offsets.

        Raises `ValueError` for a ratio or a span out of range.
        """
        if not 0 <= ratio <= 1:
            raise ValueError(f"ratio must lie between 0 and 1, not {ratio}")
        kind = Kind(kind)  # a plain string is equal to its kind, but not the same
        random = Random(f"{seed}/{kind}")
        chosen = _merged(text, spans) if spans is not None else _drawn(text, ratio, random)
        edits = self._edits(text, kind, chosen, random)
        return Perturbed(text=_applied(text, edits), edits=tuple(edits))

    def _edits(
        self, text: str, kind: Kind, spans: Sequence[tuple[int, int]], random: Random
    ) -> list[Edit]:
        if not spans:
            return []
        match kind:
            case Kind.SHUFFLE:
                return _shuffled(text, spans, random)
            case Kind.EMOJI:
                return self._emojis(text, spans, random)
            case Kind.PY_FULL | Kind.PY_INIT:
                return _romanised(text, spans, whole=kind is Kind.PY_FULL)
            case _:
                return self._exchanged(text, kind, spans, random)

    def _exchanged(
        self, text: str, kind: Kind, spans: Sequence[tuple[int, int]], random: Random
    ) -> list[Edit]:
        """Character by character."""
        sounds = readings(text) if kind is Kind.HOMO else []
        edits = []
        for start, end in spans:
            for at in range(start, end):
                before = text[at]
                match kind:
                    case Kind.HOMO:
                        options = self._sounds.homophones.get(sounds[at], ()) if han(before) else ()
                    case Kind.TRAD:
                        options = self._glyphs.traditional.get(before, ())[:1]
                    case Kind.SPLIT:
                        options = self._glyphs.splits.get(before, ())[:1]
                    case _:
                        options = self._glyphs.alike.get(before, ())
                after = _pick([option for option in options if option != before], random)
                if after is not None:
                    edits.append(Edit(start=at, end=at + 1, before=before, after=after))
        return edits

    def _emojis(self, text: str, spans: Sequence[tuple[int, int]], random: Random) -> list[Edit]:
        """Longest shown word first, then the sound of a character."""
        sounds = readings(text)
        edits = []
        for start, end in spans:
            at = start
            while at < end:
                for length in (3, 2, 1):
                    word = text[at : at + length]
                    options = self._sounds.drawn.get(word, ()) if at + length <= end else ()
                    if options:
                        break
                else:
                    options = self._sounds.voiced.get(sounds[at], ()) if han(text[at]) else ()
                after = _pick(options, random)
                if after is not None:
                    edits.append(Edit(start=at, end=at + len(word), before=word, after=after))
                at += len(word)
        return edits


def han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _pick(options: Sequence[str], random: Random) -> str | None:
    """The first ones are more usual, so they are drawn more often."""
    if not options:
        return None
    return options[min(int(random.expovariate(1) * len(options) / 3), len(options) - 1)]


def _romanised(text: str, spans: Sequence[tuple[int, int]], *, whole: bool) -> list[Edit]:
    sounds = readings(text)
    edits = []
    for start, end in spans:
        for first, last in _han_runs(text, start, end):
            said = sounds[first:last]
            after = " ".join(said) if whole else "".join(sound[0] for sound in said)
            edits.append(Edit(start=first, end=last, before=text[first:last], after=after))
    return edits


def _shuffled(text: str, spans: Sequence[tuple[int, int]], random: Random) -> list[Edit]:
    """One or two exchanges of near characters, in the span and a little around it."""
    edits: list[Edit] = []
    free = 0
    for start, end in spans:
        low = max(free, start - random.randint(0, _REACH))
        high = min(len(text), end + random.randint(0, _REACH))
        chars = list(text[low:high])
        for _ in range(random.randint(1, 2) if len(chars) > 2 else 1):
            pairs = [
                (a, b)
                for a in range(len(chars))
                for b in range(a + 1, min(a + 3, len(chars)))
                if chars[a] != chars[b]
            ]
            if pairs:
                a, b = random.choice(pairs)
                chars[a], chars[b] = chars[b], chars[a]
        before, after = text[low:high], "".join(chars)
        if before != after:
            edits.append(Edit(start=low, end=high, before=before, after=after))
            free = high
    return edits


def _han_runs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    runs, at = [], start
    while at < end:
        first = at
        while at < end and han(text[at]):
            at += 1
        if at > first:
            runs.append((first, at))
        at += 1
    return runs


def _drawn(text: str, ratio: float, random: Random) -> list[tuple[int, int]]:
    """Runs of two to four Chinese characters that do not touch, together about `ratio`."""
    pieces = []
    for start, end in _han_runs(text, 0, len(text)):
        at = start
        while at < end:
            length = min(random.randint(2, 4), end - at)
            pieces.append((at, at + length))
            at += length
    random.shuffle(pieces)
    wanted = ratio * sum(end - start for start, end in pieces)
    chosen: list[tuple[int, int]] = []
    for piece in pieces:
        if wanted <= 0:
            break
        chosen.append(piece)
        wanted -= piece[1] - piece[0]
    return _joined(chosen, gap=0)


def _merged(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start} to {end} lies outside a text of {len(text)} characters")
    return _joined(spans, gap=-1)


def _joined(spans: Sequence[tuple[int, int]], *, gap: int) -> list[tuple[int, int]]:
    """In order, without overlap; with a gap of 0 also what only touches becomes one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + gap:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _applied(text: str, edits: Sequence[Edit]) -> str:
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.after]
        at = edit.end
    return "".join([*parts, text[at:]])
