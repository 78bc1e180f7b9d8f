"""The end of a talk: summary, then listening, then goodbye; nobody is cut off."""

from dataclasses import replace

from kernel.events import Language
from policies.counselling.book import Book, Wish
from policies.counselling.progress import Place, witnessed
from policies.counselling.scene import LEAVING, Scene, Turn
from policies.words.replies import Said, choose, join


def closing_turn(scene: Scene, place: Place, why: str) -> Turn:
    """Summary, then listening, then goodbye; closed only once the person said goodbye too."""
    book, language, said = scene.book, scene.language, scene.said
    closing = book.closing
    content = scene.wish in (Wish.CONTENT, *LEAVING)
    parts: tuple[str, ...]
    close, do, skill = "", "", "goodbye"
    if place.stage_turns == 1:
        skill, place = "summary", replace(place, goodbye=scene.wish is Wish.FAREWELL)
        # The very words that led here belong into the summary too.
        shown = scene.shown(replace(place, stage=book.stages[-2].id))
        place = witnessed(place, book, shown.evidence)
        parts = summary(scene.book, place, language, said)
    elif content and (place.goodbye or scene.wish is Wish.FAREWELL):
        parts = (choose(closing.last, language, said),)
        close = "" if scene.marked else "goodbye"
        place = replace(place, goodbye=True)
    elif content:
        parts, place = (choose(closing.goodbye, language, said),), replace(place, goodbye=True)
    else:
        more = choose(book.stages[-1].more, language, said)
        parts, skill = (choose(closing.listening, language, said), more), "restatement"
        do, place = book.skill(skill).do.in_(language), replace(place, goodbye=False)
    if skill == "goodbye" and scene.marked:
        parts = (*parts, choose(scene.aftercare.pointer, language, said))
    return Turn(
        language=language,
        answer=scene.answer(),
        before=scene.before,
        place=replace(place, skill=skill, asking=""),
        why=why,
        wish=scene.wish,
        text=join(parts, language),
        do=do,
        opener=parts[0] if do else "",
        question=parts[-1] if do else "",
        care=scene.care,
        close=close,
    )


def summary(book: Book, place: Place, language: Language, said: Said) -> tuple[str, ...]:
    """The talk in the person's own words, and the question whether that is right."""
    wanted = book.closing.summary
    recalls = {
        criterion.id: criterion.recall for stage in book.stages for criterion in stage.criteria
    }
    chosen = [name for name in wanted.recall if name in place.quotes][: wanted.most]
    told = [name for name in recalls if name in chosen]
    if not told:
        return (wanted.nothing.in_(language), choose(wanted.asks, language, said))
    return (
        choose(wanted.openings, language, said),
        *(choose((recalls[name],), language, said, {"quote": place.quotes[name]}) for name in told),
        choose(wanted.asks, language, said),
    )
