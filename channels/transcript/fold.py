"""Log entries to a transcript: a pure function that takes any log there is.

A turn is what was heard and all that came of it, also where the next message came in before the
answer. Events that name no message belong to the turn that was being answered: the first that
had not ended. Evidence stands beside the message that it is about, else beside the latest line.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from channels.transcript.model import (
    Evidence,
    Fate,
    Line,
    Sentence,
    Stop,
    Transcript,
    Turn,
)
from channels.transcript.tell import told_by
from kernel.events import (
    BotRevised,
    BotSpoke,
    CancelRequested,
    ConversationClosed,
    ConversationOpened,
    HandedOff,
    Language,
    MessageReceived,
    NodeEntered,
    Outcome,
    PicturesReviewed,
    Remarked,
    Screened,
    Side,
    SignalReceived,
    Transferred,
    TurnEnded,
    UserSpoke,
)
from kernel.ids import ConversationId, MessageId
from kernel.records import Recorded
from kernel.state import Phase

SENTENCE = "sentence"
"""Topic of a remark that says what a sentence (`text`) of a message was for (`mark`)."""


@dataclass(slots=True)
class _Draft:
    """A turn being put together."""

    n: int
    message_id: MessageId
    at: int
    lines: list[Line] = field(default_factory=list)
    told: list[tuple[MessageId | None, Evidence]] = field(default_factory=list)
    """Evidence and the message that it is about, if it names one."""
    outcome: Outcome | None = None


@dataclass(slots=True)
class _Book:
    """All turns so far."""

    drafts: list[_Draft] = field(default_factory=list)
    by_id: dict[MessageId, _Draft] = field(default_factory=dict)
    running: dict[MessageId, _Draft] = field(default_factory=dict)
    """Turns that have not ended, oldest first."""

    def heard(self, id: MessageId, at: int) -> _Draft:
        """The turn of what was heard under this id; begun if there is none."""
        if (draft := self.by_id.get(id)) is None:
            draft = self.by_id[id] = self.running[id] = self._begin(id, at)
        return draft

    def of(self, id: MessageId | None, at: int) -> _Draft:
        """The turn that a message belongs to; the one being answered if it names none of them."""
        if id is not None:
            asked = MessageId(id.rpartition(".")[0])
            if (draft := self.by_id.get(id) or self.by_id.get(asked)) is not None:
                return draft
        if self.running:
            return next(iter(self.running.values()))
        return self.drafts[-1] if self.drafts else self._begin(MessageId(""), at)

    def _begin(self, id: MessageId, at: int) -> _Draft:
        self.drafts.append(_Draft(len(self.drafts) + 1, id, at))
        return self.drafts[-1]


def transcript(id: ConversationId, entries: Iterable[Recorded]) -> Transcript:
    """The conversation that these entries tell of. Takes any entries, in the order of the log."""
    book, course = _Book(), list[Stop]()
    opened, phase, bot = None, Phase.NEW, ""
    began_at = last_at = 0
    revisions: list[str] = []
    for entry in entries:
        event, last_at = entry.event, entry.at
        began_at = began_at or entry.at
        _place(book, entry)
        match event:
            case ConversationOpened(revision=revision):
                opened, phase, bot = event, Phase.OPEN, event.bot
                revisions.append(revision)
            case BotRevised(revision=revision):
                revisions.append(revision)
            case Transferred(revision=revision):
                bot = event.bot
                revisions.append(revision)
            case HandedOff():
                phase = Phase.WITH_HUMAN
            case ConversationClosed():
                phase = Phase.CLOSED
            case NodeEntered(node=node, why=why):
                course.append(Stop(node, book.of(None, entry.at).n, why))
            case _:
                pass
    return Transcript(
        id=id,
        bot=bot,
        revisions=tuple(revisions),
        language=opened.language if opened else Language.EN,
        country=opened.country if opened else "",
        phase=phase,
        began_at=began_at,
        last_at=last_at,
        turns=tuple(_finished(draft) for draft in book.drafts),
        course=tuple(course),
    )


def _place(book: _Book, entry: Recorded) -> None:
    """Put one entry where it belongs."""
    seq, at, event = entry.seq, entry.at, entry.event
    match event:
        case ConversationOpened(message_id=id):
            book.heard(id, at)
        case MessageReceived(message_id=id, text=text):
            said = Line(seq=seq, at=at, message_id=id, side=Side.USER, text=text, fate=Fate.WAITING)
            book.heard(id, at).lines.append(replace(said, images=event.images))
        case SignalReceived(message_id=id, signal=signal):
            pressed = Line(seq=seq, at=at, message_id=id, side=Side.USER, text="", signal=signal)
            book.heard(id, at).lines.append(pressed)
        case PicturesReviewed(message_id=id):
            book.heard(id, at)
            _note(book, entry)
        case UserSpoke(message_id=id):
            _passed(book.of(id, at), entry, event)
        case BotSpoke(message_id=id, text=text, notice=notice):
            answer = Line(seq=seq, at=at, message_id=id, side=Side.BOT, text=text, notice=notice)
            book.of(id, at).lines.append(replace(answer, images=event.images))
        case TurnEnded(message_id=id, outcome=outcome):
            book.running.pop(id, None)
            book.of(id, at).outcome = outcome
        case _:
            _note(book, entry)


def _passed(draft: _Draft, entry: Recorded, spoke: UserSpoke) -> None:
    """Words that passed the guards, perhaps changed, meet the words that came in."""
    id, text = spoke.message_id, spoke.text
    for n, line in enumerate(draft.lines):
        if line.message_id == id and line.fate is Fate.WAITING:
            same = line.text == text
            draft.lines[n] = replace(
                line,
                fate=Fate.SAID if same else Fate.CHANGED,
                instead="" if same else text,
            )
            return
    line = Line(seq=entry.seq, at=entry.at, message_id=id, side=Side.USER, text=text)
    draft.lines.append(replace(line, images=spoke.images))


def _note(book: _Book, entry: Recorded) -> None:
    if (told := told_by(entry.event)) is None:
        return
    source, topic, facts = told
    about = _about(entry)
    evidence = Evidence(seq=entry.seq, at=entry.at, source=source, topic=topic, facts=facts)
    book.of(about, entry.at).told.append((about, evidence))


def _about(entry: Recorded) -> MessageId | None:
    match entry.event:
        case (
            Screened(message_id=id)
            | CancelRequested(message_id=id)
            | PicturesReviewed(message_id=id)
            | Remarked(about=id)
        ):
            return id
        case _:
            return None


def _finished(draft: _Draft) -> Turn:
    beside: dict[int, list[Evidence]] = {}
    loose: list[Evidence] = []
    marks: dict[int, list[Evidence]] = {}
    seqs = [line.seq for line in draft.lines]
    first_by_id: dict[MessageId, int] = {}
    for place, line in enumerate(draft.lines):
        first_by_id.setdefault(line.message_id, place)
    for about, evidence in draft.told:
        known = first_by_id.get(about) if about is not None else None
        if known is not None and evidence.topic == SENTENCE and _is_mark(evidence):
            marks.setdefault(known, []).append(evidence)
        elif not draft.lines:
            loose.append(evidence)
        else:
            before = max(0, bisect_left(seqs, evidence.seq) - 1)
            beside.setdefault(before if known is None else known, []).append(evidence)
    lines = []
    for place, line in enumerate(draft.lines):
        sentences, rest = cut(line.text, marks.get(place, ()))
        about_line = sorted((*beside.get(place, ()), *rest), key=lambda each: each.seq)
        fate = line.fate
        if fate is Fate.WAITING and draft.outcome is not None:
            fate = Fate.WITHHELD
        lines.append(replace(line, fate=fate, sentences=sentences, evidence=tuple(about_line)))
    return Turn(
        n=draft.n,
        message_id=draft.message_id,
        at=draft.at,
        lines=tuple(lines),
        evidence=tuple(loose),
        outcome=draft.outcome,
    )


def _is_mark(evidence: Evidence) -> bool:
    facts = evidence.facts
    return isinstance(facts.get("text"), str) and isinstance(facts.get("mark"), str)


def cut(text: str, marks: Sequence[Evidence]) -> tuple[tuple[Sentence, ...], list[Evidence]]:
    """The text in stretches with their marks, and the marks whose sentence is not in it."""
    found: list[Sentence] = []
    rest: list[Evidence] = []
    at = 0
    for evidence in marks:
        words = str(evidence.facts["text"])
        start = text.find(words, at) if words else -1
        if start < 0:
            rest.append(evidence)
            continue
        if start > at:
            found.append(Sentence(text[at:start]))
        at = start + len(words)
        found.append(Sentence(words, str(evidence.facts["mark"])))
    if at < len(text):
        found.append(Sentence(text[at:]))
    return tuple(found), rest
