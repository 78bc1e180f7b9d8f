"""The book: faults are found when it is loaded, and its lines keep its own rules."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from kernel.errors import DataError
from kernel.events import BotSpoke, Language, Side
from kernel.ids import MessageId
from kernel.records import Content
from kernel.verdicts import Allow
from policies.interview.book import IN_WORDS, Wish
from policies.interview.plan import Plan
from policies.interview.policy import interview as make
from policies.interview.shelf import load_book, load_yaml
from policies.words.hearing import is_han
from policies.words.texts import Part, Twins, placeholders
from safety.catalog import GUARDS
from tests.policies.interview.talking import BOOK, FOLDER, Room


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "mine")
    return tmp_path / "mine"


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (swap("interview.yaml", "trees/dep", "trees/gone"), r"trees/goneression\.yaml"),
        (swap("interview.yaml", "trees/dep", "../x/dep"), "not below the bot's folder"),
        (swap("interview.yaml", "risk_module: suicidality", "risk_module: mood"), "risk_module"),
        (swap("interview.yaml", "clarify: 2", "clarify: 9"), "clarify"),
        (swap("interview.yaml", "resume: [low, moderate]", "resume: [calm]"), "resume"),
        (swap("interview.yaml", "trees/social_anxiety", "trees/depression"), "same id"),
        (swap("words.yaml", "关于$topic", "关于$feeling"), "feeling"),
        (swap("words.yaml", "goodbye:", "farewell:"), "goodbye"),
        (swap("wishes.yaml", "- id: skip", "- id: stop"), "every wish"),
        (swap("reading.yaml", "hedges: '", "hedges: '("), "expression"),
        (swap("words.yaml", "$of 项里", "项里"), "count"),
        (swap("prompts/en/judge.md", "$question", "question"), "judge"),
        (swap("trees/depression.yaml", "next: interest_now", "next: moon"), "names no node"),
    ],
)
def test_a_fault_is_found_when_the_book_is_loaded(
    folder: Path, change: Callable[[Path], None], said: str
) -> None:
    change(folder)
    with pytest.raises(DataError, match=said):
        make(folder, None)


def test_a_tree_of_the_users_own_is_asked_like_the_shipped_ones(folder: Path) -> None:
    tree = load_yaml(folder / "trees" / "social_anxiety.yaml")
    tree["id"] = "licensed"
    (folder / "licensed.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
    swap("interview.yaml", "  - trees/dep", "  - licensed.yaml\n  - trees/dep")(folder)
    assert load_book(folder).trees[0].id == "licensed"


def test_the_plan_is_the_one_in_the_folder() -> None:
    assert Plan.model_validate(load_yaml(FOLDER / "interview.yaml")) == BOOK.plan
    assert BOOK.wishes[0].id is Wish.JAILBREAK  # before all others


def lines(part: object) -> Iterator[Twins[str]]:
    """Every text in two languages."""
    if isinstance(part, Twins):
        if isinstance(part.zh, str):
            yield part
        return
    if isinstance(part, Part):
        part = [getattr(part, name) for name in type(part).model_fields]
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list | tuple):
        for one in part:
            yield from lines(one)


def spoken() -> list[Twins[str]]:
    """All that a person reads."""
    replies = [line for one in BOOK.wishes for line in one.replies]
    asked = [
        text
        for tree in BOOK.trees
        for node in tree.nodes
        for text in lines(node)
        if any(text.in_(language) for language in Language)
    ]
    told = [text for text in lines(BOOK.words) if text is not BOOK.words.count]
    return [*told, *replies, *asked]


def test_every_line_is_in_its_language_and_has_known_placeholders() -> None:
    for text in spoken():
        assert any(map(is_han, text.zh)), text
        bare = re.sub(r"\$\w+|“|”|「|」", "", text.en)
        assert not any(map(is_han, bare)), text
        for language in Language:
            assert placeholders(text.in_(language)) <= IN_WORDS


def test_nothing_that_is_said_names_a_disorder() -> None:
    named = re.compile(r"抑郁症|焦虑症|障碍|确诊|\bdisorder|\bdepressi|\bpatient\b", re.I)
    for text in lines(BOOK.words):
        assert not named.search(text.zh), text.zh
        assert not named.search(text.en), text.en


async def test_the_crisis_guard_lets_every_line_pass() -> None:
    guard = GUARDS["crisis"]()
    talk = Room().talk
    for twin in spoken():
        for text in (twin.zh, twin.en):
            verdict = await guard.review(Side.BOT, Content(text=text), talk)
            assert isinstance(verdict, Allow) and not verdict.labels, text


async def test_a_yes_to_go_on_after_a_crisis_is_no_alarm() -> None:
    guard = GUARDS["crisis"]()
    for line in BOOK.words.care.ask:
        for asked, yes in ((line.zh, "继续"), (line.en, "go on"), (line.en, "yes")):
            room = Room()
            room.happen(BotSpoke(message_id=MessageId("b"), text=asked))
            verdict = await guard.review(Side.USER, Content(text=yes), room.talk)
            assert isinstance(verdict, Allow), asked
