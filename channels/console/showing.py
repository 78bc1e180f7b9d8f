"""The pages of the console in words: what is known, dressed for one operator's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Self

from jinja2 import PackageLoader

from channels.console.holding import Held, held
from channels.console.summary import Summary
from channels.transcript.compose import picture_words, view
from channels.transcript.fold import transcript
from channels.transcript.hand import clock, day, seen
from channels.transcript.labels import Labels
from channels.transcript.page import Pages
from channels.transcript.view import Reader
from channels.transcript.words import Words, load_words
from kernel.events import Language
from kernel.ids import ConversationId
from kernel.records import Recorded
from kernel.state import Phase

PATH = "/console"
"""Where the console is served."""

Titles = Mapping[str, Mapping[Language, str]]
"""Of bots, by name and language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A conversation in the list."""

    id: str
    date: str
    time: str
    bot: str
    language: str
    length: str
    phase: str
    open: bool
    crisis: str
    held: str
    """How many messages have pictures that wait for a person, in words; "" for none."""
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message whose pictures wait, and what is said of each of them, by its id."""

    message: str
    when: str
    words: str
    pictures: tuple[tuple[str, str], ...]


class Showing:
    """Build with `load`."""

    def __init__(
        self,
        pages: Pages,
        labels: Labels,
        words: Mapping[Language, Words],
        titles: Titles,
        zone: tzinfo | None,
    ) -> None:
        self._pages = pages
        self._labels = labels
        self._words = words
        self._titles = titles
        self._zone = zone

    @classmethod
    def load(cls, titles: Titles, zone: tzinfo | None = None) -> Self:
        """`zone` none is the machine's own. Raises `DataError` if a file is wrong."""
        pages = Pages.load(
            PackageLoader("channels.console", "page"), sheets=("console/page/console.css",)
        )
        own = load_words("channels.console.words")
        words = {language: {**load_words()[language], **own[language]} for language in Language}
        return cls(pages, Labels.load(), words, titles, zone)

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of every page."""
        return f"{self._pages.policy(served=True)}; frame-ancestors 'none'"

    def door(self, language: Language, target: str, fault: str = "") -> str:
        """The sign-in; `fault` names what went wrong with the last try."""
        said = self._words[language][f"fault_{fault}"] if fault else ""
        return self._render("door.html", language, "", target=target, fault=said)

    def trouble(self, language: Language, why: str) -> str:
        words = self._words[language]
        title, text = words[f"trouble_{why}"], words[f"trouble_{why}_text"]
        return self._render("trouble.html", language, "", title=title, text=text)

    def list(
        self, language: Language, operator: str, found: Sequence[Summary], page: int, more: bool
    ) -> str:
        rows = [self._row(summary, language) for summary in found if summary.seq]
        return self._render("list.html", language, operator, rows=rows, page=page, more=more)

    def talk(
        self,
        language: Language,
        operator: str,
        id: ConversationId,
        entries: Sequence[Recorded],
        page: int,
        show: str = "",
    ) -> tuple[str, int]:
        """The page of a conversation, and which of its pages it is. `show` is the message of those
        that wait whose pictures are to be seen."""
        reader = Reader(
            labels=self._labels,
            words=self._words[language],
            language=language,
            zone=self._zone,
            titles={name: titles[language] for name, titles in self._titles.items()},
            query=f"lang={language}&",
        )
        shown = view(transcript(id, entries), reader, page)
        waiting = tuple(self._waiting(each, language) for each in held(entries))
        more = {"view": shown, "id": id, "waiting": waiting, "show": show}
        html = self._render("talk.html", language, operator, **more)
        return html, shown.page

    def _waiting(self, one: Held, language: Language) -> Waiting:
        return Waiting(
            message=one.message_id,
            when=f"{day(one.at, self._zone)} {clock(one.at, self._zone)}",
            words=seen(one.text),
            pictures=tuple(
                (image.id, picture_words(image, self._words[language])) for image in one.images
            ),
        )

    def _row(self, summary: Summary, language: Language) -> Row:
        words = self._words[language]
        titles = self._titles.get(summary.bot, {})
        label = self._labels.value
        return Row(
            id=seen(summary.id),
            date=day(summary.last_at, self._zone),
            time=clock(summary.last_at, self._zone),
            bot=titles.get(language, "") or seen(summary.bot),
            language=words[summary.language],
            length=words["length_n"].format(turns=summary.turns, words=summary.messages),
            phase=words[summary.phase],
            open=summary.phase in (Phase.OPEN, Phase.WITH_HUMAN),
            crisis=label("risk", summary.crisis, language) if summary.crisis else "",
            held=words["held_n"].format(n=len(summary.held)) if summary.held else "",
            labels=tuple(seen(label("labels", name, language)) for name in sorted(summary.labels)),
        )

    def _render(self, name: str, language: Language, operator: str, **rest: object) -> str:
        return self._pages.render(
            name,
            language,
            self._words[language],
            served=True,
            operator=operator,
            here=PATH,
            other=Language.EN if language is Language.ZH else Language.ZH,
            query=f"lang={language}&",
            **rest,
        )
