"""What a client may not do to its own connection."""

from prometheus_client import CollectorRegistry

from adapters.memory import MemoryStore
from channels.session import Session, SessionLimits
from channels.web.acts import Acts
from channels.web.admission import Admission
from channels.web.metrics import WebMetrics
from channels.web.services import Services
from channels.web.tokens import Tokens
from channels.wire.client import Connect, ConnectData, Refresh, RefreshData
from channels.wire.codec import parse_server
from tests.fakes import new_id


async def ready() -> bool:
    return True


async def test_a_token_is_renewed_for_the_same_person_only() -> None:
    store, tokens = MemoryStore(), Tokens("s" * 40)
    services = Services(
        log=store,
        feed=store,
        tokens=tokens,
        bots=(),
        hotlines=lambda country, language: {},
        ready=ready,
        metrics=WebMetrics(CollectorRegistry()),
    )
    session = Session(SessionLimits(), 0.0)
    acts = Acts(session, services, Admission(0), lambda id, after: None)
    mine, theirs = tokens.anonymous(), tokens.anonymous()
    await acts.act(Connect(id=new_id(), d=ConnectData(token=mine.token)))
    await acts.act(Refresh(id=new_id(), d=RefreshData(token=theirs.token)))
    await acts.act(Refresh(id=new_id(), d=RefreshData(token=tokens.renewed(mine.refresh).token)))
    told = [parse_server(text).t for text in session.to_send()]
    assert told == ["connected", "error", "ack"]
