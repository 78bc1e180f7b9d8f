"""The files of an evaluation: a line and a log for each person, written as soon as they are done.

An evaluation with a model takes hours; what was stopped goes on where it was.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kernel.errors import DataError
from sim.interview.oracle import look
from sim.interview.profile import Plan, Profile
from sim.interview.score import Judged, judged
from sim.interview.sheet import Sheet
from sim.interview.sitting import Sat


class Keeping:
    """The folder of one evaluation, which goes on only on the same `terms` (seed, model, ...)."""

    def __init__(self, folder: Path, terms: Mapping[str, Any]) -> None:
        self._folder = folder
        self._terms = dict(terms)

    @property
    def _people(self) -> Path:
        return self._folder / "people.jsonl"

    def begin(self) -> None:
        """An empty folder for these terms; what was there of another evaluation is lost."""
        (self._folder / "logs").mkdir(parents=True, exist_ok=True)
        (self._folder / "terms.json").write_text(json.dumps(self._terms) + "\n", encoding="utf-8")
        self._people.write_text("", encoding="utf-8")

    def go_on(
        self, plan: Plan, sheets: tuple[Sheet, ...], drawn: Iterable[Profile]
    ) -> list[Judged]:
        """Who was interviewed before. Raises `DataError` if the folder is of other terms."""
        rows = {row["number"]: row for row in self._rows()}
        return [
            judged(plan, sat, look(sheets, sat.events))
            for profile in drawn
            if profile.number in rows
            for sat in (self._sat(profile, rows[profile.number]),)
        ]

    def keep(self, one: Judged) -> None:
        """This person's log, then their line: a line without a log is never there."""
        profile = one.sat.profile
        log = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in one.sat.events)
        self._log(profile.number).write_text(log, encoding="utf-8")
        row = {
            "number": profile.number,
            "language": profile.language.value,
            "kind": profile.kind,
            "style": profile.style,
            "card": profile.card,
            "has": profile.has,
            "truth": dict(profile.truth),
            "found": dict(one.found),
            "crises": one.seen.crises,
            "messages": one.sat.messages,
            "clarified": one.seen.clarified,
            "ended": one.sat.ended,
            "navigation_errors": one.seen.wrong,
        }
        with self._people.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def put_in_order(self) -> None:
        """By number, once everybody is there; they are done in any order."""
        lines = self._people.read_text(encoding="utf-8").splitlines()
        lines.sort(key=lambda line: int(json.loads(line)["number"]))
        self._people.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def _rows(self) -> list[dict[str, Any]]:
        try:
            terms = json.loads((self._folder / "terms.json").read_text(encoding="utf-8"))
            text = self._people.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise DataError(f"{self._folder}: no evaluation to go on with ({error})") from error
        if terms != self._terms:
            raise DataError(
                f"{self._folder} holds an evaluation on other terms ({terms}, now "
                f"{self._terms}); name another folder, or leave --resume out to begin anew"
            )
        return [json.loads(line) for line in text.splitlines()]

    def _sat(self, profile: Profile, row: Mapping[str, Any]) -> Sat:
        lines = self._log(profile.number).read_text(encoding="utf-8").splitlines()
        return Sat(
            profile=profile,
            events=tuple(json.loads(line) for line in lines),
            messages=row["messages"],
            ended=row["ended"],
        )

    def _log(self, number: int) -> Path:
        return self._folder / "logs" / f"{number:04}.jsonl"
