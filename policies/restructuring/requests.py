"""What a person may ask of the course: back, skip, take back, end; obeyed within the bounds."""

from dataclasses import replace

from policies.restructuring.book import Book
from policies.restructuring.course import Walk, ended_channel, fact_key
from policies.restructuring.place import CONTINUATION, SUMMARY, Place, without


def to_end(place: Place) -> Walk:
    """To the summary, from wherever the talk is."""
    walk = Walk(place=place)
    return walk if place.step == SUMMARY else walk.to(SUMMARY, "asked:end")


def to_go_back(book: Book, place: Place) -> Walk:
    """One step back, whose findings are open again. A talk out of turns does not go back."""
    walk = Walk(place=place)
    if place.turns >= book.plan.bounds.turns or place.step == book.plan.steps[0]:
        return walk
    first, last = book.plan.restructuring[0], book.plan.restructuring[-1]
    if place.step in (CONTINUATION, SUMMARY):
        to = last if place.channel else book.plan.steps[0]
    elif place.step == first:
        return _reopened(book, _without_channels(place), book.plan.identification[-1])
    else:
        to = book.plan.steps[book.plan.steps.index(place.step) - 1]
    return _reopened(book, place, to)


def _reopened(book: Book, place: Place, to: str) -> Walk:
    """In that step again, with its targets open."""
    there = replace(place, step=to)
    keys = [fact_key(book, there, target) for target in book.step(to).targets]
    keys.append(f"channel{place.channel}.outcome")
    return Walk(place=without(place, tuple(keys))).to(to, "asked:back")


def _without_channels(place: Place) -> Place:
    """The thoughts from the channel at hand on are chosen anew."""
    gone = range(place.channel, len(place.channels) + 1)
    keys = tuple(fact for fact in place.facts for n in gone if fact.startswith(f"channel{n}."))
    kept = place.channels[: place.channel - 1]
    return replace(without(place, keys), channels=kept, channel=place.channel - 1, round=1)


def to_take_back(book: Book, place: Place, latest: tuple[str, ...], came_from: str) -> Walk:
    """What the latest words brought is forgotten, and asked again where it was asked."""
    if not latest:
        return Walk(place=place)
    forgotten = without(place, latest)
    if came_from == place.step or came_from not in book.plan.steps:
        return Walk(place=forgotten)
    if came_from == book.plan.identification[-1]:
        forgotten = _without_channels(forgotten)
    if came_from == book.plan.restructuring[-1]:
        again = place.step == book.plan.restructuring[0]
        turn = place.round - 1 if again else place.round
        forgotten = without(replace(forgotten, round=turn), (f"channel{place.channel}.outcome",))
    return Walk(place=forgotten).to(came_from, "asked:take_back")


def to_skip(book: Book, place: Place) -> Walk:
    """Leave what was asked; in a channel, leave the thought."""
    if place.step in book.plan.restructuring:
        return ended_channel(book, Walk(place=place), "set_aside")
    if place.step not in book.plan.steps or not place.asking:
        return Walk(place=place)
    spent = (place.asking,) * book.plan.bounds.patience
    return Walk(place=replace(place, asked=(*place.asked, *spent)))
