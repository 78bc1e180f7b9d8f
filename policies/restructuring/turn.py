"""What to do in one turn: a pure function of the conversation, the book and the judgement.

Order of precedence: care after a crisis, what the person wants of the talk, the closing, the
continuation check, and then the step with what it still wants to hear.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kernel.events import Side
from kernel.state import Conversation
from policies.restructuring.asking import next_words, reopened_question
from policies.restructuring.book import Book, Wish
from policies.restructuring.closing import closing_turn
from policies.restructuring.course import (
    NEXT,
    Walk,
    continued,
    credited,
    heard,
    open_targets,
    overdue,
    settled,
    unlabelled,
)
from policies.restructuring.judge import Finding
from policies.restructuring.patterns import Candidate
from policies.restructuring.place import CONTINUATION, SUMMARY, place_of
from policies.restructuring.quotes import bare_thought, quotable
from policies.restructuring.requests import to_end, to_go_back, to_skip, to_take_back
from policies.restructuring.sayings import Strategy
from policies.restructuring.scene import LEAVING, Scene, Sentence, Turn, sentences
from policies.restructuring.steps import Target
from policies.words.hearing import (
    found,
    is_substantive,
    language_of,
    wants,
)
from policies.words.normal import plain
from policies.words.replies import Said

_JUDGED = (None, Wish.CONTENT, Wish.UNSURE)
_CORRECTING = (Wish.TAKE_BACK, Wish.DISAGREE)


def scene_of(book: Book, talk: Conversation) -> Scene | None:
    """What the person's latest words meet; none if there are none."""
    text = next((said.text for said in reversed(talk.utterances) if said.side is Side.USER), None)
    if text is None:
        return None
    language = language_of(text, talk.language)
    first = book.steps[0].targets[0].id  # the greeting asks for it
    return Scene(
        book=book,
        talk=talk,
        said=Said(talk),
        language=language,
        text=text,
        wish=next((each.id for each in book.wishes if wants(each, text, language)), None),
        before=place_of(talk, book.plan.steps, first),
        marked=bool(talk.labels & set(book.plan.aftercare.labels)) or talk.crisis is not None,
    )


def in_care(scene: Scene) -> bool:
    """Whether a crisis, or what comes after it, has the word."""
    if scene.talk.crisis is not None:
        return True
    return scene.marked and scene.before.care_turns < scene.book.plan.aftercare.turns


def to_judge(scene: Scene) -> tuple[Target, ...]:
    """What the words are looked at for. "I don't know" answers nothing but may hold a number."""
    if in_care(scene) or scene.wish not in _JUDGED:
        return ()
    wanted = open_targets(scene.book, scene.before)
    if scene.wish is None:
        return wanted
    return tuple(target for target in wanted if target.kind == "rating")


