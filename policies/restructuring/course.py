"""Where the talk goes next: steps, channels, rounds and loops; counts and thresholds only.

Rule 1: steps come in the order of the plan; only the person's wish goes back or leaves early.
Rule 2: a channel ends by its verdict; what has not moved gets one more round, then it is left.
Rule 3: after each verdict: the next channel, or back to identification, or the summary.
Rule 4: every way on is bounded: by turns of a step, rounds, channels, loops, turns of the talk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from policies.restructuring.book import UNNAMED, Book
from policies.restructuring.judge import Judgement
from policies.restructuring.patterns import Candidate, chosen
from policies.restructuring.place import (
    CONTINUATION,
    SUMMARY,
    Hop,
    Outcome,
    Place,
    with_facts,
)
from policies.restructuring.steps import Target

NEXT, ANOTHER = "next", "another"
"""What the continuation check asks: shall we look at the next thought; is there another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A place and how it was come to in this turn."""

    place: Place
    hops: tuple[Hop, ...] = ()
    outcome: Outcome | None = None
    """The verdict of this turn, if there was one."""

    def to(self, step: str, why: str, **changes: object) -> "Walk":
        """Enter a step."""
        fresh = {"step_turns": 0, "asked": (), "asking": "", **changes}
        place = replace(self.place, step=step, **fresh)  # type: ignore[arg-type]
        return replace(self, place=place, hops=(*self.hops, Hop(step, why)))


def fact_key(book: Book, place: Place, target: Target) -> str:
    """The name under which the target's fact is kept: by loop, or by channel and round."""
    if place.step in book.plan.identification:
        return f"loop{place.loop}.{target.id}"
    again = f".{place.round}" if place.round > 1 and not target.once else ""
    return f"channel{place.channel}.{target.id}{again}"


def open_targets(book: Book, place: Place) -> tuple[Target, ...]:
    """What the step still wants to hear."""
    if place.step not in book.plan.steps:
        return ()
    step = book.step(place.step)
    return tuple(t for t in step.targets if not place.knows(fact_key(book, place, t)))


def askable(book: Book, place: Place) -> tuple[Target, ...]:
    """Open targets that were not yet asked as often as patience allows."""
    patience = book.plan.bounds.patience
    return tuple(
        target
        for target in open_targets(book, place)
        if place.asked.count(target.id) < (patience if target.must else 1)
        and (not target.needs or place.knows(f"channel{place.channel}.{target.needs}"))
    )


def heard(place: Place) -> Place:
    """One more turn of the person."""
    return replace(
        place,
        begun=True,
        turns=place.turns + 1,
        step_turns=place.step_turns + 1,
        latest=(),
        came_from=place.step,
        paused=False,
    )


def credited(book: Book, place: Place, judgement: Judgement) -> Place:
    """The place with what the words showed."""
    open_ = {target.id: target for target in open_targets(book, place)}
    new = {
        fact_key(book, place, open_[finding.target]): finding.value
        for finding in judgement.findings
        if finding.target in open_
    }
    signs = place.signs
    if place.step in book.plan.identification:
        seen = (*signs, *(sign.packed() for sign in judgement.signs))
        signs = tuple(dict.fromkeys(seen))[-book.plan.bounds.signs :]
    feeling = judgement.feeling or place.feeling
    return replace(with_facts(place, new), signs=signs, latest=tuple(new), feeling=feeling)


def settled(book: Book, place: Place, seen: Sequence[Candidate] = ()) -> Walk:
    """Onward if the step is done, or has taken as long as it may."""
    walk = Walk(place=place)
    if place.turns >= book.plan.bounds.turns and place.step != SUMMARY:
        return walk.to(SUMMARY, "turns.most")
    if place.step not in book.plan.steps:
        return walk
    why = _left_by(book, place)
    if not why:
        return walk
    if place.step == book.plan.restructuring[-1]:
        return judged_verdict(book, walk)
    if place.step == book.plan.identification[-1]:
        return _into_channels(book, walk, why, seen)
    steps = book.plan.steps
    return walk.to(steps[steps.index(place.step) + 1], why)


def overdue(book: Book, place: Place) -> Walk:
    """Onward only if a bound is reached: whoever asks something back has not been answered yet."""
    late = place.step in book.plan.steps and place.step_turns >= book.step(place.step).most
    if late or place.turns >= book.plan.bounds.turns:
        return settled(book, place)
    return Walk(place=place)


