"""What to do in one turn: a pure function of the conversation and the book.

Order of precedence: care after a crisis, what the person wants of the talk, the closing, and then
the skill whose turn it is in the stage.
"""

from dataclasses import replace

from kernel.events import Side
from kernel.state import Conversation
from policies.counselling.book import (
    ANSWERED_ELSEWHERE,
    PRESENCE,
    Book,
    Criterion,
    Skill,
    Stage,
    Wish,
)
from policies.counselling.closing import closing_turn
from policies.counselling.cues import misled, wish_of
from policies.counselling.judge import open_criteria
from policies.counselling.progress import (
    Place,
    ended,
    gone_back,
    gone_on,
    heard,
    is_complete,
    place_of,
    witnessed,
)
from policies.counselling.scene import LEAVING, Scene, Turn
from policies.words.hearing import is_substantive, language_of
from policies.words.replies import Said, choose, join


def plan_turn(book: Book, talk: Conversation) -> Turn | None:
    """The turn that answers the person's latest words; none if there are none."""
    text = next((said.text for said in reversed(talk.utterances) if said.side is Side.USER), None)
    if text is None:
        return None
    language = language_of(text, talk.language)
    scene = Scene(
        book=book,
        talk=talk,
        said=Said(talk),
        language=language,
        text=text,
        wish=wish_of(text, book, language),
        before=place_of(talk, book),
        marked=bool(talk.labels & set(book.plan.aftercare.labels)) or talk.crisis is not None,
    )
    if talk.crisis is not None:
        return _aftercare(scene)
    if scene.marked and scene.before.care_turns < book.plan.aftercare.turns:
        return _aftercare(scene)
    return _ordinary(scene)


def _aftercare(scene: Scene) -> Turn:
    """The stages wait. Gentle words, a look at safety, and where help is."""
    book, language = scene.book, scene.language
    after, care, active = book.aftercare, scene.aftercare, scene.talk.crisis is not None
    leaving = scene.wish in LEAVING
    lines = after.leaving if leaving else care.active if active else after.eased
    line = choose(lines, language, scene.said)
    pointer = choose(care.pointer, language, scene.said)
    place = replace(
        scene.before,
        begun=True,
        asking="",
        care_turns=0 if active else scene.before.care_turns + 1,
        skill="aftercare",
    )
    return Turn(
        language=language,
        answer=scene.answer(),
        before=scene.before,
        place=place,
        wish=scene.wish,
        text=join((line, pointer), language),
        do="" if leaving else care.do.in_(language),
        question=line,
        pointer=pointer,
        counts=False,
    )


def _ordinary(scene: Scene) -> Turn:
    book, place, why = scene.book, scene.before, ""
    agreed_to_end = scene.wish is Wish.CONTENT and place.hint == Wish.END
    if scene.wish in LEAVING or agreed_to_end:
        place, why = ended(place, book)
    elif scene.wish is Wish.BACK:
        place, why = gone_back(place, book)
    elif scene.wish is Wish.ADVICE:
        place, why = gone_on(place, book)
    place = heard(replace(place, feeling=scene.words()["feeling"] or place.feeling))
    if scene.wish is not None and scene.wish not in ANSWERED_ELSEWHERE:
        return _wished(scene, place, why, scene.wish)
    if place.stage == book.stages[-1].id:
        return closing_turn(scene, place, why)
    return _skilled(scene, place, why)


def _wished(scene: Scene, place: Place, why: str, wish: Wish) -> Turn:
    """An answer to what the person wants of the talk itself."""
    book, language = scene.book, scene.language
    wanting = book.wish(wish)
    focus, question = _question(scene, place) if wanting.asks else (None, "")
    reply = choose(wanting.replies, language, scene.said)
    return Turn(
        language=language,
        answer=scene.answer(),
        before=scene.before,
        place=replace(_asking(place, focus), skill=wish.value, goodbye=False),
        why=why,
        wish=wish,
        text=join((reply, question), language),
        opener=reply,
        do="" if wanting.fixed or wanting.do is None else wanting.do.in_(language),
        question=question,
        care=scene.care,
    )


def _skilled(scene: Scene, place: Place, why: str) -> Turn:
    """The skill whose turn it is, and the criterion that is still open."""
    book, language = scene.book, scene.language
    stage = book.stage(place.stage)
    skill = _skill(scene, place, stage)
    focus: Criterion | None = None
    if skill.asks:
        question = choose(skill.asks, language, scene.said)
    else:
        focus, question = _question(scene, place)
    opener = choose(skill.openers, language, scene.said, scene.words())
    return Turn(
        language=language,
        answer=scene.answer(),
        before=scene.before,
        place=replace(_asking(place, focus), skill=skill.id),
        why=why,
        wish=scene.wish,
        text=join((opener, question), language),
        opener=opener,
        do=skill.do.in_(language),
        question=question,
        care=scene.care,
        judged=True,
    )


def _skill(scene: Scene, place: Place, stage: Stage) -> Skill:
    """The stage's next skill. Nobody is told what they feel who has not said so."""
    for criterion in stage.criteria:
        if criterion.refused_with and misled(criterion, scene.text, scene.language):
            return scene.book.skill(criterion.refused_with)
    if not is_substantive(scene.text, scene.language):
        return scene.book.skill(PRESENCE)
    shown = {evidence.criterion for evidence in scene.shown(place).evidence}
    for criterion in reversed(stage.criteria):
        if criterion.met_with and criterion.id in shown:
            return scene.book.skill(criterion.met_with)
    felt = bool(scene.words()["feeling"])
    at = (place.stage_turns - 1) % len(stage.skills)
    for name in stage.skills[at:] + stage.skills[:at]:
        skill = scene.book.skill(name)
        if felt or not skill.needs_feeling:
            return skill
    return scene.book.skill(PRESENCE)


def _question(scene: Scene, place: Place) -> tuple[Criterion | None, str]:
    """The open criterion that was asked about least, and a question for it.

    What the words at hand seem to answer is not asked, though only the judgement will tell.
    """
    stage = scene.book.stage(place.stage)
    likely = witnessed(place, scene.book, scene.shown(place).evidence)
    wanted = open_criteria(scene.book, likely)
    if is_complete(likely, stage):  # then on, not back: criteria stand in the order of the talk
        order = [one.id for one in stage.criteria]
        latest = max((order.index(name) for name in likely.met if name in order), default=-1)
        wanted = tuple(one for one in wanted if order.index(one.id) > latest)
    if not wanted:
        return None, choose(stage.more, scene.language, scene.said)
    focus = min(wanted, key=lambda criterion: place.asked.count(criterion.id))
    return focus, choose(focus.questions, scene.language, scene.said)


def _asking(place: Place, focus: Criterion | None) -> Place:
    """The place once this was asked about."""
    if focus is None:
        return replace(place, asking="")
    return replace(place, asked=(*place.asked, focus.id), asking=focus.id)