def plan_turn(scene: Scene, seen: Sequence[Candidate] = ()) -> Turn:
    """The turn that answers the person's latest words. `seen` is what a model found in them."""
    if in_care(scene):
        return _aftercare(scene)
    place = heard(scene.before)
    scene = replace(scene, wish=None if scene.judgement.findings else scene.wish)
    wish = scene.wish
    if wish in LEAVING or (place.step == SUMMARY and wish is not Wish.BACK):
        walk = to_end(place) if wish in LEAVING else settled(scene.book, place)
        return closing_turn(scene, walk)
    few = not is_substantive(scene.text, scene.language)
    if scene.before.paused and wish in (None, Wish.CONTENT) and few:
        lead = scene.tell(scene.book.resumed, place)
        return _turn(scene, _Said(walk=Walk(place=place), lead=lead, counts=False))
    if place.step == CONTINUATION and wish in (*_JUDGED, Wish.SKIP):
        return _continued(scene, Walk(place=place))
    if wish is not None and wish is not Wish.CONTENT:
        return _wished(scene, Walk(place=place), wish)
    credited_place = credited(scene.book, place, scene.judgement)
    walk = settled(scene.book, credited_place, seen)
    lead, free = _lead(scene, walk)
    return _turn(scene, _Said(walk=walk, lead=lead, free=free))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a turn says first, and whether its question counts as asked once more."""

    walk: Walk
    lead: tuple[Sentence, ...] = ()
    free: bool = False
    counts: bool = True
    asks: bool = True


def _turn(scene: Scene, said: _Said) -> Turn:
    """The lead, and then what is next in the place that was reached."""
    walk = said.walk
    if walk.place.step == SUMMARY:
        return closing_turn(scene, walk, said.lead)
    fixed: tuple[Sentence, ...] = ()
    if said.asks:
        ask = next_words if said.counts or walk.hops else reopened_question
        fixed, place = ask(scene, walk.place)
        walk = replace(walk, place=place)
    return Turn(
        language=scene.language,
        text=scene.text,
        before=scene.before,
        place=walk.place,
        hops=walk.hops,
        outcome=walk.outcome,
        wish=scene.wish,
        findings=scene.judgement.findings,
        lead=said.lead,
        free=said.free,
        fixed=fixed,
        care=scene.care,
    )


def _aftercare(scene: Scene) -> Turn:
    """The steps wait. Gentle words, a look at safety, and where help is."""
    after, care, active = scene.book.aftercare, scene.aftercare, scene.talk.crisis is not None
    lines = after.leaving if scene.wish in LEAVING else care.active if active else after.eased
    place = replace(
        scene.before,
        begun=True,
        care_turns=0 if active else scene.before.care_turns + 1,
    )
    line, pointer = scene.pick(lines, place), scene.pick(care.pointer, place)
    return Turn(
        language=scene.language,
        text=scene.text,
        before=scene.before,
        place=place,
        wish=scene.wish,
        lead=sentences(line, Strategy.AFFIRMATION),
        fixed=sentences(pointer, Strategy.INFORMATION),
    )


def _wished(scene: Scene, walk: Walk, wish: Wish) -> Turn:
    """An answer to what the person wants of the talk itself."""
    book, place, before = scene.book, walk.place, scene.before
    wanting = book.wish(wish)
    replies = wanting.replies
    match wish:
        case Wish.BACK:
            walk = to_go_back(book, place)
        case Wish.SKIP:
            walk = to_skip(book, place)
            walk = walk if walk.hops else settled(book, walk.place)
        case Wish.TAKE_BACK | Wish.DISAGREE:
            if wish is Wish.DISAGREE and _refuses_name(scene):
                walk, replies = Walk(place=unlabelled(place)), book.unlabelled
            else:
                walk = to_take_back(book, place, before.latest, before.came_from)
        case Wish.PAUSE:
            walk = Walk(place=replace(place, paused=True))
        case Wish.WHY:
            replies = book.continuation.because
            if place.step != CONTINUATION:
                replies = book.step(place.step).because
        case Wish.UNSURE:
            walk = settled(book, place)
    if not walk.hops:  # whatever is wished, the talk has an end
        walk = overdue(book, walk.place)
    lead = scene.tell(replies, walk.place)
    counts = wish in (Wish.UNSURE, Wish.SKIP, *_CORRECTING)
    return _turn(scene, _Said(walk=walk, lead=lead, counts=counts, asks=wanting.asks))


def _refuses_name(scene: Scene) -> bool:
    """Whether what is disagreed with is the name that was just given to a thought."""
    place, book = scene.before, scene.book
    first = place.step == book.plan.restructuring[0]
    asked = book.step(place.step).targets[0].id if first else ""
    named = place.channel > 0 and book.distortion(place.channels[place.channel - 1]) is not None
    return first and named and place.round == 1 and place.asking == asked


def _continued(scene: Scene, walk: Walk) -> Turn:
    """The answer to the continuation check, and where it leads."""
    book, place, language = scene.book, walk.place, scene.language
    words = plain(scene.text)
    short = len(words) <= book.wish(Wish.SKIP).longest.in_(language)
    declined = short and found(book.continuation.declines.in_(language), words, language)
    declined = declined or scene.wish in (Wish.SKIP, Wish.UNSURE)
    quote = ""
    if place.asking != NEXT and not declined and is_substantive(scene.text, language):
        parts = quotable(scene.text, book.plan.longest_quote.in_(language), language)
        quote = max(parts, key=len, default="")
    thought = bare_thought(book, quote, language)
    walk = continued(book, place, thought, scene.judgement, declined=declined)
    if not quote or walk.place.step == SUMMARY:
        return _turn(scene, _Said(walk=walk))
    named = Finding(target="thought", value=thought, quote=quote)
    scene = replace(scene, judgement=replace(scene.judgement, findings=(named,)))
    lead = scene.tell(book.continuation.loop_back, walk.place)
    return _turn(scene, _Said(walk=walk, lead=lead))


def _lead(scene: Scene, walk: Walk) -> tuple[tuple[Sentence, ...], bool]:
    """What takes up the person's words, and whether a model may word it."""
    book, place = scene.book, walk.place
    if walk.outcome is not None:
        return scene.tell(book.outcomes[walk.outcome], place), False
    step = book.step(scene.before.step)
    if scene.judgement.refused and (target := step.target(scene.judgement.refused)):
        return scene.tell(target.instead, place), False
    findings = scene.judgement.findings
    found_now = [step.target(finding.target) for finding in findings]
    for target in reversed(found_now):
        if target is None:
            continue
        kept = next(str(one.value) for one in findings if one.target == target.id)
        if target.none and target.says_none(kept):
            return scene.tell(target.none, place), False
        if target.noted and (noted := scene.tell(target.noted, place)):
            return noted, target.kind == "words"
    if not found_now and not is_substantive(scene.text, scene.language):
        return scene.tell(book.presence, place), False
    chosen = bool(walk.hops) and place.step == book.plan.restructuring[0]
    at = (place.turns - 1) % len(step.patterns)
    for pattern in step.patterns[at:] + step.patterns[:at]:
        said = tuple(
            sentence
            for strategy in pattern
            # The words that were just said are about to be quoted as the thought to look at.
            if not (chosen and strategy is Strategy.RESTATEMENT)
            for sentence in sentences(
                scene.pick((*step.lines.get(strategy, ()),), place)
                or scene.pick(book.strategy(strategy).lines, place),
                strategy,
            )
        )
        if said:
            return said, True
    return scene.tell(book.presence, place), True
