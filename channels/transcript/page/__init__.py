"""Templates to pages: self-contained HTML in which nothing can run and nothing is fetched.

The one style sheet is named to the browser by its hash (CSP level 3), so even text that slipped
through the escaping could not style, load or do anything.
"""

import base64
import hashlib
from importlib.resources import files
from typing import Self

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
)
from markupsafe import Markup

from channels.transcript.compose import tag
from channels.transcript.words import Words
from kernel.events import Language

SHEETS = ("web/widget/look/tokens.css", "transcript/page/page.css")
"""Below `channels`: the palette of everything that people see, and this page's own."""


class Pages:
    """Build with `load`."""

    def __init__(self, templates: BaseLoader, style: str) -> None:
        self._style = style
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self._policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
        self._templates = Environment(
            loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    @classmethod
    def load(cls, *more: BaseLoader, sheets: tuple[str, ...] = ()) -> Self:
        """With templates and style sheets besides our own."""
        own = PackageLoader("channels.transcript", "page")
        folder = files("channels")
        texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in (*SHEETS, *sheets))
        return cls(ChoiceLoader([*more, own]), "\n".join(texts))

    def policy(self, *, served: bool = False) -> str:
        """The Content-Security-Policy of a page; a `served` one may post to its own origin and
        show pictures from there."""
        if served:
            return f"{self._policy}; img-src data: 'self'; form-action 'self'"
        return f"{self._policy}; img-src data:; form-action 'none'"

    def render(
        self, name: str, language: Language, words: Words, *, served: bool = False, **rest: object
    ) -> str:
        return self._templates.get_template(name).render(
            lang=tag(language),
            words=words,
            policy=self.policy(served=served),
            style=Markup(self._style),  # ours, from files; the only text that is not escaped
            **rest,
        )