def _left_by(book: Book, place: Place) -> str:
    """The rule by which the step is left now, or ""."""
    step = book.step(place.step)
    if not askable(book, place):
        missing = [t for t in open_targets(book, place) if t.must and t.id in place.asked]
        return "left_open" if missing else "evidence"
    return "turns.most" if place.step_turns >= step.most else ""


def _into_channels(book: Book, walk: Walk, why: str, seen: Sequence[Candidate]) -> Walk:
    """From the bottom of identification to the first of the thoughts that were found there."""
    place = walk.place
    room = book.plan.bounds.channels - len(place.channels)
    picked = chosen(place, seen, room)
    if not picked:
        return walk.to(SUMMARY, "nothing_to_test")
    first = len(place.channels) + 1
    thoughts = {f"channel{first + n}.thought": one.quote for n, one in enumerate(picked)}
    thoughts |= {f"channel{first + n}.loop": str(place.loop) for n in range(len(picked))}
    place = replace(
        with_facts(place, thoughts),
        channels=(*place.channels, *(one.distortion for one in picked)),
    )
    walk = replace(walk, place=place)
    return walk.to(book.plan.restructuring[0], why, channel=first, round=1, signs=())


def belief(place: Place, name: str) -> int | None:
    """The latest number of a channel: `before` or `after`."""
    rounds = [f".{n}" for n in range(place.round, 1, -1)]
    for again in (*rounds, ""):
        number = place.number(f"channel{place.channel}.{name}{again}")
        if number is not None:
            return number
    return None


def weighed(book: Book, place: Place) -> Outcome:
    """What the verdict on the channel comes to."""
    before, after = belief(place, "before"), belief(place, "after")
    if before is None or after is None:
        return "unrated"
    low = after <= min(before, book.plan.verdict.low)
    if before - after < book.plan.verdict.drop and not low:
        return "unresolved"
    rounds = ["", *(f".{n}" for n in range(2, place.round + 1))]
    said = any(place.knows(f"channel{place.channel}.balanced{again}") for again in rounds)
    return "restructured" if said else "eased"


def judged_verdict(book: Book, walk: Walk) -> Walk:
    outcome = weighed(book, walk.place)
    walk = replace(walk, outcome=outcome)
    if outcome == "unresolved" and walk.place.round < book.plan.bounds.rounds:
        first = book.plan.restructuring[0]
        return walk.to(first, "verdict:another_round", round=walk.place.round + 1)
    return ended_channel(book, walk, outcome)


def ended_channel(book: Book, walk: Walk, outcome: Outcome) -> Walk:
    """The channel is over; the continuation check follows."""
    place = with_facts(walk.place, {f"channel{walk.place.channel}.outcome": outcome})
    walk = replace(walk, place=place, outcome=outcome).to(CONTINUATION, f"verdict:{outcome}")
    bounds = book.plan.bounds
    if place.turns >= bounds.turns:
        return walk.to(SUMMARY, "turns.most")
    if place.channel < len(place.channels):
        return replace(walk, place=replace(walk.place, asking=NEXT))
    if len(place.channels) < bounds.channels and place.loop < bounds.loops:
        return replace(walk, place=replace(walk.place, asking=ANOTHER))
    return walk.to(SUMMARY, "continuation:close")


def continued(
    book: Book, place: Place, quote: str, judgement: Judgement, *, declined: bool
) -> Walk:
    """What the person's answer to the continuation check leads to."""
    walk = Walk(place=place)
    if place.turns >= book.plan.bounds.turns:
        return walk.to(SUMMARY, "turns.most")
    if declined or (place.asking == ANOTHER and not quote):
        return walk.to(SUMMARY, "continuation:declined")
    if place.asking == NEXT:
        first = book.plan.restructuring[0]
        return walk.to(first, "continuation:next_channel", channel=place.channel + 1, round=1)
    loop = place.loop + 1
    known = {f"loop{loop}.thought": quote}
    signs = tuple(sign.packed() for sign in judgement.signs)
    walk = replace(walk, place=replace(with_facts(place, known), latest=tuple(known)))
    return walk.to(book.plan.reentry, "continuation:loop_back", loop=loop, signs=signs)


def unlabelled(place: Place) -> Place:
    """The thought stays, its name goes: the person does not find themselves in it."""
    names = list(place.channels)
    names[place.channel - 1] = UNNAMED
    return replace(place, channels=tuple(names))
