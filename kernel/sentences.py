"""Cuts streamed text into sentences: the unit that guards judge and the wire carries.

Rule 1: joining all sentences gives the text back, character for character.
Rule 2: where the stream was cut does not matter: any fragments of one text give one result.
Rule 3: a sentence that never ends is cut at a comma or a space, so nobody waits for ever.

Chinese ends a sentence at the mark itself; Latin script needs a space after it, so that 3.14,
example.org and v1.2 stay whole. Closing quotes and brackets belong to the sentence they close.
"""

import re
import unicodedata

LONGEST = 280
"""Characters after which a sentence is cut at the best place there is."""

_WIDE_END = "。！？｡"
_NARROW_END = ".!?"
_DOTS = "….⋯"
_MARK = re.compile(f"[\n{_WIDE_END}{_NARROW_END}{_DOTS}]")
_CLOSERS = "\"'”’」』）)】》〉]｝}"
_BELONGS = frozenset(_WIDE_END + _NARROW_END + _DOTS + _CLOSERS)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'“‘])(?:mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|no|fig|approx|[a-z])\.$",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^\s*\d{1,3}\.$")
_SOFT_BREAK = re.compile(r"[，,、:：;；—]\s*|\s+")


class Splitter:
    """Feed it fragments, take whole sentences, flush at the end."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, fragment: str) -> list[str]:
        """The sentences that are certain to be whole by now."""
        self._held += fragment
        sentences: list[str] = []
        start = 0
        while cut := _cut(self._held[start : start + 2 * LONGEST]):
            sentences.append(self._held[start : start + cut])
            start += cut
        self._held = self._held[start:]
        return sentences

    def flush(self) -> list[str]:
        """All that is left, as sentences."""
        if not self._held:
            return []
        # A line end makes every pending end of a sentence certain; it is taken off again.
        sentences = self.feed("\n\0")
        self._held = ""
        if sentences:
            sentences[-1] = sentences[-1][:-1]
        return [sentence for sentence in sentences if sentence]


def split(text: str) -> list[str]:
    """The sentences of a whole text."""
    splitter = Splitter()
    return splitter.feed(text) + splitter.flush()


def _cut(text: str) -> int:
    """Where the first sentence of `text` ends for certain, or 0 if more must be known."""
    i = 0
    while mark := _MARK.search(text, i, LONGEST):
        i = mark.start()
        end = _run(text, i)
        if end == len(text) < 2 * LONGEST:
            return 0
        if _ends(text, i, end):
            return end
        i = end
    return _forced(text) if len(text) > LONGEST else 0


def _run(text: str, i: int) -> int:
    """The end of all that belongs to the mark at `i`: more marks, closers, emoji, then spaces."""
    while i < len(text) and (text[i] in _BELONGS or _pictorial(text[i])):
        i += 1
    while i < len(text) and text[i].isspace():
        i += 1
    return i


def _ends(text: str, mark: int, end: int) -> bool:
    """Whether the mark at `mark`, with what belongs to it up to `end`, closes a sentence."""
    belongs = text[mark:end]
    if "\n" in belongs or any(char in _WIDE_END for char in belongs):
        return True
    after = text[end] if end < len(text) else "\n"
    spaced = belongs[-1].isspace()
    marks = belongs.rstrip().rstrip(_CLOSERS)
    if set(marks) <= set(_DOTS) and (len(marks) > 1 or marks in "…⋯"):
        return spaced and not after.islower()  # a pause in the middle, not an end
    if marks == ".":
        line = text[max(0, mark - 12) : mark + 1]
        if _ABBREVIATION.search(line) or (mark < 12 and _LIST_NUMBER.search(line)):
            return False
    return spaced or _is_chinese(after)


def _forced(text: str) -> int:
    """Where to cut a sentence that is too long: the last soft break, else before a whole glyph."""
    breaks = [match.end() for match in _SOFT_BREAK.finditer(text[:LONGEST])]
    if breaks:
        return breaks[-1]
    cut = LONGEST
    while cut > 1 and (_joins(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return cut


def _joins(char: str) -> bool:
    """Whether a character belongs to the glyph before it."""
    return char == "\u200d" or unicodedata.category(char) in ("Mn", "Me", "Sk")


def _pictorial(char: str) -> bool:
    """Whether a character is (part of) an emoji."""
    return unicodedata.category(char) in ("So", "Sk") or char in "\u200d\ufe0f"


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"
