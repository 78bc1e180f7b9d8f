"""What a client's frames do to the log, and how they are answered."""

import time
from collections.abc import Callable

import structlog

from channels.hygiene import clean
from channels.session import Session
from channels.web.admission import Admission
from channels.web.images import kept
from channels.web.past import page, resumable
from channels.web.services import Services
from channels.web.tokens import TokenExpired
from channels.wire.base import RESUME_LIMIT, CloseCode, ErrorCode
from channels.wire.client import (
    Attach,
    Cancel,
    ClientFrame,
    Connect,
    End,
    History,
    Message,
    Open,
    Refresh,
    Signal,
)
from channels.wire.server import Page
from kernel.errors import (
    AccessDenied,
    ConversationEnded,
    ConversationFull,
    RateExceeded,
    StoreError,
    UnknownConversation,
    UnknownImage,
)
from kernel.events import (
    CancelRequested,
    ConversationClosed,
    ConversationOpened,
    Inbound,
    MessageReceived,
    SignalReceived,
)
from kernel.ids import ConversationId, MessageId, SubjectId, conversation_id
from kernel.pictures import Image

logger = structlog.get_logger()

Follow = Callable[[ConversationId, int], None]
"""Begin to send what happens in a conversation after this seq."""


_REFUSALS: tuple[tuple[type[StoreError], ErrorCode, bool], ...] = (
    (UnknownConversation, ErrorCode.UNKNOWN_CONVERSATION, False),
    (ConversationEnded, ErrorCode.CONVERSATION_CLOSED, False),
    (ConversationFull, ErrorCode.CONVERSATION_FULL, True),
    (RateExceeded, ErrorCode.RATE_LIMITED, True),
    (UnknownImage, ErrorCode.UNKNOWN_IMAGE, False),
)
"""What the client is told of each refusal of the store, and whether to try again."""


