"""Arbitrary events and conversations, for property tests."""

from hypothesis import strategies as st

from kernel.events import (
    BotRevised,
    BotSpoke,
    CancelRequested,
    ConversationClosed,
    ConversationOpened,
    CrisisEased,
    CrisisRaised,
    Event,
    HandedOff,
    Language,
    MessageReceived,
    NodeEntered,
    Notice,
    Outcome,
    PicturesReviewed,
    Remarked,
    Screened,
    Side,
    SignalKind,
    SignalReceived,
    SlotFilled,
    Transferred,
    TurnEnded,
    TurnFailed,
    Unknown,
    UserSpoke,
)
from kernel.ids import ConversationId
from kernel.pictures import Image
from kernel.records import Recorded
from kernel.verdicts import Allow, Block, Escalate, Rewrite, Risk, Verdict

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
ids = st.sampled_from(["m1", "m2", "m3", "m4"])
labels = st.lists(st.sampled_from(["suicide", "insult", "past"]), max_size=2).map(tuple)
scores = st.none() | st.floats(0, 1)
values = (
    words
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(words, max_size=3).map(tuple)
)

verdicts: st.SearchStrategy[Verdict] = st.one_of(
    st.builds(Allow, labels=labels, score=scores, kind=st.just("allow")),
    st.builds(
        Rewrite, text=words, labels=labels, reason=words, score=scores, kind=st.just("rewrite")
    ),
    st.builds(Block, labels=labels, reason=words, score=scores, kind=st.just("block")),
    st.builds(
        Escalate,
        risk=st.sampled_from(Risk),
        labels=labels,
        reason=words,
        score=scores,
        kind=st.just("escalate"),
    ),
)
rulings = st.lists(st.tuples(st.sampled_from(["crisis", "g2"]), verdicts), max_size=4).map(tuple)

images = st.lists(
    st.builds(
        Image,
        id=st.sampled_from(["i1", "i2"]),
        width=st.integers(1, 2**16),
        height=st.just(9),
        alt=words,
    ),
    max_size=2,
).map(tuple)

events: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        ConversationOpened,
        message_id=ids,
        bot=words,
        revision=words,
        language=st.sampled_from(Language),
        subject=words,
        country=st.sampled_from(["", "CN", "US"]),
        kind=st.just("conversation_opened"),
    ),
    st.builds(BotRevised, revision=words, kind=st.just("bot_revised")),
    st.builds(
        MessageReceived,
        message_id=ids,
        text=words,
        images=images,
        kind=st.just("message_received"),
    ),
    st.builds(
        SignalReceived,
        message_id=ids,
        signal=st.sampled_from(SignalKind),
        kind=st.just("signal_received"),
    ),
    st.builds(
        PicturesReviewed,
        message_id=ids,
        held=ids,
        passed=st.booleans(),
        kind=st.just("pictures_reviewed"),
    ),
    st.builds(CancelRequested, message_id=ids, kind=st.just("cancel_requested")),
    st.builds(
        Screened,
        side=st.sampled_from(Side),
        message_id=ids,
        guard=words,
        verdict=verdicts,
        kind=st.just("screened"),
    ),
    st.builds(UserSpoke, message_id=ids, text=words, images=images, kind=st.just("user_spoke")),
    st.builds(
        BotSpoke,
        message_id=ids,
        text=words,
        notice=st.none() | st.sampled_from(Notice),
        images=images,
        kind=st.just("bot_spoke"),
    ),
    st.builds(
        CrisisRaised, risk=st.sampled_from(Risk), labels=labels, kind=st.just("crisis_raised")
    ),
    st.builds(CrisisEased, kind=st.just("crisis_eased")),
    st.builds(SlotFilled, slot=words, value=values, kind=st.just("slot_filled")),
    st.builds(NodeEntered, node=words, why=words, kind=st.just("node_entered")),
    st.builds(
        Remarked,
        about=ids,
        topic=words,
        data=st.dictionaries(words, values, max_size=3),
        kind=st.just("remarked"),
    ),
    st.builds(HandedOff, reason=words, kind=st.just("handed_off")),
    st.builds(Transferred, bot=words, revision=words, reason=words, kind=st.just("transferred")),
    st.builds(TurnFailed, where=words, error=words, kind=st.just("turn_failed")),
    st.builds(
        TurnEnded, message_id=ids, outcome=st.sampled_from(Outcome), kind=st.just("turn_ended")
    ),
    st.builds(ConversationClosed, reason=words, kind=st.just("conversation_closed")),
    st.just(Unknown(kind="from_the_future", data='{"kind":"from_the_future","x":[1]}')),
)

histories = st.lists(st.tuples(events, st.integers(0, 10**12)), max_size=40).map(
    lambda pairs: [Recorded(n, at, event) for n, (event, at) in enumerate(pairs, 1)]
)

HERE = ConversationId("here")
