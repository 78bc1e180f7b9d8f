"""What a reader is told of what happened."""

from channels.telling import Telling
from channels.wire.messages import (
    Completed,
    Created,
    Delta,
    Heard,
    Retracted,
    Snapshot,
    Typing,
)
from channels.wire.server import (
    CrisisState,
    Transferred,
    TurnEnd,
)
from kernel.events import (
    BotSpoke,
    CrisisEased,
    CrisisRaised,
    Event,
    MessageReceived,
    Outcome,
    Screened,
    Side,
    SlotFilled,
    TurnEnded,
)
from kernel.events import Transferred as TransferredTo
from kernel.ids import ConversationId, MessageId, SlotName
from kernel.records import Preview, Recorded, Sighting, Thinking
from kernel.verdicts import Block, Risk

HERE = ConversationId("here")
M, ANSWER = MessageId("m"), MessageId("m.1")
ENDED = TurnEnded(message_id=M, outcome=Outcome.ANSWERED)


def told(*sights: Event | Sighting, own: tuple[str, ...] = ()) -> list[type]:
    sightings = [
        sight if isinstance(sight, Preview | Thinking | Recorded) else Recorded(n, 0, sight)
        for n, sight in enumerate(sights, 1)
    ]
    return [type(frame) for frame in Telling(HERE, set(own)).frames(sightings)]


def test_a_streamed_answer() -> None:
    assert told(
        Thinking(M),
        Preview(ANSWER, 0, "One. "),
        Preview(ANSWER, 1, "Two."),
        BotSpoke(message_id=ANSWER, text="One. Two."),
        ENDED,
    ) == [Typing, Created, Delta, Delta, Completed, TurnEnd]


def test_what_was_shown_and_not_kept_is_taken_back() -> None:
    assert told(Preview(ANSWER, 0, "One. "), ENDED) == [Created, Delta, Retracted, TurnEnd]


def test_a_late_reader_gets_all_so_far() -> None:
    assert told(Preview(ANSWER, 1, "One. Two.", whole=True), Preview(ANSWER, 2, "Three.")) == [
        Snapshot,
        Delta,
    ]


def test_what_is_internal_is_not_told() -> None:
    verdict = Block(labels=("insult",), reason="secret reason")
    assert (
        told(
            Screened(side=Side.USER, message_id=M, guard="crisis", verdict=verdict),
            SlotFilled(slot=SlotName("s"), value="secret"),
        )
        == []
    )


def test_ones_own_words_are_told_to_others_only() -> None:
    word = MessageReceived(message_id=M, text="hello")
    assert told(word) == [Heard]
    assert told(word, own=(M,)) == []


def test_who_answers_from_here_on() -> None:
    moved = TransferredTo(bot="interview", revision="r", reason="asked for")
    assert told(moved) == [Transferred]


def test_a_crisis_comes_and_goes() -> None:
    raised = CrisisRaised(risk=Risk.HIGH, labels=("suicide",))
    assert told(raised, CrisisEased()) == [CrisisState, CrisisState]
