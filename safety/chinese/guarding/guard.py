"""The guard against toxic Chinese, in both directions.

    words -> disguises undone -> probability -> kinds and targets -> stance -> policy -> verdict

A word that is cut in two by a sentence end or sent in two messages is read together with what the
same side said right before.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from kernel.events import Side
from kernel.records import Content
from kernel.state import Conversation
from kernel.verdicts import Allow, Block, Rewrite, Verdict
from safety.chinese.guarding.places import masked, written_spans
from safety.chinese.guarding.policy import Action, Kind, Policy, action_for, load_policy
from safety.chinese.guarding.stance import Stances
from safety.chinese.toxicity.detector import WINDOW, Detector, Reading, check
from safety.chinese.toxicity.lexicon import Lexicon

LOOK_BACK = 12
"""Characters of what was said right before that a new message or sentence is read together with."""
CLAUSE = re.compile(r"[，。！？；,!?;\n]+")
SURE = "0.005"
"""The false-positive rate beyond whose threshold no second opinion is asked."""
TOXIC, EXCUSED = "toxic", "toxic_words_excused"
SPLIT, DOUBTED = "split_over_messages", "doubted_by_second_opinion"

_READERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="toxicity")
"""Read with meaning; numpy lets go of the interpreter meanwhile."""


class Opinion(Protocol):
    """A slower second opinion on texts that the model is not sure about: true for toxic."""

    async def toxic(self, meant: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Case:
    """What is judged, and what of it the person wrote just now."""

    reading: Reading
    split: bool = False


class _WhenNeeded:
    """The detector, loaded by a thread at the first call; everybody waits for the same one."""

    def __init__(self, load: Callable[[], Detector] = Detector.load) -> None:
        self._load = load
        self._loading: Future[Detector] | None = None

    def begin(self) -> "Future[Detector]":
        """Load it now, for who does not want the first words to wait."""
        if self._loading is None:
            self._loading = ThreadPoolExecutor(max_workers=1).submit(self._load)
        return self._loading

    async def __call__(self) -> Detector:
        return await asyncio.wrap_future(self.begin())


class ToxicityGuard:
    """Build with `load`; 1 to 2 ms for a sentence, with meaning 25 ms in a thread of its own."""

    def __init__(
        self,
        name: str,
        detector: Callable[[], Awaitable[Detector]],
        stances: Stances,
        policy: Policy,
        opinion: Opinion | None = None,
    ) -> None:
        self.name = name
        self.detector = detector
        self._stances = stances
        self._policy = policy
        self.opinion = opinion

    @classmethod
    def load(cls, policy: str) -> "ToxicityGuard":
        """`strict` or `care`. Raises `DataError` if a file is malformed.

        The tables are read by a thread once there is something to judge, so that a service answers
        in its first seconds and one that nobody asks carries no tables.
        """
        name = "toxicity" if policy == "strict" else f"toxicity_{policy}"
        return cls(
            name,
            _WhenNeeded(),
            Stances.load(Lexicon.load()),
            load_policy(policy),
        )

    def reading_with(self, model: Path | None, *, meaning: bool) -> "ToxicityGuard":
        """The same guard with the model in a folder, none for the one that ships.

        Raises `DataError` if there is none, `SettingsError` if it cannot be asked for meaning here.
        """
        check(model, meaning=meaning)
        detector = _WhenNeeded(partial(Detector.load, model, meaning=meaning))
        detector.begin()
        return ToxicityGuard(self.name, detector, self._stances, self._policy, self.opinion)

    def asking(self, opinion: Opinion) -> "ToxicityGuard":
        """The same guard, with somebody to ask where it is unsure."""
        return ToxicityGuard(self.name, self.detector, self._stances, self._policy, opinion)

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        detector = await self.detector()
        asked = (detector, self._stances, side, content, talk)
        if detector.slow:  # late ones that have not begun are dropped, so no queue outlives its use
            running = asyncio.get_running_loop().run_in_executor(_READERS, _case, *asked)
            case = await running
        else:
            case = _case(*asked)
        thresholds, reading = detector.thresholds, case.reading
        kinds: set[Kind] = {hit.kind for hit in reading.hits if hit.strong} or {"unnamed"}
        rules = self._policy.of(side)
        action = action_for(rules, thresholds, reading.probability, kinds)
        if action == "allow" or _only_names(reading):
            return Allow(score=_rounded(reading.probability))
        labels = _labels(case)
        if excuses := self._stances.excuse(reading.meant):
            if rules.excused == "allow":
                return Allow(labels=(EXCUSED, *excuses), score=_rounded(reading.probability))
            return Allow(labels=(EXCUSED, *excuses, *labels), score=_rounded(reading.probability))
        unsure = reading.probability <= thresholds.get(SURE, 1.0)
        if self.opinion is not None and unsure and not await self.opinion.toxic(reading.meant):
            return Allow(labels=(DOUBTED, *labels), score=_rounded(reading.probability))
        return _verdict(action, content.text, case, labels)


def _case(
    detector: Detector, stances: Stances, side: Side, content: Content, talk: Conversation
) -> _Case:
    """The words alone, or with what came right before if only that makes a word of them."""
    alone = detector.read(content.text)
    before = _before(side, content, talk)
    if before:
        joined = before + content.text[:LOOK_BACK]
        known = {hit.word for hit in (*alone.hits, *detector.find(before))}
        if any(hit.strong and hit.word not in known for hit in detector.find(joined)):
            together = detector.read(joined)
            if together.probability > alone.probability:
                return _Case(together, split=True)
    return _Case(_worst(detector, stances, alone, len(content.text)))


def _worst(detector: Detector, stances: Stances, alone: Reading, length: int) -> Reading:
    """As probable as its worst clause with a hurtful word that nothing excuses.

    So that the quotation in "he called me that, and you are one" does not soften the attack.
    """
    if length > WINDOW or not any(hit.strong for hit in alone.hits):
        return alone
    clauses = [clause for clause in CLAUSE.split(alone.meant) if clause]
    attacks = [
        clause
        for clause in clauses
        if any(hit.strong for hit in detector.lexicon.find(clause)) and not stances.excuse(clause)
    ]
    if len(clauses) < 2 or not attacks:
        return alone
    worst = max(detector.probability(clause) for clause in attacks)
    return replace(alone, probability=max(alone.probability, worst))


def _verdict(action: Action, text: str, case: _Case, labels: tuple[str, ...]) -> Verdict:
    score, reason = _rounded(case.reading.probability), _reason(case)
    whole = not case.split and len(text) <= WINDOW
    spans = written_spans(case.reading.restored, case.reading.hits) if whole else ()
    if action == "rewrite" and spans:
        return Rewrite(text=masked(text, spans), labels=labels, reason=reason, score=score)
    if action in ("block", "rewrite"):  # nothing to mask: the whole sentence goes
        return Block(labels=labels, reason=reason, score=score)
    return Allow(labels=labels, score=score)


def _only_names(reading: Reading) -> bool:
    """Whether nothing is said but a word that is no insult by itself, as a group's name."""
    (first, *others) = reading.hits or (None,)
    if first is None or first.strong or others:
        return False
    return not any(char.isalnum() for char in reading.meant.replace(first.word, "", 1))


