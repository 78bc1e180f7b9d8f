"""Where a run is kept: a file a match, a file a sheet, written whole or not at all.

DIR/order.json              what was ordered; a folder belongs to one order for ever
DIR/matches/MATCH.json      the words, the log and the verdicts of a match (`Record`)
DIR/scores/MATCH.J.R.json   the sheet of judge number J, repeat R
DIR/sessions/START-SHARE.json     what a start of the run took: time, tokens
DIR/ratings/RATER/MATCH.json   the sheet of a human rater
DIR/choices/NAME.json       what a judge said of two talks side by side
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kernel.errors import DataError, SettingsError
from sim.arena import record as records
from sim.arena.account import Session
from sim.arena.order import Order
from sim.arena.record import Record
from sim.judging import sheet as sheets
from sim.judging.compare import Choice
from sim.judging.sheet import Sheet

_SESSION = TypeAdapter(Session)
_CHOICE = TypeAdapter(Choice)


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    @classmethod
    def begin(cls, path: Path, order: Order) -> "Folder":
        """A new run. Raises `SettingsError` if there is one already."""
        folder = cls(path)
        if folder.order_file.exists():
            raise SettingsError(
                f"{path} holds a run already; --resume goes on with it, another --out begins anew"
            )
        for name in ("matches", "scores", "sessions"):
            (path / name).mkdir(parents=True, exist_ok=True)
        write(folder.order_file, order.model_dump_json(indent=1).encode() + b"\n")
        return folder

    @property
    def order_file(self) -> Path:
        return self.path / "order.json"

    def order(self) -> Order:
        """Raises `SettingsError` if there is no run here, `DataError` if its order is broken."""
        if not self.order_file.exists():
            raise SettingsError(f"{self.path} holds no run; begin one without --resume")
        try:
            return Order.model_validate_json(self.order_file.read_bytes())
        except ValidationError as error:
            raise DataError(f"{self.order_file}: {error}") from error

    # ---- matches

    def keep_record(self, record: Record) -> None:
        write(self._match(record.transcript.match.id), records.to_json(record))

    def record(self, match: str) -> Record | None:
        """Raises `DataError`."""
        file = self._match(match)
        return records.from_json(file.read_bytes(), str(file)) if file.exists() else None

    def words(self, match: str) -> Record | None:
        """A record without the conversation's log, which is most of it: for what reads many."""
        record = self.record(match)
        if record is None:
            return None
        return replace(record, transcript=replace(record.transcript, events=()))

    def played(self) -> frozenset[str]:
        return frozenset(file.stem for file in (self.path / "matches").glob("*.json"))

    # ---- sheets

    def keep_sheet(self, sheet: Sheet, judge: int) -> None:
        write(self._score(sheet.match, judge, sheet.repeat), sheets.to_json(sheet))

    def sheet(self, match: str, judge: int, repeat: int) -> Sheet | None:
        """Raises `DataError`."""
        file = self._score(match, judge, repeat)
        return sheets.from_json(file.read_bytes(), str(file)) if file.exists() else None

    def keep_rating(self, sheet: Sheet, rater: str) -> None:
        file = self.path / "ratings" / rater / f"{sheet.match}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        write(file, sheets.to_json(sheet))

    def ratings(self) -> Iterator[Sheet]:
        """What humans have given, rater by rater. Raises `DataError`."""
        for file in sorted((self.path / "ratings").glob("*/*.json")):
            yield sheets.from_json(file.read_bytes(), str(file))

    def keep_choice(self, choice: Choice) -> None:
        """Named by a digest: two matches and a judge make a long name."""
        folder = self.path / "choices"
        folder.mkdir(exist_ok=True)
        text = f"{choice.judge}\n{choice.a}\n{choice.b}"
        name = hashlib.sha256(text.encode()).hexdigest()[:24]
        write(folder / f"{name}.json", _CHOICE.dump_json(choice))

    def choices(self) -> Iterator[Choice]:
        """Raises `DataError`."""
        for file in sorted((self.path / "choices").glob("*.json")):
            try:
                yield _CHOICE.validate_json(file.read_bytes())
            except ValidationError as error:
                raise DataError(f"{file}: {error}; delete it and compare again") from error

    # ---- sessions

    def keep_session(self, session: Session) -> None:
        name = f"{session.start_ms}-{session.share}.json"
        write(self.path / "sessions" / name, _SESSION.dump_json(session))

    def sessions(self) -> list[Session]:
        """Raises `DataError`."""
        found = []
        for file in sorted((self.path / "sessions").glob("*.json")):
            try:
                found.append(_SESSION.validate_json(file.read_bytes()))
            except ValidationError as error:
                raise DataError(f"{file}: {error}; delete it, only its time is lost") from error
        return found

    def _match(self, match: str) -> Path:
        return self.path / "matches" / f"{match}.json"

    def _score(self, match: str, judge: int, repeat: int) -> Path:
        return self.path / "scores" / f"{match}.{judge}.{repeat}.json"


def write(file: Path, content: bytes) -> None:
    """Whole or not at all, whatever stops the process: a new file takes the old one's place."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(file)
