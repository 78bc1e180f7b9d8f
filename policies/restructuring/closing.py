"""The end of a talk: the person's own words with their numbers, then listening, then goodbye."""

from dataclasses import replace

from policies.restructuring.book import Wish
from policies.restructuring.course import Walk
from policies.restructuring.place import Outcome, Place
from policies.restructuring.sayings import Strategy
from policies.restructuring.scene import LEAVING, Scene, Sentence, Turn, sentences
from policies.words.hearing import is_substantive


def closing_turn(scene: Scene, walk: Walk, lead: tuple[Sentence, ...] = ()) -> Turn:
    """Summary, then listening, then goodbye; closed only once the person said goodbye too."""
    closing = scene.book.closing
    place, wish, close = walk.place, scene.wish, ""
    content = wish in (Wish.CONTENT, *LEAVING)
    if walk.hops:
        said = (*lead, *summary(scene, place))
        place = replace(place, goodbye=wish is Wish.FAREWELL)
    elif content and (place.goodbye or wish is Wish.FAREWELL):
        said = sentences(scene.pick(closing.last, place), Strategy.AFFIRMATION)
        close = "" if scene.marked else "goodbye"
        place = replace(place, goodbye=True)
    elif content:
        said = sentences(scene.pick(closing.goodbye, place), Strategy.AFFIRMATION)
        place = replace(place, goodbye=True)
    else:
        said = _listened(scene, place)
        place = replace(place, goodbye=False)
    if scene.marked:
        pointer = scene.pick(scene.aftercare.pointer, place)
        said = (*said, *sentences(pointer, Strategy.INFORMATION))
    return Turn(
        language=scene.language,
        text=scene.text,
        before=scene.before,
        place=place,
        hops=walk.hops,
        outcome=walk.outcome,
        wish=wish,
        findings=scene.judgement.findings,
        fixed=said,
        care=scene.care,
        close=close,
    )


def _listened(scene: Scene, place: Place) -> tuple[Sentence, ...]:
    """To who goes on talking after the summary, or wants something of the bot."""
    wanting = scene.book.wish(scene.wish) if scene.wish else None
    if wanting and wanting.replies and scene.wish not in (Wish.UNSURE, Wish.BACK):
        return scene.tell(wanting.replies, place)
    closing = scene.book.closing
    few = not is_substantive(scene.text, scene.language)
    return scene.tell(closing.few if few else closing.listening, place)


def summary(scene: Scene, place: Place) -> tuple[Sentence, ...]:
    """The talk in the person's own words, with what they believed before and after."""
    closing = scene.book.closing
    told = [
        scene.pick(closing.channel[outcome] if outcome else closing.unfinished, one)
        for one, outcome in _channels(place)
    ]
    asks = sentences(scene.pick(closing.asks, place), Strategy.NEGOTIATE)
    opening = scene.pick(closing.openings, place)
    situation = scene.pick([closing.situation], place)
    if not any(told) and not situation:
        return (*sentences(closing.nothing.in_(scene.language), Strategy.AFFIRMATION), *asks)
    texts = (opening, situation, *told)
    recalled = [said for text in texts for said in sentences(text, Strategy.RESTATEMENT)]
    return (*recalled, *asks)


def _channels(place: Place) -> list[tuple[Place, Outcome | None]]:
    """Every channel that was begun, each as if it were the one at hand in its last round, and its
    outcome."""
    begun = range(1, min(place.channel, len(place.channels)) + 1)
    return [(replace(place, channel=n, round=3), place.outcome_of(n)) for n in begun]
