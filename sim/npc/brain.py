"""What a client does next: decided in code from what they heard, how they feel and what they told.

The same brain has two voices: its own words (`sim.npc.scripted`) or a model's (`sim.npc.voiced`).
An intent is a value; that somebody leaves is `Intent.leave` and never a mark in the words.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kernel.events import Notice
from sim.cards.card import Card, Style, Topic
from sim.match import Heard, LeaveReason, Stage, State
from sim.npc.ears import Act, Cues, Ears
from sim.npc.heart import CRISIS, Heart
from sim.npc.phrases import Phrases, Picker
from sim.npc.script import STEP, Line, Script
from sim.npc.temper import Temper

_WARM = frozenset({Act.REFLECT, Act.ECHO, Act.VALIDATE})
_LIGHTER = 0.12
"""So much less distress is felt, and may be said."""
_CONFIDES = 0.3
"""So often does somebody who trusts tell something hidden in place of what was asked."""


class Do(StrEnum):
    """What a client does with a message."""

    OPEN = "open"
    TELL = "tell"
    AGREE = "agree"
    HOLD_BACK = "hold_back"
    UNKNOWN = "unknown"
    MORE = "more"
    AGAIN = "again"
    ADVICE_EARLY = "advice_early"
    ADVICE_LATE = "advice_late"
    HURT = "hurt"
    ANGRY = "angry"
    HOPE = "hope"
    CRISIS = "crisis"
    REFUSED = "refused"
    THANK = "thank"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is meant, and its words without a model. `reaction` comes before `lines`."""

    do: Do
    state: State
    reaction: str = ""
    lines: tuple[Line, ...] = ()
    leave: LeaveReason | None = None


