"""What goes on in a client from message to message, and when they have had enough."""

from kernel.events import Notice
from sim.cards.card import Card
from sim.match import Heard, LeaveReason, Stage
from sim.npc.ears import Act, Cues
from sim.npc.temper import Temper, first_mood, moved, stage_at

CRISIS = frozenset({Notice.CRISIS, Notice.CRISIS_FOLLOW_UP})
_NOTICES_BEFORE_HELP = 2
"""Somebody in real danger turns to the numbers after so many crisis notices."""
_MISREAD = 5
"""Who is in no danger goes after so many notices that think so."""
_PATIENT = 3
"""Who has nothing new to say goes after being asked the same again so often."""
_WEARY = 4
"""Who is met with what is beside the point goes after so many words without any meaning."""


class Heart:
    """Mood and stage of one client, and what they have put up with."""

    def __init__(self, card: Card, temper: Temper, rounds: int) -> None:
        self._card = card
        self._temper = temper
        self._rounds = max(1, rounds)
        self.stage = Stage.TRUST
        self.mood = self._at_first = first_mood(card, temper)
        self.alarms = 0
        """Crisis notices so far."""
        self.asked_again = 0
        """How often nothing was left to say to a question that came again."""
        self.weary = 0
        self._farewells = self._hopeless = 0

    @property
    def lighter(self) -> float:
        """How much less distress there is than at first, in [-1, 1]."""
        return self._at_first.distress - self.mood.distress

    @property
    def seething(self) -> bool:
        return self.mood.anger >= self._temper.leaving.angry / 2

    def feel(self, heard: Heard, cues: Cues, *, opened_up: bool) -> None:
        """Take one message in; `opened_up`: the client had just told something hidden."""
        if not heard.said and heard.notices:
            cues = Cues()  # the platform had the word; that is not the counsellor's silence
        self.mood = moved(
            self.mood,
            self._card,
            cues,
            self.stage,
            heard.notices,
            self._temper,
            told_hidden=opened_up,
        )
        self.stage = stage_at(self.stage, self.mood, heard.round, self._rounds, self._temper)
        self._farewells += Act.FAREWELL in cues.acts
        self.alarms += not CRISIS.isdisjoint(heard.notices)
        hopeless = self.mood.trust <= self._temper.leaving.hopeless
        self._hopeless = self._hopeless + 1 if hopeless else 0

    def leaves(self, round: int, *, has_step: bool) -> LeaveReason | None:
        """Whether the client goes now, and why. `has_step`: they know what they will do next."""
        share, leaving = round / self._rounds, self._temper.leaving
        if self.mood.anger >= leaving.angry:
            return LeaveReason.ANGRY
        if self._card.risk in ("moderate", "high") and self.alarms >= _NOTICES_BEFORE_HELP:
            return LeaveReason.HELP_ELSEWHERE
        misread = self._card.risk == "none" and self.alarms >= _MISREAD
        given_up = self._hopeless >= 2 and share >= leaving.patience
        if misread or given_up or self.weary >= _WEARY:
            return LeaveReason.POLITE
        if self._farewells >= 2 or self.asked_again >= _PATIENT:
            return LeaveReason.CONTENT if self.lighter > 0 else LeaveReason.POLITE
        if share >= leaving.content and has_step:
            return LeaveReason.CONTENT
        return None