class Acts:
    """One client's frames, carried out."""

    def __init__(
        self, session: Session, services: Services, admission: Admission, follow: Follow
    ) -> None:
        self._session = session
        self._services = services
        self._admission = admission
        self._follow = follow
        self._subject: SubjectId | None = None
        self.own: set[str] = set()
        """Ids of messages that came in by this connection and are not yet in what it was told."""
        self._following: set[ConversationId] = set()
        self._bots = {card.name: card for card in services.bots}

    def leave(self) -> None:
        """The client is gone."""
        if self._subject is not None:
            self._admission.leave(self._subject)

    async def act(self, frame: ClientFrame) -> None:
        id = getattr(frame, "id", None)
        conv = getattr(frame, "conv", None)
        try:
            await self._do(frame)
        except TokenExpired as error:
            self.refuse(id, ErrorCode.TOKEN_EXPIRED, str(error), temporary=True)
            if isinstance(frame, Connect):
                self._session.close(CloseCode.TOKEN_EXPIRED, "token expired")
        except AccessDenied as error:
            code = ErrorCode.BAD_TOKEN if conv is None else ErrorCode.FORBIDDEN
            self.refuse(id, code, str(error), conv=conv)
            if isinstance(frame, Connect):
                self._session.close(CloseCode.BAD_TOKEN, "bad token")
        except StoreError as error:
            self._refuse_store(id, conv, error)

    def _refuse_store(self, re: str | None, conv: str | None, error: StoreError) -> None:
        retry_after_ms = error.retry_after_ms if isinstance(error, RateExceeded) else 2000
        for kind, code, temporary in _REFUSALS:
            if isinstance(error, kind):
                self.refuse(
                    re,
                    code,
                    str(error),
                    conv=conv,
                    temporary=temporary,
                    retry_after_ms=retry_after_ms if temporary else None,
                )
                return
        logger.warning("store_error", error=type(error).__name__)
        self.refuse(
            re,
            ErrorCode.UNAVAILABLE,
            "the message store is out of reach; keep your words and send them again",
            conv=conv,
            temporary=True,
            retry_after_ms=1000,
        )

    async def _do(self, frame: ClientFrame) -> None:
        match frame:
            case Connect():
                await self._connect(frame)
            case Refresh(id=id, d=data):
                access = self._services.tokens.access(data.token)
                if access.subject != self._subject:
                    raise AccessDenied("this token is for somebody else")
                self._session.refreshed(id, expires_at=_monotonic(access.expires_at))
            case Open():
                await self._open(frame)
            case Attach():
                await self._attach(frame)
            case Message(id=id, d=data):
                await self._message(frame, clean(data.text))
            case Signal(id=id, d=data):
                pressed = SignalReceived(message_id=MessageId(id), signal=data.signal)
                await self._receive(id, frame.conv, pressed)
            case Cancel(id=id, d=data):
                stop = CancelRequested(message_id=MessageId(data.message))
                await self._receive(id, frame.conv, stop)
            case End(id=id):
                await self._receive(id, frame.conv, ConversationClosed(reason="person"))
            case History():
                await self._history(frame)
            case _:
                raise AssertionError(f"the session keeps {frame.t} to itself")

    async def _connect(self, frame: Connect) -> None:
        access = self._services.tokens.access(frame.d.token)
        if not self._admission.enter(access.subject):
            self.refuse(
                frame.id,
                ErrorCode.RATE_LIMITED,
                "too many connections of one person; close another window first",
            )
            self._session.close(CloseCode.TOO_MANY, "too many connections")
            return
        self._subject = access.subject
        resumed = {conv: await self._resumable(conv, at) for conv, at in frame.d.resume.items()}
        self._session.welcome(
            frame.id, access.subject, resumed, expires_at=_monotonic(access.expires_at)
        )
        for conv, after in frame.d.resume.items():
            if resumed[conv]:
                self._begin_following(ConversationId(conv), after)

    async def _resumable(self, conv: str, after: int) -> bool:
        try:
            return await resumable(self._services.log, await self._mine(conv), after)
        except UnknownConversation:
            return False

    async def _attach(self, frame: Attach) -> None:
        id, after = await self._mine(frame.conv), frame.d.after
        if not self._room_for(id, frame.id):
            return
        if not await resumable(self._services.log, id, after):
            self.refuse(
                frame.id,
                ErrorCode.GAP_TOO_LONG,
                f"not within the last {RESUME_LIMIT} entries; ask for history, then attach after "
                "its last seq",
                conv=id,
            )
            return
        self._session.acknowledge(frame.id, id)
        self._begin_following(id, after)

    async def _open(self, frame: Open) -> None:
        card = self._bots.get(frame.d.bot)
        if card is None:
            names = ", ".join(sorted(self._bots))
            self.refuse(frame.id, ErrorCode.UNKNOWN_BOT, f"there are these bots: {names}")
            return
        subject = self._who()
        request = MessageId(frame.id)
        id = conversation_id(subject, request)
        if not self._room_for(id, frame.id):
            return
        self._services.metrics.asked(request)
        receipt = await self._services.log.open(
            id,
            ConversationOpened(
                message_id=request,
                bot=card.name,
                revision=card.revision,
                language=frame.d.language,
                country=frame.d.country,
                subject=subject,
            ),
        )
        self._session.acknowledge(frame.id, id, receipt.seq, duplicate=receipt.duplicate)
        self._begin_following(id, 0)

    async def _message(self, frame: Message, text: str) -> None:
        if not text and not frame.d.images:
            self.refuse(
                frame.id, ErrorCode.BAD_FRAME, "the message has no visible text", conv=frame.conv
            )
            return
        images: tuple[Image, ...] = ()
        if frame.d.images:
            images = await kept(self._services, await self._mine(frame.conv), frame.d.images)
        self._services.metrics.asked(frame.id)
        self.own.add(frame.id)
        try:
            received = MessageReceived(message_id=MessageId(frame.id), text=text, images=images)
            await self._receive(frame.id, frame.conv, received)
        except StoreError:
            self.own.discard(frame.id)
            raise

    async def _receive(self, re: str, conv: str, event: Inbound) -> None:
        receipt = await self._services.log.receive(await self._mine(conv), event)
        self._session.acknowledge(re, conv, receipt.seq, duplicate=receipt.duplicate)

    async def _history(self, frame: History) -> None:
        id = await self._mine(frame.conv)
        told = await page(self._services.log, id, frame.d.before, frame.d.limit)
        self._session.send(Page(re=frame.id, conv=id, d=told))

    # ---- within

    async def _mine(self, conv: str) -> ConversationId:
        """The conversation, if it belongs to who is connected. Raises otherwise."""
        id = ConversationId(conv)
        if await self._services.log.owner(id) != self._who():
            raise UnknownConversation("there is no such conversation, or it has been erased")
        return id

    def _who(self) -> SubjectId:
        if self._subject is None:
            raise AccessDenied("not connected")
        return self._subject

    def _room_for(self, id: ConversationId, re: str) -> bool:
        """Whether this connection may follow one more; refuses otherwise."""
        most = self._services.limits.followed_per_connection
        if not most or id in self._following or len(self._following) < most:
            return True
        self.refuse(
            re,
            ErrorCode.RATE_LIMITED,
            f"one connection follows at most {most} conversations; open another one",
            conv=id,
        )
        return False

    def _begin_following(self, id: ConversationId, after: int) -> None:
        self._following.add(id)
        self._follow(id, after)

    def refuse(
        self,
        re: str | None,
        code: ErrorCode,
        message: str,
        *,
        conv: str | None = None,
        temporary: bool = False,
        retry_after_ms: int | None = None,
    ) -> None:
        self._services.metrics.errors.labels(code).inc()
        self._session.refuse(
            re, code, message, conv=conv, temporary=temporary, retry_after_ms=retry_after_ms
        )


def _monotonic(epoch_s: float) -> float:
    return time.monotonic() + epoch_s - time.time()
