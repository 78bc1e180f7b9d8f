"""Pictures that wait for a person: shown one by one on demand, and decided about once.

Rule 1: only pictures that wait can be seen, and each look is in the audit before it is given.
Rule 2: who lets pictures pass has looked at all of them.
"""

from collections import OrderedDict

from starlette.requests import Request
from starlette.responses import Response

from channels.console.audit import Deed, Ledger
from channels.console.holding import held
from channels.console.operators import Session
from channels.console.safely import HEADERS, form, is_own_form
from kernel.errors import UnknownImage
from kernel.events import PicturesReviewed
from kernel.ids import ConversationId
from kernel.pictures import ImageId
from kernel.ports import EventLog, ImageStore

DEEDS = {"pass": Deed.PASSED_PICTURES, "refuse": Deed.REFUSED_PICTURES}
"""By what the form says."""
REMEMBERED = 10_000
"""Looks; who is forgotten is asked to look again."""

Fault = tuple[str, int]
"""Why nothing was done, by the name of its words, and an HTTP status."""


class Pictures:
    def __init__(self, log: EventLog, images: ImageStore, ledger: Ledger) -> None:
        self._log = log
        self._images = images
        self._ledger = ledger
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()
        """(operator, picture), of this process only."""

    async def see(self, request: Request, session: Session) -> Response:
        """The pixels. Raises `UnknownImage` for a picture that does not wait."""
        id, image = ConversationId(request.path_params["id"]), request.path_params["image"]
        waiting = held(await self._log.read(id))
        if image not in {each.id for one in waiting for each in one.images}:
            raise UnknownImage("no such picture waits here")
        picture = await self._images.picture(id, ImageId(image))
        await self._ledger.note(request, Deed.SAW_PICTURE, session, conversation=id, about=image)
        self._seen[session.operator, image] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return Response(picture.data, media_type="image/jpeg", headers=HEADERS)

    async def review(self, request: Request, session: Session) -> Fault | None:
        """Let the pictures of a message go on, or not. The first who decides has decided."""
        id, fields = ConversationId(request.path_params["id"]), await form(request)
        deed = DEEDS.get(fields.get("decision", ""))
        if not is_own_form(request) or deed is None:
            return "foreign", 403
        waiting = held(await self._log.read(id))
        chosen = next((one for one in waiting if one.message_id == fields.get("message")), None)
        if chosen is None:
            return "decided", 409
        passed, operator = deed is Deed.PASSED_PICTURES, session.operator
        if passed and any((operator, image.id) not in self._seen for image in chosen.images):
            return "look_first", 409
        about = chosen.message_id
        await self._ledger.note(request, deed, session, conversation=id, about=about)
        done = False
        try:
            receipt = await self._log.receive(
                id, PicturesReviewed(message_id=chosen.review, held=about, passed=passed)
            )
            done = not receipt.duplicate
        finally:
            if not done:
                await self._ledger.note(
                    request, Deed.NOT_DONE, session, conversation=id, about=about
                )
        return None if done else ("decided", 409)
