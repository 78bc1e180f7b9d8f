"""From a policy's words to what is said, and the draft they are written into."""

from collections.abc import Sequence

from adapters.clock import SystemClock
from adapters.memory import MemoryStore
from bots.draft import Draft
from bots.speech import Speech
from kernel.events import BotSpoke, Remarked, Side
from kernel.ids import ConversationId
from kernel.moves import Piece
from kernel.records import Preview, Thinking
from kernel.state import Conversation
from kernel.verdicts import Allow, Block, Rewrite, Verdict
from tests.fakes import GuardOf, opened


def judge(side: Side, text: str) -> Verdict:
    if "bad" in text:
        return Block(labels=("x",), reason="r")
    if "rude" in text:
        return Rewrite(text=text.replace("rude", "****"), labels=("x",), reason="r")
    return Allow()


async def draft() -> Draft:
    store = MemoryStore()
    id, event = opened()
    await store.open(id, event)
    (token,) = await store.take(1, 1)
    taken = await store.begin(token, 0)
    assert taken is not None
    return Draft(store, SystemClock(), Conversation(id=ConversationId(id)), taken)


def said(writing: Draft) -> Sequence[str]:
    return [utterance.text for utterance in writing.talk.utterances]


async def test_messages_and_pieces_keep_their_order() -> None:
    writing = await draft()
    speech = Speech(writing, writing.talk.inbox[0].message_id, (GuardOf(judge),), patience=1)
    await speech.piece(Piece(text="One. T"))
    await speech.say("Whole.")
    await speech.piece(Piece(text="Last", last=True))
    assert said(writing) == ["One. T", "Whole.", "Last"]


async def test_a_sentence_that_is_said_to_be_whole_is_not_held() -> None:
    writing = await draft()
    shown: list[Preview | Thinking] = []

    async def show(sight: Preview | Thinking) -> None:
        shown.append(sight)

    writing.show = show  # type: ignore[method-assign]
    to = writing.talk.inbox[0].message_id
    speech = Speech(writing, to, (GuardOf(judge),), patience=1)
    await speech.piece(Piece(text="One."))
    assert shown == [], "it might go on as 1.5 does"
    await speech.piece(Piece(text=" Two.", whole=True))
    assert shown == [Preview(f"{to}.1", 0, "One. "), Preview(f"{to}.1", 1, "Two.")]
    await speech.piece(Piece(text=" Three.", whole=True))
    await speech.piece(Piece(text="", last=True))
    assert said(writing) == ["One. Two. Three."]


async def test_a_stopped_sentence_ends_its_message_and_no_other() -> None:
    writing = await draft()
    speech = Speech(writing, writing.talk.inbox[0].message_id, (GuardOf(judge),), patience=1)
    await speech.say("Good. This is bad. Never said.")
    assert speech.withheld
    await speech.say("A rude word.")
    assert said(writing) == ["Good.", "A **** word."]


async def test_a_flush_brings_the_state_and_the_log_together() -> None:
    writing = await draft()
    to = writing.talk.inbox[0].message_id
    writing.add(BotSpoke(message_id=writing.next_answer(to), text="hello"))
    assert writing.logged.seq == 1
    await writing.flush()
    assert writing.logged == writing.talk
    assert writing.logged.seq == 2
    assert writing.next_answer(to) == f"{to}.2"
    writing.new_turn()
    assert writing.next_answer(to) == f"{to}.1"


async def test_marks_stand_beside_the_sentences_that_were_released() -> None:
    writing = await draft()
    to = writing.talk.inbox[0].message_id
    speech = Speech(writing, to, (GuardOf(judge),), patience=1)
    await speech.piece(Piece(text="A rude start. ", whole=True, mark="restatement"))
    await speech.piece(Piece(text="What then?", mark="question"))
    await speech.piece(Piece(text=" A bad end.", whole=True, mark="information"))
    await speech.end_message()
    assert remarks(writing) == [
        ("A **** start.", "restatement"),
        ("What then?", "question"),
    ], "as it was said, and nothing of what was withheld"


async def test_a_sentence_without_a_mark_gets_no_remark() -> None:
    writing = await draft()
    speech = Speech(writing, writing.talk.inbox[0].message_id, (GuardOf(judge),), patience=1)
    await speech.piece(Piece(text="One.", whole=True, mark="question"))
    await speech.say("Two.")
    assert remarks(writing) == [("One.", "question")]


def remarks(writing: Draft) -> list[tuple[object, object]]:
    return [
        (event.data["text"], event.data["mark"])
        for event in writing._pending
        if isinstance(event, Remarked)
    ]
