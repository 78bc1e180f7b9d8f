"""A conversation written down as one page of HTML, for `fireside conversations`."""

from collections.abc import Sequence
from pathlib import Path

from channels.transcript.compose import view
from channels.transcript.fold import transcript
from channels.transcript.labels import Labels
from channels.transcript.page import Pages
from channels.transcript.view import Reader
from channels.transcript.words import load_words
from fireside.assemble import bot_folders
from fireside.console import titles
from fireside.settings import Settings
from kernel.events import Language
from kernel.ids import ConversationId
from kernel.records import Recorded


def page_of(
    id: ConversationId,
    entries: Sequence[Recorded],
    settings: Settings,
    language: Language | None,
    *,
    words_only: bool = False,
) -> str:
    """The whole conversation on one page, in the language given or its own."""
    talk = transcript(id, entries)
    language = language or talk.language
    words = load_words()[language]
    reader = Reader(
        labels=Labels.load(),
        words=words,
        language=language,
        titles={name: each[language] for name, each in titles(bot_folders(settings)).items()},
        turns=0,
        bare=words_only,
    )
    return Pages.load().render(
        "transcript.html", language, words, view=view(talk, reader), query=""
    )


def write_private(path: Path, text: str) -> None:
    """Into a file that only its owner reads, if it is a new one."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
