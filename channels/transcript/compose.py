"""A transcript ready to be printed: every text in the reader's language, every link resolved."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from channels.transcript.hand import clock, day, seen, zone_name
from channels.transcript.labels import Kind
from channels.transcript.margin import Note, Places, Table
from channels.transcript.model import Evidence, Fate, Line, Transcript, Turn
from channels.transcript.scribe import Scribe
from channels.transcript.view import Mark, Piece, Reader, Row, Section, View, Way
from kernel.events import Language, Outcome, Side
from kernel.pictures import Image


def view(talk: Transcript, reader: Reader, page: int = 1) -> View:
    """Page number `page`, from 1; the nearest there is."""
    per_page = reader.turns or max(1, len(talk.turns))
    pages = max(1, -(-len(talk.turns) // per_page))
    page = min(pages, max(1, page))
    turns = talk.turns[(page - 1) * per_page : page * per_page]
    href = {
        turn.n: _href(turn.n, n // per_page + 1, page, reader.query)
        for n, turn in enumerate(talk.turns)
    }
    scribe = Scribe(reader.labels, reader.language, reader.words["turn_ref"], _places(talk, href))
    went = {} if reader.bare else {stop.turn: scribe.place(stop.node) for stop in talk.course}
    sections = tuple(_sections(turns, went, reader, scribe))
    return View(
        title=_title(talk, reader),
        about=tuple(_about(talk, reader)),
        sections=sections,
        way=()
        if reader.bare
        else tuple(
            Way(
                scribe.place(stop.node),
                scribe.rule(stop.why),
                reader.words["way_turn"].format(n=stop.turn),
                href[stop.turn],
            )
            for stop in talk.course
        ),
        kinds=_kinds(sections),
        words_lang=tag(talk.language),
        page=page,
        pages=pages,
        shown=reader.words["turns_shown"].format(
            first=turns[0].n, last=turns[-1].n, all=len(talk.turns)
        )
        if turns
        else "",
        zone=zone_name(talk.began_at, reader.zone),
        bare=reader.bare,
    )


def _href(turn: int, its_page: int, page: int, query: str) -> str:
    return f"#t{turn}" if its_page == page else f"?{query}page={its_page}#t{turn}"


def tag(language: Language) -> str:
    return "zh-CN" if language is Language.ZH else "en"


def _places(talk: Transcript, href: Mapping[int, str]) -> Places:
    messages = {str(turn.message_id): turn.n for turn in talk.turns if turn.message_id}
    messages |= {str(line.message_id): turn.n for turn in talk.turns for line in turn.lines}
    said = (
        turn.n
        for turn in talk.turns
        for line in turn.lines
        if line.side is Side.USER and line.signal is None and line.fate in (Fate.SAID, Fate.CHANGED)
    )
    return Places(messages, dict(enumerate(said, 1)), href)


def _title(talk: Transcript, reader: Reader) -> str:
    if not talk.bot:
        return reader.words["untitled"]
    return reader.words["title"].format(bot=reader.titles.get(talk.bot, "") or seen(talk.bot))


def _about(talk: Transcript, reader: Reader) -> Iterator[tuple[str, str]]:
    words = reader.words
    yield words["id"], seen(talk.id)
    if talk.turns:
        for name, at in (("began", talk.began_at), ("ended", talk.last_at)):
            yield words[name], f"{day(at, reader.zone)} {clock(at, reader.zone)}"
    yield words["language"], words[talk.language]
    if talk.country:
        yield words["country"], seen(talk.country)
    lines = sum(line.signal is None for line in talk.lines())
    yield words["length"], words["length_n"].format(turns=len(talk.turns), words=lines)
    yield words["phase"], words[talk.phase]
    if talk.revisions:
        yield words["revision"], ", ".join(seen(each)[:16] for each in talk.revisions)


def _sections(
    turns: tuple[Turn, ...], went: Mapping[int, str], reader: Reader, scribe: Scribe
) -> Iterator[Section]:
    days = [day(turn.at, reader.zone) for turn in turns]
    dates = ["", *("" if a == b else b for a, b in pairwise(days))]
    if days:
        dates[0] = days[0]
    for turn, date in zip(turns, dates, strict=False):
        yield _section(turn, date, went.get(turn.n, ""), reader, scribe)


def _section(turn: Turn, date: str, place: str, reader: Reader, scribe: Scribe) -> Section:
    rows: list[Row] = []
    tables: list[Table] = []
    for line in turn.lines:
        notes, wide = _margin(line.evidence, reader, scribe)
        tables.extend(wide)
        rows.append(_row(line, notes, reader, scribe))
    notes, wide = _margin(turn.evidence, reader, scribe)
    outcome = "" if turn.outcome is Outcome.ANSWERED else turn.outcome or "lasting"
    return Section(
        anchor=f"t{turn.n}",
        title=reader.words["turn"].format(n=turn.n),
        date=date,
        rows=tuple(rows),
        notes=tuple(notes),
        tables=tuple(sorted((*tables, *wide), key=lambda table: not table.first)),
        place=place,
        outcome=reader.words[outcome] if outcome and not reader.bare else "",
        grave=turn.outcome in (Outcome.CRISIS, Outcome.BLOCKED, Outcome.FAILED),
    )


def _margin(
    evidence: tuple[Evidence, ...], reader: Reader, scribe: Scribe
) -> tuple[list[Note], list[Table]]:
    return ([], []) if reader.bare else scribe.notes(evidence)


def _row(line: Line, notes: list[Note], reader: Reader, scribe: Scribe) -> Row:
    words = reader.words
    speaker = "person" if line.side is Side.USER else "platform" if line.notice else "bot"
    label = words[f"notice_{line.notice}"] if line.notice else ""
    if line.signal is not None:
        label = words[f"pressed_{line.signal}"]
    marked = sum(bool(sentence.mark) for sentence in line.sentences)
    pieces: list[Piece] = []
    marks: list[Mark] = []
    for sentence in line.sentences:
        n = 0
        if sentence.mark and not reader.bare:
            n = len(marks) + 1 if marked > 1 else 0
            marks.append(Mark(n, scribe.mark(sentence.mark)))
        pieces.append(Piece(seen(sentence.text), n))
    unheard = line.fate in (Fate.WITHHELD, Fate.WAITING)
    return Row(
        speaker=speaker,
        who=words[speaker],
        time=clock(line.at, reader.zone),
        label=label,
        pieces=tuple(pieces),
        pictures=tuple(picture_words(image, words) for image in line.images),
        fate="" if line.fate is Fate.SAID else words[line.fate],
        instead=seen(line.instead),
        dimmed=unheard,
        marks=tuple(marks),
        notes=tuple(notes),
    )


def picture_words(image: Image, words: Mapping[str, str]) -> str:
    """That there is one, and what its sender says of it; a page of words shows no pixels."""
    form = words["picture_of" if image.alt else "picture"]
    return form.format(w=image.width, h=image.height, alt=seen(image.alt))


def _kinds(sections: tuple[Section, ...]) -> dict[Kind, int]:
    found = dict.fromkeys(Kind, 0)
    for section in sections:
        for kind in (each.kind for part in (section.notes, section.tables) for each in part):
            found[kind] += 1
        for row in section.rows:
            found[Kind.STRATEGY] += len(row.marks)
            for note in row.notes:
                found[note.kind] += 1
    return {kind: n for kind, n in found.items() if n}
