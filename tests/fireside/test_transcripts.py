"""A conversation as a file: whole, private, in the language one wants."""

from pathlib import Path

from fireside.commands.transcripts import page_of, write_private
from fireside.settings import load
from kernel.events import Language
from tests.channels.transcript.restructuring import restructuring
from tests.channels.transcript.stories import many
from tests.kernel.strategies import HERE


def test_the_page_is_in_the_conversations_language_unless_another_is_asked_for() -> None:
    log, settings = restructuring(), load(model="none")
    assert '<html lang="zh-CN">' in page_of(HERE, log, settings, None)
    assert '<html lang="en">' in page_of(HERE, log, settings, Language.EN)
    assert "读心术" not in page_of(HERE, log, settings, None, words_only=True)


def test_a_long_conversation_is_one_file() -> None:
    page = page_of(HERE, many(500), load(model="none"), None)
    assert 'id="t500"' in page
    assert "?page=" not in page


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    write_private(tmp_path / "talk.html", "家")
    assert (tmp_path / "talk.html").stat().st_mode & 0o777 == 0o600
