"""The book: what is wrong in a file is found when it is loaded, not in a talk."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template

import pytest

from kernel.errors import DataError
from kernel.events import BotSpoke, Language, Side
from kernel.ids import MessageId
from kernel.records import Content
from kernel.sentences import split
from kernel.verdicts import Allow
from policies.restructuring.book import PROMPTS, Wish
from policies.restructuring.patterns import candidates
from policies.restructuring.plan import Plan
from policies.restructuring.sayings import KNOWN, Strategy, Tagged
from policies.restructuring.shelf import load_book
from policies.words.hearing import is_han
from policies.words.texts import Part, Twins, placeholders
from safety.catalog import GUARDS
from tests.policies.restructuring.talking import BOOK, EN, FOLDER, ZH, Room

PLACEHOLDER = re.compile(r"\$\w+", re.ASCII)
CRISP = {
    "catastrophizing", "all_or_nothing", "overgeneralization", "personalization", "blaming",
    "mental_filtering", "fortune_telling", "mind_reading", "disqualifying_the_positive",
    "jumping_to_conclusions", "emotional_reasoning", "should_statements", "comparing",
    "control_fallacy", "external_validation",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "bot")
    return tmp_path / "bot"


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (swap("plan.yaml", "reentry: core_beliefs", "reentry: verdict"), "reentry"),
        (swap("plan.yaml", "channels: 3", "channels: 4"), "channels"),
        (swap("plan.yaml", "verdict]", "verdict, appeal]"), r"appeal\.yaml"),
        (swap("steps/verdict.yaml", "id: verdict", "id: sentence"), "another id"),
        (swap("steps/defense.yaml", "[negotiate]", "[scold]"), "patterns"),
        (swap("steps/defense.yaml", "“$thought”", "“$mood”"), "mood"),
        (swap("strategies.yaml", "id: negotiate", "id: question"), "every strategy"),
        (swap("strategies.yaml", "category: negotiation", "category: magic"), "category"),
        (swap("distortions.yaml", "id: blaming", "id: comparing"), "same id"),
        (swap("distortions.yaml", "'\\beither\\b", "'(either"), "regular expression"),
        (swap("wishes.yaml", "id: advice", "id: unsure"), "every wish"),
        (swap("between.yaml", "  eased:", "  better:"), "outcomes"),
        (swap("closing.yaml", "  set_aside:", "  left:"), "closing"),
        (swap("prompts/zh/turn.md", "$draft", "$sketch"), "turn"),
        (lambda folder: (folder / "continuation.yaml").unlink(), r"continuation\.yaml"),
        (lambda folder: (folder / "between.yaml").write_text("[]"), "outcomes"),
    ],
)
def test_a_wrong_file_is_refused(folder: Path, change: Callable[[Path], None], said: str) -> None:
    change(folder)
    with pytest.raises(DataError, match=said):
        load_book(folder)


def twins(value: object) -> list[Twins]:  # type: ignore[type-arg]
    """Every pair of texts in the book."""
    if isinstance(value, Twins):
        return [value]
    if isinstance(value, Part):
        return [twin for name in type(value).model_fields for twin in twins(getattr(value, name))]
    if isinstance(value, Mapping):
        return [twin for one in value.values() for twin in twins(one)]
    return [twin for one in value for twin in twins(one)] if isinstance(value, tuple) else []


PAIRS = [twin for twin in twins(BOOK) if isinstance(twin.zh, str)]


def test_every_text_is_chinese_in_zh_and_english_in_en() -> None:
    assert len(PAIRS) > 250
    for twin in PAIRS:
        words = PLACEHOLDER.sub("", twin.zh)
        assert any(map(is_han, words)) or not re.search(r"[a-z]", words.lower()), twin.zh
        assert not any(map(is_han, twin.en)), twin.en


def test_a_twin_has_the_same_placeholders_in_both_languages() -> None:
    for twin in PAIRS:
        found = [set(PLACEHOLDER.findall(text)) for text in (twin.zh, twin.en)]
        assert found[0] == found[1], twin.en


def test_a_question_is_one_sentence_that_asks_once_and_nothing_else_asks() -> None:
    check = BOOK.continuation
    questions = [*check.next_questions, *check.another_questions]
    for step in BOOK.steps:
        for target in step.targets:
            questions += [*target.questions, *(target.again.questions if target.again else ())]
    for line in questions:
        assert line.zh.count("？") == 1 and line.zh.endswith("？"), line.zh
        assert line.en.count("?") == 1 and line.en.endswith("?"), line.en
        assert len(split(line.zh)) == len(split(line.en)) == 1
    tagged = [twin for twin in PAIRS if isinstance(twin, Tagged)]
    assert len(tagged) > 80
    for said in tagged:
        assert "？" not in said.zh and "?" not in said.en, said.en
        assert "!" not in said.en and "！" not in said.zh


def test_no_sentence_with_quotes_of_full_length_is_cut() -> None:
    """Sentences over `LONGEST` are cut where they stand, and then read as two."""
    longest = {ZH: "嗯" * BOOK.plan.longest_quote.zh, EN: "x" * BOOK.plan.longest_quote.en}
    spoken = [twin for twin in PAIRS if placeholders(twin.en) and placeholders(twin.en) <= KNOWN]
    for twin in spoken:
        for language in Language:
            text = Template(twin.in_(language)).substitute(_full(longest[language], language))
            for sentence in split(text):
                assert sentence.rstrip().endswith(tuple('。？.?”"')), text


def _full(quote: str, language: Language) -> dict[str, str]:
    numbers = {"before": "100", "after": "100"}
    named = {
        "name": max((each.name.in_(language) for each in BOOK.distortions), key=len),
        "meaning": max((each.definition.in_(language) for each in BOOK.distortions), key=len),
    }
    return dict.fromkeys(KNOWN, quote) | numbers | named


def test_the_fifteen_distortions_are_recognised_in_their_own_examples() -> None:
    assert {each.id for each in BOOK.distortions} == CRISP
    for each in BOOK.distortions:
        for language in Language:
            for example in each.examples.in_(language):
                seen = candidates(BOOK, example, language)
                assert each.id in {one.distortion for one in seen}, example


def test_plain_facts_show_no_distortion() -> None:
    for text in (
        "My boss looked at his phone", "I went home by bus", "We had lunch together on Friday",
        "The report was two pages long", "She asked me about the figures", "I slept six hours",
    ):  # fmt: skip
        for each in BOOK.distortions:
            assert not any(re.search(cue, text.lower()) for cue in each.cues.en), (text, each.id)
    for text in ("领导看了一眼手机", "我坐公交回的家", "周五中午一起吃了饭", "她问了我几个数字"):
        for each in BOOK.distortions:
            assert not any(re.search(cue, text) for cue in each.cues.zh), (text, each.id)


def test_eight_strategies_in_five_categories() -> None:
    assert [each.id for each in BOOK.strategies] == list(Strategy)
    assert len({each.category for each in BOOK.strategies}) == 5


@pytest.mark.parametrize("name", sorted(PROMPTS))
@pytest.mark.parametrize("language", list(Language))
def test_prompts_have_no_unfilled_places(name: str, language: Language) -> None:
    text = (FOLDER / "prompts" / language / f"{name}.md").read_text(encoding="utf-8")
    assert {place.lstrip("$") for place in PLACEHOLDER.findall(text)} == PROMPTS[name]


def test_every_wish_is_recognised_by_its_own_cues() -> None:
    for wish in Wish:
        wanting = BOOK.wish(wish)
        for language in Language:
            assert wanting.cues.in_(language)
            for cue in wanting.cues.in_(language):
                assert len(cue) <= wanting.longest.in_(language)


def test_what_the_book_says_would_pass_its_own_prohibitions() -> None:
    spoken = [twin for twin in PAIRS if isinstance(twin, Tagged)]
    spoken += [line for each in BOOK.strategies for line in each.lines]  # type: ignore[misc]
    for never in BOOK.never:
        for language in Language:
            for pattern in never.in_(language):
                for line in spoken:
                    if line not in BOOK.wish(Wish.MEDICATION).replies:
                        assert not re.search(pattern, line.in_(language), re.I), (pattern, line)


def test_self_disclosure_discloses_a_program_and_no_life() -> None:
    told = [line for each in BOOK.strategies if each.id == "self_disclosure" for line in each.lines]
    told += [
        twin for twin in PAIRS if isinstance(twin, Tagged) and twin.strategy == "self_disclosure"
    ]
    assert len(told) >= 5
    for line in told:
        assert re.search(r"程序|没有自己的经历|不是人", line.zh), line.zh
        assert re.search(r"a (computer )?program|no life of my own", line.en), line.en


async def test_the_crisis_guard_lets_every_line_of_the_book_pass() -> None:
    guard = GUARDS["crisis"]()
    talk = Room().talk
    for twin in PAIRS:
        for text in (twin.zh, twin.en):
            verdict = await guard.review(Side.BOT, Content(text=text), talk)
            assert isinstance(verdict, Allow) and not verdict.labels, text


async def test_a_yes_to_a_question_of_aftercare_is_good_news() -> None:
    """The crisis guard takes a yes to a question about danger as danger; ours ask about safety."""
    guard = GUARDS["crisis"]()
    for line in (*BOOK.aftercare.active, *BOOK.aftercare.eased, *BOOK.aftercare.leaving):
        for asked, yes in ((line.zh, "是的"), (line.en, "yes")):
            room = Room()
            room.happen(BotSpoke(message_id=MessageId("b"), text=asked))
            verdict = await guard.review(Side.USER, Content(text=yes), room.talk)
            assert isinstance(verdict, Allow), asked


def test_the_plan_is_bounded() -> None:
    bounds = Plan.model_validate(BOOK.plan.model_dump()).bounds
    assert bounds.channels == 3
    assert bounds.turns >= 6 + bounds.channels * 6
