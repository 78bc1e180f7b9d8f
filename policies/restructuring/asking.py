"""The words for what is next: the step's introduction and its question, or the check's."""

from dataclasses import replace

from policies.restructuring.course import ANOTHER, NEXT, askable, open_targets
from policies.restructuring.place import CONTINUATION, Place
from policies.restructuring.sayings import Strategy
from policies.restructuring.scene import Scene, Sentence, sentences
from policies.restructuring.steps import Target


def next_words(scene: Scene, place: Place) -> tuple[tuple[Sentence, ...], Place]:
    """What to say for the place that was reached, and the place once it was asked."""
    if place.step == CONTINUATION:
        return _check(scene, place), place
    target = _wanted(scene, place)
    first = target.id not in place.asked
    again = target.again if place.round > 1 and place.step in _later(scene) else None
    intro = (again.intro if again else target.intro) if first else ()
    said = (*scene.tell(intro, place), *_question(scene, place, target))
    return said, replace(place, asked=(*place.asked, target.id), asking=target.id)


def reopened_question(scene: Scene, place: Place) -> tuple[tuple[Sentence, ...], Place]:
    """The same question in other words; it does not count as asked once more."""
    if place.step == CONTINUATION:
        return _check(scene, place), place
    step = scene.book.step(place.step)
    target = step.target(place.asking) or _wanted(scene, place)
    return _question(scene, place, target), replace(place, asking=target.id)


def _wanted(scene: Scene, place: Place) -> Target:
    """The first thing that is open; what was asked in vain comes again only if nothing else is."""
    book = scene.book
    for wanted in (askable(book, place), open_targets(book, place)):
        if wanted:
            return wanted[0]
    return book.step(place.step).targets[-1]


def _question(scene: Scene, place: Place, target: Target) -> tuple[Sentence, ...]:
    again = target.again if place.round > 1 and place.step in _later(scene) else None
    lines = again.questions if again else target.questions
    return sentences(scene.pick(lines, place), Strategy.QUESTION)


def _later(scene: Scene) -> tuple[str, ...]:
    return scene.book.plan.restructuring


def _check(scene: Scene, place: Place) -> tuple[Sentence, ...]:
    """Whether to go on with the next thought, or whether there is another one."""
    check = scene.book.continuation
    if place.asking == NEXT:
        ahead = replace(place, channel=place.channel + 1, round=1)
        asked = scene.pick(check.next_questions, ahead)
        return (*scene.tell(check.next, ahead), *sentences(asked, Strategy.QUESTION))
    assert place.asking == ANOTHER
    asked = scene.pick(check.another_questions, place)
    return (*scene.tell(check.another, place), *sentences(asked, Strategy.QUESTION))
