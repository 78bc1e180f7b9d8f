"""What is written is read back as it was."""

from pathlib import Path

from sim.cards.shelf import of_path, shipped
from sim.cards.store import write


def test_cards_come_back_from_their_files(tmp_path: Path) -> None:
    files = write(shipped(), tmp_path)
    assert len(files) == 18 and tmp_path / "zh" / "career.yaml" in files
    assert of_path(tmp_path) == shipped()
