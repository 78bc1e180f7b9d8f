"""A line for each deed, whatever the names in it hold."""

import json
from pathlib import Path

import pytest

from channels.console.audit import Act, AuditFile, Deed


def test_a_line_each_that_only_the_owner_reads(tmp_path: Path) -> None:
    audit = AuditFile(tmp_path / "audit.jsonl")
    audit.note(Act(deed=Deed.SIGNED_IN, address="::1", operator="ada"), 1_790_000_000_123)
    audit.note(Act(deed=Deed.VIEWED, address="::1", operator="小林\n{", conversation="c"), 0)
    first, second = (tmp_path / "audit.jsonl").read_text().splitlines()
    assert json.loads(first) == {
        "at": "2026-09-21T14:13:20.123+00:00",
        "deed": "signed_in",
        "address": "::1",
        "operator": "ada",
    }
    assert json.loads(second)["operator"] == "小林\n{"
    assert (tmp_path / "audit.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_record_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="folder"):
        AuditFile(tmp_path / "no folder" / "x").note(Act(deed=Deed.LISTED, address=""), 0)
