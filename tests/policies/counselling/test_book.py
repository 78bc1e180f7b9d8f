"""The book: what is wrong in a file is found when it is loaded, not in a talk."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kernel.errors import DataError
from kernel.events import BotSpoke, Language, Side
from kernel.ids import MessageId
from kernel.records import Content
from kernel.verdicts import Allow
from policies.counselling.book import PROMPTS, Wish
from policies.counselling.shelf import load_book
from policies.words.hearing import is_han
from policies.words.texts import Part, Twins
from safety.catalog import GUARDS
from tests.policies.counselling.talking import BOOK, FOLDER, Room

PLACEHOLDER = re.compile(r"\$\w+", re.ASCII)


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
        (swap("plan.yaml", "closing]", "closing, holidays]"), r"holidays\.yaml"),
        (swap("plan.yaml", "stages:", "stages: ["), r"plan\.yaml"),
        (swap("plan.yaml", "sentences: 4", "sentences: 0"), "sentences"),
        (swap("stages/closing.yaml", "id: closing", "id: ending"), "another id"),
        (swap("stages/trust_building.yaml", "enough: 2", "enough: 9"), "enough"),
        (swap("stages/trust_building.yaml", "must: [topic]", "must: [nothing]"), "must"),
        (swap("stages/trust_building.yaml", "{min: 2, max: 6}", "{min: 7, max: 6}"), "min"),
        (swap("stages/trust_building.yaml", "skills: [reflection", "skills: [magic"), "magic"),
        (swap("stages/trust_building.yaml", "id: hope", "id: event"), "same id"),
        (swap("stages/solution_exploration.yaml", "with: aff", "with: non_aff"), "non_aff"),
        (swap("skills.yaml", "“$feeling”，", "“$mood”，"), "mood"),
        (swap("skills.yaml", "“$quote”。", "“$”。"), "lone"),
        (swap("skills.yaml", "id: presence", "id: silence"), "presence"),
        (swap("wishes.yaml", "id: advice", "id: unsure"), "every wish"),
        (swap("closing.yaml", "recall: [topic", "recall: [nothing"), "nothing"),
        (swap("never.yaml", "\\bas an ai\\b", "(as an ai"), "regular expression"),
        (swap("prompts/zh/turn.md", "$draft", "$sketch"), "turn"),
        (swap("aftercare.yaml", "later:", "never:"), "aftercare"),
        (lambda folder: (folder / "feelings.yaml").unlink(), r"feelings\.yaml"),
        (lambda folder: (folder / "prompts/en/judge.md").write_bytes(b"\xff"), r"judge\.md"),
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
    if isinstance(value, dict):
        return [twin for one in value.values() for twin in twins(one)]
    return [twin for one in value for twin in twins(one)] if isinstance(value, tuple) else []


def test_every_text_is_chinese_in_zh_and_english_in_en() -> None:
    pairs = [twin for twin in twins(BOOK) if isinstance(twin.zh, str)]
    assert len(pairs) > 150
    for twin in pairs:
        words = PLACEHOLDER.sub("", twin.zh)
        assert any(map(is_han, words)) or not re.search(r"[a-z]", words.lower()), twin.zh
        assert not any(map(is_han, twin.en)), twin.en


def test_a_twin_has_the_same_placeholders_in_both_languages() -> None:
    for twin in twins(BOOK):
        if isinstance(twin.zh, str):
            found = [set(PLACEHOLDER.findall(text)) for text in (twin.zh, twin.en)]
            assert found[0] == found[1], twin.en


def test_what_a_person_reads_is_calm_and_asks_at_most_once() -> None:
    lines = [twin for twin in twins(BOOK) if isinstance(twin.zh, str)]
    for text in (text for line in lines for text in (line.zh, line.en)):
        assert "!" not in text and "！" not in text
    asking = [line for stage in BOOK.stages for one in stage.criteria for line in one.questions]
    for line in asking:
        assert line.zh.count("？") in (1, 2) and line.en.count("?") == 1


@pytest.mark.parametrize("name", sorted(PROMPTS))
@pytest.mark.parametrize("language", list(Language))
def test_prompts_have_no_unfilled_places(name: str, language: Language) -> None:
    text = (FOLDER / "prompts" / language / f"{name}.md").read_text(encoding="utf-8")
    assert {place.lstrip("$") for place in PLACEHOLDER.findall(text)} == PROMPTS[name]


def test_every_wish_is_recognised_by_its_own_cues() -> None:
    for wish in Wish:
        wanting = BOOK.wish(wish)
        assert wanting.cues.zh and wanting.cues.en
        for language in Language:
            for cue in wanting.cues.in_(language):
                assert len(cue) <= wanting.longest.in_(language)


def test_what_the_book_says_would_pass_its_own_prohibitions() -> None:
    lines = [line for skill in BOOK.skills for line in (*skill.openers, *skill.asks)]
    lines += [line for stage in BOOK.stages for one in stage.criteria for line in one.questions]
    for never in BOOK.never:
        for language in Language:
            for pattern in never.in_(language):
                for line in lines:
                    assert not re.search(pattern, line.in_(language), re.I), (pattern, line)


async def test_the_crisis_guard_lets_every_line_of_the_book_pass() -> None:
    guard = GUARDS["crisis"]()
    talk = Room().talk
    for twin in twins(BOOK):
        if isinstance(twin.zh, str):
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