def _before(side: Side, content: Content, talk: Conversation) -> str:
    """The last words of the same side, of this message or of its message before."""
    if content.before:
        return content.before.rstrip()[-LOOK_BACK:]
    said = [u.text for u in talk.utterances[-4:] if u.side is side and not u.notice]
    return said[-1].rstrip()[-LOOK_BACK:] if said else ""


def _labels(case: _Case) -> tuple[str, ...]:
    hits, undone = case.reading.hits, case.reading.restored.undone
    found = [TOXIC, *(hit.kind for hit in hits), *(f"at_{hit.target}" for hit in hits)]
    found += [f"disguise_{one.kind}" for one in undone]
    if case.split:
        found.append(SPLIT)
    return tuple(dict.fromkeys(found))


def _reason(case: _Case) -> str:
    """Which disguises were undone and which words were found, for whoever reviews the verdict."""
    reading = case.reading
    parts = [f"probability {reading.probability:.3f}"]
    parts += [f"{one.kind}: {one.before} = {one.after}" for one in reading.restored.undone[:6]]
    parts += [f"{hit.kind} at {hit.target}: {hit.word}" for hit in reading.hits[:6]]
    if case.split:
        parts.append("split over two messages or sentences")
    return "; ".join(parts)


def _rounded(probability: float) -> float:
    return round(probability, 4)
