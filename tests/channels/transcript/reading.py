"""A page as a parser reads it: its text, its tags, its links."""

from collections.abc import Sequence
from datetime import UTC
from html.parser import HTMLParser

from channels.transcript.compose import view
from channels.transcript.fold import transcript
from channels.transcript.labels import Labels
from channels.transcript.page import Pages
from channels.transcript.view import Reader, View
from channels.transcript.words import load_words
from kernel.events import Language
from kernel.records import Recorded
from tests.kernel.strategies import HERE

LABELS, PAGES, WORDS = Labels.load(), Pages.load(), load_words()


def reader(language: Language = Language.EN, **options: object) -> Reader:
    settings = {"zone": UTC, **options}
    return Reader(labels=LABELS, words=WORDS[language], language=language, **settings)  # type: ignore[arg-type]


def viewed(entries: Sequence[Recorded], reader: Reader, page: int = 1) -> View:
    return view(transcript(HERE, entries), reader, page)


def html_of(entries: Sequence[Recorded], reader: Reader, page: int = 1) -> str:
    return PAGES.render(
        "transcript.html",
        reader.language,
        reader.words,
        view=viewed(entries, reader, page),
        query=reader.query,
    )


class Read(HTMLParser):
    """`words` are the texts inside elements of class `words`; `attributes` are all of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.words: list[str] = []
        self._inside = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = [(name, value or "") for name, value in attrs]
        self.attributes += given
        if self._inside:
            self._inside += 1
        elif ("class", "words") in given:
            self._inside = 1
            self.words.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = max(0, self._inside - 1)

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "style" and data.lstrip().startswith("/*"):
            return
        self.text += data
        if self._inside:
            self.words[-1] += data

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.attributes if known == name]
