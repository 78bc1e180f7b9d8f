"""Evidence in words: what stands in the margin, ready to be printed in one language.

The many small things of a turn are gathered: guards that let words pass become one note, facts
kept become one, and a topic that says so becomes a table below the words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from channels.transcript.hand import number, seen
from channels.transcript.labels import Kind, Labels, Scale, Topic
from channels.transcript.margin import Bit, Fact, Note, Places, Span, Table
from channels.transcript.model import Evidence, Source
from kernel.events import Language, SlotValue

_LONG = 60
"""Characters of a fact that is still seen while its note is folded."""
_WORDS = "_text"
"""Ends the name of a fact that gives the words for another."""
_DIGITS = 6
"""Of a number that may count turns."""


class Scribe:
    """Writes evidence down for a reader of one language."""

    def __init__(self, labels: Labels, language: Language, turn: str, places: Places) -> None:
        self._labels = labels
        self._language = language
        self._turn = turn
        self._places = places

    def notes(self, evidence: Iterable[Evidence]) -> tuple[list[Note], list[Table]]:
        """In the order of the log; what is gathered stands where its first piece stood."""
        passed: list[Evidence] = []
        slots: list[Evidence] = []
        tabled: dict[str, list[Evidence]] = {}
        gathered: list[list[Evidence]] = []
        for each in evidence:
            topic = self._labels.topic(each.source, each.topic)
            if _is_pass(each):
                into = passed
            elif each.source is Source.PLATFORM and each.topic == "slot":
                into = slots
            elif topic is not None and topic.table:
                into = tabled.setdefault(each.topic, [])
            else:
                gathered.append([each])
                continue
            if not into:
                gathered.append(into)
            into.append(each)
        notes: list[Note] = []
        tables: list[Table] = []
        for group in gathered:
            topic = self._labels.topic(group[0].source, group[0].topic)
            if group is passed:
                notes.append(self._passed(group))
            elif group is slots:
                notes.append(self._slots(group))
            elif topic is not None and topic.table:
                tables.append(self._table(topic, group))
            else:
                notes.append(self._note(topic, group[0]))
        return notes, tables

    def mark(self, mark: str) -> str:
        """What a sentence is for."""
        return seen(self._labels.value("mark", mark, self._language))

    def place(self, node: str) -> str:
        return seen(self._labels.value("node", node, self._language))

    def rule(self, why: str) -> str:
        return seen(self._labels.value("why", why, self._language))

    # ---- one note of each sort

    def _note(self, topic: Topic | None, evidence: Evidence) -> Note:
        facts = _worded(evidence.facts)
        if topic is None:
            return Note(
                kind=Kind.OTHER,
                title=seen(evidence.topic) or "?",
                facts=self._facts(facts),
            )
        span = self._span(topic.scale, facts)
        quotes = [t for name in _told_of(facts, topic.quotes) for t in _texts(facts[name])]
        quoted = {name for name, value in facts.items() if value in quotes}
        # What is long waits until the note is unfolded; what is quoted is not said twice.
        heads = [n for n in _told_of(facts, topic.head) if n not in quoted]
        head = [n for n in heads if len(str(facts[n])) <= _LONG]
        shown = {*head, *quoted, *topic.quotes}
        if span is not None and topic.scale is not None:
            shown |= {topic.scale.before, topic.scale.after}
        rest = {name: facts[name] for name in _told_of(facts, facts) if name not in shown}
        return Note(
            kind=topic.kind,
            title=topic.title.in_(self._language),
            head=tuple(self._plain(name, facts, topic) for name in head),
            quotes=tuple(map(seen, quotes)),
            facts=self._facts(rest, topic),
            span=span,
            quiet=topic.quiet,
            grave=evidence.source is Source.PLATFORM and _is_grave(topic, facts),
        )

    def _passed(self, group: Sequence[Evidence]) -> Note:
        times: dict[str, int] = {}
        for each in group:
            guard = self._word("guard", str(each.facts["guard"]))
            times[guard] = times.get(guard, 0) + 1
        scores = [
            Fact(
                name=self._word("guard", str(each.facts["guard"])),
                bits=self._bits("score", each.facts["score"]),
            )
            for each in group
            if "score" in each.facts
        ]
        topic = self._labels.topic(Source.PLATFORM, "passed")
        return Note(
            kind=Kind.GUARD,
            title=topic.title.in_(self._language) if topic else "",
            head=tuple(f"{name} ×{n}" if n > 1 else name for name, n in times.items()),
            facts=tuple(scores),
            quiet=True,
        )

    def _slots(self, group: Sequence[Evidence]) -> Note:
        latest: dict[str, SlotValue] = {}
        for each in group:
            latest |= each.facts
        topic = self._labels.topic(Source.PLATFORM, "slot")
        return Note(
            kind=Kind.FACT,
            title=topic.title.in_(self._language) if topic else "",
            head=(str(len(latest)),),
            facts=self._facts(latest),
            quiet=True,
        )

    def _table(self, topic: Topic, group: Sequence[Evidence]) -> Table:
        rows = [_worded(each.facts) for each in group]
        used = [name for name in topic.table if any(_told(row, name) for row in rows)]
        others = dict.fromkeys(
            name for row in rows for name in row if name not in topic.table and _told(row, name)
        )
        columns = [*used, *others]
        return Table(
            first=topic.first,
            kind=topic.kind,
            title=topic.title.in_(self._language),
            columns=tuple(self._name(name) for name in columns),
            rows=tuple(
                tuple(
                    self._bits(name, row[name], topic) if _told(row, name) else ()
                    for name in columns
                )
                for row in rows
            ),
        )

    # ---- pieces

    def _facts(
        self, facts: Mapping[str, SlotValue], topic: Topic | None = None
    ) -> tuple[Fact, ...]:
        return tuple(
            Fact(name=self._name(name), bits=self._bits(name, value, topic))
            for name, value in facts.items()
        )

    def _plain(self, name: str, facts: Mapping[str, SlotValue], topic: Topic) -> str:
        return ", ".join(bit.text for bit in self._bits(name, facts[name], topic))

    def _bits(self, name: str, value: SlotValue, topic: Topic | None = None) -> tuple[Bit, ...]:
        counted = topic is not None and name in topic.said
        texts = (part for text in _texts(value) for part in (text.split() if counted else (text,)))
        return tuple(self._bit(name, text, counted) for text in texts)

    def _bit(self, name: str, text: str, counted: bool) -> Bit:
        turn = self._places.messages.get(text)
        if counted and text.isdecimal() and len(text) <= _DIGITS:
            turn = self._places.said.get(int(text), turn)
        if turn is None:
            return Bit(self._word(name, text))
        return Bit(self._turn.format(n=turn), self._places.href.get(turn, ""))

    def _name(self, fact: str) -> str:
        return seen(self._labels.name(fact, self._language))

    def _word(self, name: str, value: str) -> str:
        return seen(self._labels.value(name, value, self._language))

    def _span(self, scale: Scale | None, facts: Mapping[str, SlotValue]) -> Span | None:
        if scale is None:
            return None
        before, after = facts.get(scale.before), facts.get(scale.after)
        if isinstance(before, bool | str | tuple | None) or isinstance(
            after, bool | str | tuple | None
        ):
            return None
        first, then = self._name(scale.before), self._name(scale.after)
        return Span(
            label=f"{first} {number(before)}, {then} {number(after)}",
            before=number(before),
            after=number(after),
            from_=_share(before, scale),
            to=_share(after, scale),
        )


def _is_pass(evidence: Evidence) -> bool:
    facts = evidence.facts
    return (
        evidence.source is Source.PLATFORM
        and evidence.topic == "guard"
        and facts.get("verdict") == "allow"
        and "labels" not in facts
    )


def _is_grave(topic: Topic, facts: Mapping[str, SlotValue]) -> bool:
    return topic.kind is Kind.SAFETY or facts.get("verdict") in ("block", "escalate")


def _worded(facts: Mapping[str, SlotValue]) -> Mapping[str, SlotValue]:
    """With the policy's own words for a fact (`node_text` for `node`) in its place."""
    words = {name: facts[f"{name}{_WORDS}"] for name in facts if f"{name}{_WORDS}" in facts}
    return {
        name: words.get(name, value)
        for name, value in facts.items()
        if name.removesuffix(_WORDS) not in words or name in words
    }


def _told(facts: Mapping[str, SlotValue], name: str) -> bool:
    return facts.get(name, "") not in ("", ())


def _told_of(facts: Mapping[str, SlotValue], names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if _told(facts, name))


def _texts(value: SlotValue) -> tuple[str, ...]:
    match value:
        case bool():
            return ("true" if value else "false",)
        case int():
            return (str(value),)
        case float():
            return (number(value),)
        case str():
            return (value,)
        case _:
            return tuple(value)


def _share(value: float, scale: Scale) -> float:
    inside = min(scale.high, max(scale.low, value))
    return round(100 * (inside - scale.low) / (scale.high - scale.low), 1)
