"""What a client's frames do to the log, and how they are answered."""

import time
from collections.abc import Callable

import structlog

from channels.hygiene import clean
from channels.session import Session
from channels.telling import durable
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
from channels.wire.server import Page, PageData
from kernel.errors import (
    AccessDenied,
    ConversationEnded,
    ConversationFull,
    RateExceeded,
    StoreError,
    UnknownConversation,
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

log = structlog.get_logger()

Follow = Callable[[ConversationId, int], None]
"""Begin to send what happens in a conversation after this seq."""


_REFUSALS: tuple[tuple[type[StoreError], ErrorCode, bool], ...] = (
    (UnknownConversation, ErrorCode.UNKNOWN_CONVERSATION, False),
    (ConversationEnded, ErrorCode.CONVERSATION_CLOSED, False),
    (ConversationFull, ErrorCode.CONVERSATION_FULL, True),
    (RateExceeded, ErrorCode.RATE_LIMITED, True),
)
"""What the client is told of each refusal of the store, and whether to try again."""


class Admission:
    """How many connections each subject has on this gateway."""

    def __init__(self, per_subject: int) -> None:
        self._per_subject = per_subject
        self._here: dict[SubjectId, int] = {}

    def enter(self, subject: SubjectId) -> bool:
        here = self._here.get(subject, 0)
        if self._per_subject and here >= self._per_subject:
            return False
        self._here[subject] = here + 1
        return True

    def leave(self, subject: SubjectId) -> None:
        if (here := self._here.get(subject, 0) - 1) > 0:
            self._here[subject] = here
        else:
            self._here.pop(subject, None)


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
        self.sent: set[str] = set()
        """Ids of the messages that came in by this connection."""
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
        log.warning("store_error", error=type(error).__name__)
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
            case Attach(id=id, conv=conv, d=data):
                name = await self._mine(conv)
                if not await self._attach(name, data.after):
                    raise UnknownConversation(
                        f"more than {RESUME_LIMIT} entries since then; ask for history, then "
                        "attach after its last seq"
                    )
                self._session.acknowledge(id, conv)
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
        resumed = {}
        wanted = []
        for conv, after in frame.d.resume.items():
            try:
                id = await self._mine(conv)
                resumed[conv] = await self._fits(id, after)
            except (UnknownConversation, AccessDenied):
                resumed[conv] = False
                continue
            if resumed[conv]:
                wanted.append((id, after))
        self._session.welcome(
            frame.id, access.subject, resumed, expires_at=_monotonic(access.expires_at)
        )
        for id, after in wanted:
            self._follow(id, after)

    async def _open(self, frame: Open) -> None:
        card = self._bots.get(frame.d.bot)
        if card is None:
            names = ", ".join(sorted(self._bots))
            self.refuse(frame.id, ErrorCode.UNKNOWN_BOT, f"there are these bots: {names}")
            return
        subject = self._who()
        request = MessageId(frame.id)
        id = conversation_id(subject, request)
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
        self._follow(id, 0)

    async def _message(self, frame: Message, text: str) -> None:
        if not text:
            self.refuse(
                frame.id, ErrorCode.BAD_FRAME, "the message has no visible text", conv=frame.conv
            )
            return
        self._services.metrics.asked(frame.id)
        self.sent.add(frame.id)
        received = MessageReceived(message_id=MessageId(frame.id), text=text)
        await self._receive(frame.id, frame.conv, received)

    async def _receive(self, re: str, conv: str, event: Inbound) -> None:
        receipt = await self._services.log.receive(await self._mine(conv), event)
        self._session.acknowledge(re, conv, receipt.seq, duplicate=receipt.duplicate)

    async def _history(self, frame: History) -> None:
        id = await self._mine(frame.conv)
        entries = await self._services.log.read(id)
        before = frame.d.before or entries[-1].seq + 1
        told = [
            shown
            for entry in entries
            if entry.seq < before and (shown := durable(id, entry)) is not None
        ]
        page = told[-frame.d.limit :]
        earlier = page[0].seq if len(told) > len(page) else None
        self._session.send(
            Page(re=frame.id, conv=frame.conv, d=PageData(frames=page, before=earlier))
        )

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

    async def _fits(self, id: ConversationId, after: int) -> bool:
        """Whether all that came after is little enough to be replayed."""
        return len(await self._services.log.read(id, after, RESUME_LIMIT + 1)) <= RESUME_LIMIT

    async def _attach(self, id: ConversationId, after: int) -> bool:
        if not await self._fits(id, after):
            return False
        self._follow(id, after)
        return True

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
