"""What an answer says besides: about earlier answers (a contradiction) and about later questions.

Only clear words count: not hedged, not about somebody else, as often as the other question asks,
and not words that the question just asked has put into the person's mouth. Impairment, exclusions
and danger are never overheard; they are always asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kernel.events import Language
from policies.interview.chart import Chart
from policies.interview.reading.clauses import Clause, clauses, language_of_answer, low
from policies.interview.reading.cueing import compiled
from policies.interview.reading.lexicon import Lexicon
from policies.interview.tree import Cues, Question, Status, Tree

_OPEN_TO_OVERHEARING = ("screen", "symptom")


@dataclass(frozen=True, slots=True)
class Overheard:
    node: str
    status: Status
    quote: str


def overheard(tree: Tree, asked: Question, text: str, lexicon: Lexicon) -> tuple[Overheard, ...]:
    """What the words say about other questions of the module, about the same time."""
    return tuple(
        said
        for question in tree.questions()
        if question.id != asked.id
        and question.kind in _OPEN_TO_OVERHEARING
        and question.risk is None
        and question.window == asked.window
        and (said := _about(question, asked, text, lexicon)) is not None
    )


def _about(question: Question, asked: Question, text: str, lexicon: Lexicon) -> Overheard | None:
    language = language_of_answer(text)
    cues = _own_cues(question, asked, language)
    if cues is None:
        return None
    parts = clauses(text, lexicon, cues)
    for clause, after in zip(parts, [*parts[1:], None], strict=False):
        if clause.cue is None or clause.hedged or clause.past:
            continue
        if clause.cue is Status.YES and not _often_enough(question, clause, after):
            continue
        return Overheard(question.id, clause.cue, clause.raw)
    return None


def _often_enough(question: Question, clause: Clause, after: Clause | None) -> bool:
    """By the clause itself, or by the next if that says nothing else ("..., every night")."""
    if question.share is None:
        return True
    said = clause.often
    if said is None and after is not None and after.cue is None and after.head is None:
        said = after.often
    return said is not None and not said.vague and said.share >= question.share


def _own_cues(question: Question, asked: Question, language: Language) -> Cues | None:
    """The question's cues but for those that the question just asked holds itself."""
    if question.cues is None:
        return None
    wording = low(asked.ask.in_(language))
    taken = () if asked.cues is None else asked.cues.present.in_(language)
    present = tuple(
        pattern
        for pattern in question.cues.present.in_(language)
        if not compiled(pattern).search(wording) and pattern not in taken
    )
    absent = tuple(p for p in question.cues.absent.in_(language) if not compiled(p).search(wording))
    if not present and not absent:
        return None
    return Cues.model_validate(
        {
            "about": {"zh": (), "en": ()},
            "present": {"zh": present, "en": present},
            "absent": {"zh": absent, "en": absent},
        }
    )


def contradiction(tree: Tree, chart: Chart, said: tuple[Overheard, ...]) -> Overheard | None:
    """Words that go against an earlier answer that was not asked about yet."""
    for one in said:
        key = f"{tree.id}.{one.node}"
        earlier = chart.answers.get(key)
        if earlier is None or key in chart.doubted or earlier.status is Status.UNKNOWN:
            continue
        if earlier.status is not one.status:
            return one
    return None


def ahead(tree: Tree, chart: Chart, said: tuple[Overheard, ...]) -> Iterator[tuple[str, str]]:
    """Keys and words that seem to answer questions that come later."""
    for one in said:
        key = f"{tree.id}.{one.node}"
        if key not in chart.answers:
            yield key, one.quote


def mentioned(trees: tuple[Tree, ...], chart: Chart, text: str) -> str | None:
    """The latest answer whose topic these words name; none if they name none."""
    language = language_of_answer(text)
    plain = low(text)
    answered = sorted(chart.answers.items(), key=lambda item: item[1].turn, reverse=True)
    for key, _ in answered:
        module, _, node = key.partition(".")
        tree = next((tree for tree in trees if tree.id == module), None)
        if tree is None or node not in tree.by_id():
            continue
        cues = tree.question(node).cues
        if cues and any(compiled(p).search(plain) for p in cues.about.in_(language)):
            return key
    return None


def latest(chart: Chart) -> str | None:
    """The answer that was given last."""
    return max(chart.answers, key=lambda key: chart.answers[key].turn, default=None)
