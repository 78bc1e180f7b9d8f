"""How a turn at the front desk goes: facts and what was understood in, sayings and moves out. Pure.

Rule 1: without consent nothing more is asked, and nobody is taken anywhere.
Rule 2: who is too young, or does not say how old they are, is taken nowhere. People mistype and
        are misheard: who states another age later is asked once more, and that age counts.
Rule 3: a yes to the question about danger is a crisis.
"""

from dataclasses import dataclass, replace

from kernel.events import SlotValue
from kernel.ids import SlotName
from kernel.moves import Note
from kernel.state import Conversation
from policies.frontdesk.book import Desk
from policies.frontdesk.hearing import Understood

PREFIX = "frontdesk."
QUESTIONS = ("consent", "adult", "safe")
"""What is asked before anybody is taken anywhere, in this order."""
ANSWERS = ("abilities", "privacy", "machine", "person")
"""Requests that are answered, after which the open question is asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A view of the slots `frontdesk.*`; `None` is not known yet."""

    consent: bool | None = None
    adult: bool | None = None
    again: bool | None = None
    """Whether somebody who stated two ages is being asked once more; False after that."""
    safe: bool | None = None
    wish: str = ""
    offered: bool = False
    """Whether the person was just asked whether they want to go where one can talk."""

    @property
    def asking(self) -> str:
        """The question that is open."""
        if self.again:
            return "adult"
        for name in QUESTIONS:
            if not getattr(self, name):
                return name
        return "wish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`says` are names of sayings, in order."""

    facts: Facts
    says: tuple[str, ...]
    transfer: str = ""
    crisis: bool = False
    close: bool = False


def facts_of(talk: Conversation) -> Facts:
    def flag(name: str) -> bool | None:
        value = talk.slots.get(SlotName(PREFIX + name))
        return value if isinstance(value, bool) else None

    return Facts(
        consent=flag("consent"),
        adult=flag("adult"),
        again=flag("again"),
        safe=flag("safe"),
        wish=str(talk.slots.get(SlotName(PREFIX + "wish"), "")),
        offered=bool(flag("offered")),
    )


def notes_between(before: Facts, after: Facts) -> tuple[Note, ...]:
    """The notes that bring the slots from one to the other."""
    notes = []
    for name in ("consent", "adult", "again", "safe", "wish", "offered"):
        value: SlotValue | None = getattr(after, name)
        if value != getattr(before, name) and value is not None:
            notes.append(Note(slot=SlotName(PREFIX + name), value=value))
    return tuple(notes)


def next_turn(desk: Desk, facts: Facts, heard: Understood) -> Turn:
    """The next turn, whatever was heard."""
    if heard.request == "goodbye":
        return Turn(facts=replace(facts, offered=False), says=("goodbye",), close=True)
    before, asking = facts, facts.asking
    facts = _filled(desk, facts, heard)
    if asking == "safe" and heard.answer == "yes":
        return Turn(facts=facts, says=(), crisis=True)
    if facts.adult is False:
        lead: tuple[str, ...] = (heard.request,) if heard.request in ANSWERS else ()
        if facts.again:
            lead = lead or (("not_understood",) if before.again else ())
            return Turn(facts=facts, says=(*lead, "ask_adult"))
        return Turn(facts=facts, says=(*lead, "minor"))
    if asking == "consent" and not facts.consent and heard.answer == "no":
        return Turn(facts=facts, says=("no_consent",))
    if facts.asking == "wish" and facts.wish:
        return Turn(
            facts=replace(facts, wish="", offered=False),
            says=(f"to_{facts.wish}",),
            transfer=facts.wish,
        )
    return _asked(before, facts, heard)


def _asked(before: Facts, facts: Facts, heard: Understood) -> Turn:
    """The open question, with a word before it where one is due."""
    asking = facts.asking
    if heard.request in ANSWERS:
        lead: tuple[str, ...] = (heard.request,)
    elif facts.wish and facts.wish != before.wish:
        lead = ("noted",)
    elif asking == before.asking and heard.greeting and not heard.answer:
        lead = ("greet",)
    elif asking == before.asking:
        if asking == "wish" and heard.nothing:
            return Turn(facts=replace(facts, offered=True), says=("offer",))
        lead = () if heard.answer == "no" else ("not_understood",)
    else:
        lead = ()
    return Turn(facts=replace(facts, offered=False), says=(*lead, f"ask_{asking}"))


def _aged(facts: Facts, *, adult: bool) -> Facts:
    """With an age that was stated. What contradicts an earlier one is asked about, once; until
    then, and where it happens again, the person is taken for a minor."""
    if facts.adult is None:
        return replace(facts, adult=adult)
    if facts.again:
        return replace(facts, adult=adult, again=False)
    if adult == facts.adult:
        return facts
    return replace(facts, adult=False, again=facts.again is None)


def _filled(desk: Desk, facts: Facts, heard: Understood) -> Facts:
    """With everything that the words say."""
    asking = facts.asking
    if heard.wish:
        facts = replace(facts, wish=heard.wish)
    if heard.age is not None:
        facts = _aged(facts, adult=heard.age >= desk.adult)
    elif facts.again and heard.answer == "no":
        facts = replace(facts, again=False)
    if asking == "wish" and facts.offered and heard.answer == "yes" and not facts.wish:
        return replace(facts, wish=desk.after_crisis)
    if not heard.answer:
        return facts
    yes = heard.answer == "yes"
    match asking:
        case "consent" if yes:
            return replace(facts, consent=True)
        case "adult" if facts.adult is None:
            return replace(facts, adult=yes)
        case "safe" if not yes:
            return replace(facts, safe=True)
        case _:
            return facts
