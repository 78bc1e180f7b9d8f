"""What to do in one turn: a pure function of the conversation and the book.

Order of precedence: care after a crisis, what the person wants of the talk, the closing, and then
the skill whose turn it is in the stage.
"""

from dataclasses import dataclass, replace

from kernel.events import Language, Side
from kernel.state import Conversation
from policies.counselling.book import ANSWERED_ELSEWHERE, PRESENCE, Book, Criterion, Wish
from policies.counselling.cues import (
    feeling_in,
    is_substantive,
    language_of,
    telling_clause,
    wish_of,
)
from policies.counselling.judge import Answer, Judgement, cue_judgement, open_criteria
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
from policies.counselling.replies import Said, choose, join

_LEAVING = (Wish.END, Wish.FAREWELL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a turn goes. `text` is what is said when no model words it."""

    language: Language
    answer: Answer
    """What the person said."""
    before: Place
    place: Place
    """With this turn counted and the person's requests fulfilled."""
    why: str = ""
    wish: Wish | None = None
    text: str
    do: str = ""
    """What the model is asked to do; "" says `text` as it stands."""
    focus: Criterion | None = None
    question: str = ""
    """Asked in the end if the model did not ask anything."""
    pointer: str = ""
    """Where help is, said in any case."""
    care: str = ""
    """What the prompt says of a crisis."""
    close: str = ""
    """Reason for which the conversation is closed after this answer, if it is."""
    judged: bool = False
    """Whether the person's words count for the progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What every part of the decision looks at."""

    book: Book
    talk: Conversation
    said: Said
    language: Language
    text: str
    wish: Wish | None
    before: Place
    marked: bool
    """Whether there was a crisis, or words like one, in this conversation."""

    def answer(self) -> Answer:
        spoken = [said for said in self.talk.utterances if said.side is Side.BOT]
        return Answer(
            text=self.text,
            language=self.language,
            # Who asks for something has not answered, however much they say.
            asking="" if self.wish else self.before.asking,
            question=spoken[-1].text if spoken else "",
        )

    def shown(self, place: Place) -> Judgement:
        return cue_judgement(self.book, place, self.answer())

    def words(self) -> dict[str, str]:
        return {
            "quote": telling_clause(self.text, self.book, self.language),
            "feeling": feeling_in(self.text, self.book, self.language),
        }


def plan_turn(book: Book, talk: Conversation) -> Turn | None:
    """The turn that answers the person's latest words; none if there are none."""
    text = next((said.text for said in reversed(talk.utterances) if said.side is Side.USER), None)
    if text is None:
        return None
    language = language_of(text, talk.language)
    scene = _Scene(
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


def _aftercare(scene: _Scene) -> Turn:
    """The stages wait. Gentle words, a look at safety, and where help is."""
    book, language = scene.book, scene.language
    care, active = book.aftercare, scene.talk.crisis is not None
    leaving = scene.wish in _LEAVING
    lines = care.leaving if leaving else care.active if active else care.eased
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
    )


def _ordinary(scene: _Scene) -> Turn:
    book, place, why = scene.book, scene.before, ""
    agreed_to_end = scene.wish is Wish.CONTENT and place.hint == Wish.END
    if scene.wish in _LEAVING or agreed_to_end:
        place, why = ended(place, book)
    elif scene.wish is Wish.BACK:
        place, why = gone_back(place, book)
    elif scene.wish is Wish.ADVICE:
        place, why = gone_on(place, book)
    place = heard(replace(place, feeling=scene.words()["feeling"] or place.feeling))
    if scene.wish is not None and scene.wish not in ANSWERED_ELSEWHERE:
        return _wished(scene, place, why, scene.wish)
    if place.stage == book.stages[-1].id:
        return _closing(scene, place, why)
    return _skilled(scene, place, why)


def _wished(scene: _Scene, place: Place, why: str, wish: Wish) -> Turn:
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
        do="" if wanting.fixed or wanting.do is None else wanting.do.in_(language),
        focus=focus,
        question=question,
        care=_later(scene),
        judged=wish in (Wish.ADVICE, Wish.DISAGREE),
    )


def _closing(scene: _Scene, place: Place, why: str) -> Turn:
    """Summary, then listening, then goodbye; closed only once the person said goodbye too."""
    book, language, said = scene.book, scene.language, scene.said
    closing = book.closing
    content = scene.wish in (Wish.CONTENT, *_LEAVING)
    parts: tuple[str, ...]
    close, do, skill = "", "", "goodbye"
    if place.stage_turns == 1:
        skill, place = "summary", replace(place, goodbye=scene.wish is Wish.FAREWELL)
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
        parts = (*parts, choose(book.aftercare.pointer, language, said))
    return Turn(
        language=language,
        answer=scene.answer(),
        before=scene.before,
        place=replace(place, skill=skill, asking=""),
        why=why,
        wish=scene.wish,
        text=join(parts, language),
        do=do,
        question=parts[-1] if do else "",
        care=_later(scene),
        close=close,
    )


def _skilled(scene: _Scene, place: Place, why: str) -> Turn:
    """The skill whose turn it is, and the criterion that is still open."""
    book, language = scene.book, scene.language
    stage = book.stage(place.stage)
    # Somebody who has hardly said a word is not told what they feel.
    spoken = is_substantive(scene.text, language)
    by_turn = stage.skills[(place.stage_turns - 1) % len(stage.skills)]
    skill = book.skill(by_turn if spoken else PRESENCE)
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
        do=skill.do.in_(language),
        focus=focus,
        question=question,
        care=_later(scene),
        judged=True,
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


def _question(scene: _Scene, place: Place) -> tuple[Criterion | None, str]:
    """The open criterion that was asked about least, and a question for it.

    What the words at hand seem to answer is not asked, though only the judgement will tell.
    """
    stage = scene.book.stage(place.stage)
    likely = witnessed(place, scene.book, scene.shown(place).evidence)
    wanted = open_criteria(scene.book, likely)
    if not wanted or is_complete(likely, stage):
        return None, choose(stage.more, scene.language, scene.said)
    focus = min(wanted, key=lambda criterion: place.asked.count(criterion.id))
    return focus, choose(focus.questions, scene.language, scene.said)


def _asking(place: Place, focus: Criterion | None) -> Place:
    """The place once this was asked about."""
    if focus is None:
        return replace(place, asking="")
    return replace(place, asked=(*place.asked, focus.id), asking=focus.id)


def _later(scene: _Scene) -> str:
    return scene.book.aftercare.later.in_(scene.language) if scene.marked else ""