class Brain:
    """One client in one match; ask it with `decide`, once for every message heard."""

    def __init__(
        self,
        card: Card,
        temper: Temper,
        phrases: Phrases,
        *,
        rounds: int,
        chance: random.Random,
    ) -> None:
        self.card = card
        self.script = Script(card)
        self._phrases = phrases
        self._pick = Picker(chance)
        self._ears = Ears(card.language)
        self._heart = Heart(card, temper, rounds)
        self._told: frozenset[str] = frozenset()
        self._kept: set[str] = set()
        """Hidden lines that were asked for and held back."""
        self._opened_up = self._advised = False
        self._said = ""

    @property
    def told(self) -> frozenset[str]:
        return self._told

    def spoke(self, text: str) -> None:
        """The words that the client really said."""
        self._said = text

    def decide(self, heard: Heard) -> Intent:
        cues = self._ears.hear(heard.text, self._said)
        if heard.round > 0:
            self._heart.feel(heard, cues, opened_up=self._opened_up)
        reason = self._heart.leaves(heard.round, has_step=STEP in self._told)
        if reason is not None:
            words = self._pick.pick(self._phrases.leave[reason])
            return self._intent(Do.LEAVE, words, leave=reason)
        if heard.round == 0 and not self._told:
            self._told |= {Do.OPEN}
            return self._intent(Do.OPEN, self.card.opening)
        return self._answer(heard, cues)

    # ---- what to say

    def _answer(self, heard: Heard, cues: Cues) -> Intent:
        phrases, style = self._phrases, self.card.style
        if not CRISIS.isdisjoint(heard.notices) and self._heart.alarms == 1:
            ways = phrases.crisis_no if self.card.risk == "none" else phrases.crisis_yes
            return self._react(Do.CRISIS, ways)
        if Notice.BLOCKED in heard.notices:
            return self._react(Do.REFUSED, phrases.refused)
        if not heard.said and heard.notices:
            return self._to_reflection(Cues())
        if Act.EMPTY in cues.acts:
            return self._react(Do.REFUSED, phrases.failed)
        if cues.acts & {Act.BLAME, Act.DISMISS}:
            if self._heart.seething:
                return self._react(Do.ANGRY, phrases.angry[style])
            return self._react(Do.HURT, phrases.hurt[style])
        if Act.FAREWELL in cues.acts:
            return self._intent(Do.THANK, self._pick.pick(phrases.thanks))
        if Act.ADVISE in cues.acts and not self._advised:
            self._advised = True
            return self._to_advice(cues)
        self._advised = False
        if Act.CHECK in cues.acts and not self._tellable(cues):
            return self._to_offer()
        if Act.REPEAT in cues.acts and not self._tellable(cues):
            self._heart.asked_again += 1
            return self._intent(Do.AGAIN, self._pick.pick(phrases.again[style]))
        if cues.asks:
            return self._to_question(cues)
        return self._to_reflection(cues)

    def _to_advice(self, cues: Cues) -> Intent:
        late = self._heart.stage is Stage.SOLUTION
        ways = self._phrases.advice_late if late else self._phrases.advice_early
        lines = self._tellable(cues)[:1] if cues.asks else ()
        if late and not lines:
            lines = self._step()
        do = Do.ADVICE_LATE if late else Do.ADVICE_EARLY
        return self._react(do, ways[self.card.style], lines)

    def _react(self, do: Do, ways: Sequence[str], lines: tuple[Line, ...] = ()) -> Intent:
        """Whoever has said all that there is to say to something falls silent, and then goes."""
        if not self._pick.fresh(ways):
            self._heart.weary += 1
            ways = self._phrases.weary
        return self._intent(do, self._pick.pick(ways), lines)

    def _to_offer(self) -> Intent:
        """Whoever is asked whether it fits is not being lectured."""
        words = self._pick.pick(self._phrases.advice_late[self.card.style])
        return self._intent(Do.ADVICE_LATE, words)

    def _to_question(self, cues: Cues) -> Intent:
        if lines := self._tellable(cues):
            return self._tell(cues, lines[0])
        if (secret := self._secret(cues)) is not None:
            self._kept.add(secret.id)
            words = self._pick.pick(self._phrases.hold_back[self.card.style])
            return self._intent(Do.HOLD_BACK, words)
        if Topic.RISK in cues.topics and self.card.risk == "none":
            return self._intent(Do.CRISIS, self._pick.pick(self._phrases.crisis_no))
        hopes = self._phrases.hope[self.card.style]
        if cues.topics and {Topic.HOPE, Topic.STEP} & set(cues.topics):
            if self._pick.fresh(hopes):
                return self._intent(Do.HOPE, self._pick.pick(hopes))
        elif (line := self._next()) is not None:
            if cues.topics and not cues.open and self._pick.by_chance(0.5):
                return self._intent(Do.UNKNOWN, self._filler(unknown=True), (line,))
            return self._tell(cues, line)
        return self._nothing_new(cues)

    def _to_reflection(self, cues: Cues) -> Intent:
        agreed = self._pick.pick(self._phrases.agree[self.card.style])
        quiet = self.card.style in (Style.RESERVED, Style.RESISTANT)
        line = None if quiet and self._pick.by_chance(0.6) else self._next()
        if line is None and not quiet and not self._pick.by_chance(0.5):
            return self._nothing_new(cues)
        return self._intent(Do.AGREE, agreed, () if line is None else (line,))

    def _nothing_new(self, cues: Cues) -> Intent:
        style = self.card.style
        if self._heart.lighter >= _LIGHTER and self._pick.fresh(self._phrases.easier[style]):
            return self._intent(Do.AGREE, self._pick.pick(self._phrases.easier[style]))
        if (line := self._next()) is not None:
            words = self._phrases.confide[style] if line.hidden else ()
            return self._intent(Do.TELL, self._pick.pick(words), (line,))
        if self._heart.stage is Stage.SOLUTION:
            if lines := self._step():
                return self._intent(Do.TELL, "", lines)
            if self._pick.fresh(self._phrases.curious[style]):
                return self._intent(Do.MORE, self._pick.pick(self._phrases.curious[style]))
        asked = bool(cues.topics) and self._pick.by_chance(0.3)
        return self._intent(Do.UNKNOWN if asked else Do.MORE, self._filler(unknown=asked))

    def _filler(self, *, unknown: bool) -> str:
        """Words without anything new; somebody who has said them all says little."""
        style, phrases = self.card.style, self._phrases
        tables = [phrases.unknown[style], phrases.more[style]]
        for ways in tables if unknown else reversed(tables):
            if self._pick.fresh(ways):
                return self._pick.pick(ways)
        return self._pick.pick(phrases.quiet)

    def _tell(self, cues: Cues, line: Line) -> Intent:
        """Now and then with a word to what was heard; a talkative person tells two things, and
        somebody who trusts may come out with what nobody asked for."""
        style, reaction = self.card.style, ""
        if not line.hidden and (secret := self._confided()) is not None:
            return self._intent(Do.TELL, self._pick.pick(self._phrases.confide[style]), (secret,))
        warm = cues.acts & _WARM and style is not Style.RESERVED
        if warm and not line.hidden and self._pick.by_chance(0.25):
            reaction = self._pick.pick(self._phrases.agree[style])
        lines = [line]
        if style is Style.VERBOSE and not line.hidden and self._pick.by_chance(0.5):
            more = [one for one in self._open() if one.free and one.id != line.id]
            lines += more[:1]
        return self._intent(Do.TELL, reaction, tuple(lines))

    # ---- what there is to tell

    def _open(self) -> tuple[Line, ...]:
        return self.script.open(self._heart.mood, self._heart.stage, self._told)

    def _tellable(self, cues: Cues) -> tuple[Line, ...]:
        """Open lines about what was asked, by the order of the topics."""
        open_lines = self._open()
        found: list[Line] = []
        for topic in cues.topics:
            found += [line for line in open_lines if topic in line.about and line not in found]
        return tuple(found)

    def _secret(self, cues: Cues) -> Line | None:
        """Something hidden that was asked for, and has not been held back before."""
        for line in self.script.locked(self._heart.mood, self._heart.stage, self._told):
            if line.hidden and line.id not in self._kept and set(line.about) & set(cues.topics):
                return line
        return None

    def _next(self) -> Line | None:
        return next(self._unasked(), None)

    def _confided(self) -> Line | None:
        if not self._pick.by_chance(_CONFIDES):
            return None
        return next((line for line in self._unasked() if line.hidden), None)

    def _unasked(self) -> Iterator[Line]:
        """What somebody goes on with by themselves."""
        for line in self._open():
            if line.id != STEP and line.may(
                self._heart.mood, self._heart.stage, self._told, unasked=True
            ):
                yield line

    def _step(self) -> tuple[Line, ...]:
        return tuple(line for line in self._open() if line.id == STEP)

    def _intent(
        self,
        do: Do,
        reaction: str,
        lines: tuple[Line, ...] = (),
        leave: LeaveReason | None = None,
    ) -> Intent:
        self._told |= {line.id for line in lines}
        disclosed = tuple(line.id for line in lines if line.hidden)
        self._opened_up = bool(disclosed)
        state = State(stage=self._heart.stage, mood=self._heart.mood, disclosed=disclosed)
        return Intent(do=do, reaction=reaction, lines=lines, leave=leave, state=state)
