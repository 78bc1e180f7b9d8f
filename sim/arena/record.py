"""A match that was held and whether its person can be believed: what is kept in one file."""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from kernel.errors import DataError
from sim.match import End, Fault, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    transcript: Transcript
    faults: tuple[Fault, ...] = ()
    """What is wrong with the simulated person."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the match is invalid and is not scored; none if it is valid."""
        if self.transcript.end is End.FAILED:
            return (f"failed_{self.transcript.fault.partition(':')[0]}",)
        return tuple(dict.fromkeys(fault.reason for fault in self.faults))

    @property
    def failed(self) -> bool:
        """Whether it broke, so that playing it again makes sense."""
        return self.transcript.end is End.FAILED


_RECORD = TypeAdapter(Record)


def to_json(record: Record) -> bytes:
    return _RECORD.dump_json(record, exclude_defaults=True)


def from_json(text: bytes, name: str) -> Record:
    """Raises `DataError`."""
    try:
        return _RECORD.validate_json(text)
    except ValidationError as error:
        raise DataError(f"{name}: {error}; delete it, and --resume plays it again") from error
