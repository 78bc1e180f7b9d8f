"""What a turn leaves for whoever reviews the conversation: place, findings, verdicts."""

from collections.abc import Iterator

from kernel.events import SlotValue
from kernel.moves import Remark
from policies.restructuring.book import UNNAMED, Book
from policies.restructuring.course import belief
from policies.restructuring.place import CONTINUATION, SUMMARY, Place
from policies.restructuring.scene import Turn

STEP, JUDGEMENT, CHANNEL = "step", "judgement", "channel"
"""Topics of remarks. `step`: where the answer to this message stands. `judgement`: what was heard
in the message, and the words that show it. `channel`: a thought whose verdict has been given."""


def remarks(book: Book, turn: Turn) -> Iterator[Remark]:
    """In the order in which things happened: heard, weighed, gone on."""
    for finding in turn.findings:
        data: dict[str, SlotValue] = {"target": finding.target, "quote": finding.quote}
        data |= {"value": finding.value, "by": finding.by, **_where(book, turn.before)}
        yield Remark(topic=JUDGEMENT, data=data)
    if turn.outcome is not None:
        yield Remark(topic=CHANNEL, data=_verdict(turn))
    where = _where(book, turn.place)
    if turn.wish is not None:
        where["wish"] = turn.wish.value
    if turn.place.asking:
        where["asking"] = turn.place.asking
    yield Remark(topic=STEP, data=where)


def stage_of(book: Book, step: str) -> str:
    """`identification`, `restructuring` or `closing`."""
    if step in book.plan.identification:
        return "identification"
    return "closing" if step == SUMMARY else "restructuring"


def _where(book: Book, place: Place) -> dict[str, SlotValue]:
    where: dict[str, SlotValue] = {
        "stage": stage_of(book, place.step),
        "step": place.step,
        "loop": place.loop,
    }
    in_channel = place.step in book.plan.restructuring or place.step == CONTINUATION
    if in_channel and 0 < place.channel <= len(place.channels):
        where["channel"] = place.channel
        where["distortion"] = place.channels[place.channel - 1]
        where["round"] = place.round
    return where


def _verdict(turn: Turn) -> dict[str, SlotValue]:
    assert turn.outcome is not None
    number = turn.before.channel
    place = turn.place
    at_hand = Place(step=place.step, channel=number, round=turn.before.round, facts=place.facts)
    known = number <= len(place.channels)
    data: dict[str, SlotValue] = {
        "channel": number,
        "distortion": place.channels[number - 1] if known else UNNAMED,
        "loop": turn.before.loop,
        "round": turn.before.round,
        "outcome": turn.outcome,
        "thought": place.words(f"channel{number}.thought"),
    }
    for name in ("before", "after"):
        if (value := belief(at_hand, name)) is not None:
            data[name] = value
    return data
