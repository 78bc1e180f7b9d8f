"""The pages for raters: a list, and a talk beside its rubric; what is sent is kept at once.

It is served on this machine only, to whoever sits at it. A form from another site is refused.
"""

import base64
import hashlib
from importlib.resources import files
from urllib.parse import parse_qsl, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kernel.events import Language
from sim.arena.folder import Folder
from sim.judging.scales import Rubric
from sim.rating.queue import Queue, missing, rated, sheet_of
from sim.report.wording import Wording

LARGEST = 64 * 1024
"""Bytes of a form."""
_SHEETS = (
    ("channels.web.widget", "look/tokens.css"),
    ("sim.report.page", "report.css"),
    ("sim.rating.page", "rating.css"),
)


class Pages:
    def __init__(self, language: Language) -> None:
        self._style = "\n".join(
            files(package).joinpath(name).read_text(encoding="utf-8") for package, name in _SHEETS
        )
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        self.policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
        self._language = language
        self._words = Wording.load(language)
        self._templates = Environment(
            loader=PackageLoader("sim.rating", "page"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
        text = self._templates.get_template(name).render(
            w=self._words,
            lang="zh-Hans" if self._language is Language.ZH else "en",
            language=self._language,
            style=Markup(self._style),  # ours, from files
            **values,
        )
        headers = {"Content-Security-Policy": self.policy, "Cache-Control": "no-store"}
        return HTMLResponse(text, status_code=status, headers=headers)


def create_app(folder: Folder, rubric: Rubric, queue: Queue, language: Language) -> FastAPI:
    """Raises nothing; a sheet that cannot be written ends in a 500, and the form stays filled."""
    app = FastAPI(openapi_url=None)
    pages = Pages(language)

    @app.get("/")
    async def every() -> Response:
        done = rated(folder, queue.rater)
        return pages.page("list.html", queue=queue, done=done)

    @app.get("/talk/{number}")
    async def one(number: int) -> Response:
        if not 1 <= number <= len(queue.talks):
            return RedirectResponse("/", status_code=303)
        return talk(number, {}, [])

    @app.post("/talk/{number}")
    async def sent(number: int, request: Request) -> Response:
        if not _ours(request) or not 1 <= number <= len(queue.talks):
            return Response(status_code=403)
        body = await request.body()
        if len(body) > LARGEST:
            return Response(status_code=413)
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if lacking := missing(rubric, form):
            return talk(number, form, [f"{scale}.{item}" for scale, item in lacking])
        sheet = sheet_of(rubric, queue.talks[number - 1], queue.rater, form)
        folder.keep_rating(sheet, queue.rater)
        following = queue.next_after(number, rated(folder, queue.rater))
        return RedirectResponse(f"/talk/{following}" if following else "/", status_code=303)

    def talk(number: int, form: dict[str, str], lacking: list[str]) -> HTMLResponse:
        return pages.page(
            "talk.html",
            status=422 if lacking else 200,
            queue=queue,
            number=number,
            talk=queue.talks[number - 1],
            rubric=rubric,
            form=form,
            lacking=lacking,
        )

    return app


def _ours(request: Request) -> bool:
    """Whether a form comes from these pages; browsers name the origin of every POST."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
