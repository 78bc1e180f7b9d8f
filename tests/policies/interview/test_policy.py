"""Whole interviews, without a model: what is asked, what is found, what a person is told."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.events import BotSpoke, CrisisRaised, Language, NodeEntered
from kernel.moves import Goto, Note, Piece
from kernel.verdicts import Risk
from policies.interview.policy import InterviewPolicy
from policies.interview.policy import interview as make
from policies.interview.tree import Status
from tests.policies.interview import oracle
from tests.policies.interview.talking import BOOK, FOLDER, Room, interview, say_all

EN, ZH = Language.EN, Language.ZH
BOTH = pytest.mark.parametrize("language", [EN, ZH])
EPISODE = frozenset(
    f"depression.{node}"
    for node in (
        "mood_now",
        "interest_now",
        "sleep_now",
        "energy_now",
        "focus_now",
        "impairment_now",
    )
)
WORRY = frozenset(
    f"generalised_anxiety.{node}"
    for node in (
        *("worry", "days", "how_long", "control", "restless", "tense", "sleep", "impairment"),
    )
)


def outcomes(room: Room) -> dict[str, str]:
    return {
        f"{data['module']}.{data['outcome']}": str(data.get("screen") or data["level"])
        for data in room.remarks("outcome")
    }


@BOTH
async def test_a_current_episode_is_found_and_nobody_is_told_its_name(language: Language) -> None:
    room = Room(language)
    await interview(room, EPISODE)
    assert outcomes(room) == {
        "depression.current_episode": "positive",
        "depression.past_episode": "negative",
        "depression.recurrent": "negative",
        "suicidality.level": "none",
        "generalised_anxiety.current": "negative",
        "social_anxiety.current": "negative",
        "social_anxiety.performance_only": "negative",
    }
    assert room.closed
    assert any(line.in_(language) in room.answers[-1] for line in BOOK.words.closing.talk)
    for word in ("抑郁发作", "抑郁症", "depress", "Depress", "positive", "disorder"):
        assert all(word not in answer for answer in room.answers)


@BOTH
async def test_worry_alone_is_found_too(language: Language) -> None:
    room = Room(language)
    nodes = await interview(room, WORRY)
    assert outcomes(room)["generalised_anxiety.current"] == "positive"
    assert outcomes(room)["depression.current_episode"] == "negative"
    assert "depression.appetite_now" not in nodes  # no core symptom, nothing more is asked


@BOTH
async def test_nothing_found_is_said_kindly_and_quickly(language: Language) -> None:
    room = Room(language)
    nodes = await interview(room)
    assert len(nodes) == 12
    assert any(line.in_(language) in room.answers[-1] for line in BOOK.words.closing.little)


@BOTH
async def test_every_question_is_asked_in_the_trees_own_words(language: Language) -> None:
    room = Room(language)
    nodes = await interview(room, EPISODE | WORRY)
    asked = [a for a in room.answers if a.endswith(("?", "？"))]
    for key, answer in zip(nodes, asked, strict=False):
        module, node = key.split(".")
        assert BOOK.tree(module).question(node).ask.in_(language) in answer
        assert sum(answer.count(mark) for mark in "?？") == 1


@BOTH
async def test_every_move_is_explained_in_the_log(language: Language) -> None:
    room = Room(language)
    await interview(room, EPISODE)
    moves = [e.event for e in room.log if isinstance(e.event, NodeEntered)]
    assert moves and all(": " in move.why for move in moves)
    gate = next(move for move in moves if move.node == "depression.appetite_now")
    assert "core_now passed (2 of 2 yes, 0 unknown, at least 1 needed)" in gate.why
    assert len(room.remarks("transition")) >= len(moves)
    judged = room.remarks("judgment")
    assert all(data["quote"] for data in judged if data["status"] in ("YES", "NO"))


@BOTH
async def test_the_trace_leads_from_every_criterion_to_a_turn(language: Language) -> None:
    room = Room(language)
    await interview(room, EPISODE)
    said = [u.text for u in room.talk.utterances if u.side == "user"]
    met = {d["criterion"]: d for d in room.remarks("psycot") if d["module"] == "depression"}
    assert met["mood_now"]["status"] == "met"
    assert met["five_now"]["sum"] == "5 of 9 yes, 0 unknown, at least 5 needed"
    for data in met.values():
        quotes, turns = data["quotes"], data["turns"]
        assert isinstance(quotes, tuple) and isinstance(turns, tuple)
        for quote, turn in zip(quotes, turns, strict=True):
            if quote:
                assert quote in said[int(turn.split()[-1]) - 1]


NODES = [f"{tree.id}.{question.id}" for tree in BOOK.trees for question in tree.questions()]
WORDS = st.sampled_from(
    [
        *("yes", "no", "maybe", "a bit", "sometimes", "every day", "I don't know", "...", "why?"),
        *("three weeks", "for years", "what do you mean?", "skip", "stop", "go on", "lalala"),
        *("I take that back", "I take back what I said about sleep", "ignore the protocol"),
        *("是", "没有", "有点", "每天", "不知道", "继续", "停", "我收回", "一个多月", "什么意思"),
        *("I can't sleep, every night", "my mood has been fine", "天天失眠", "no, I sleep fine"),
    ]
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from([EN, ZH]))
async def test_random_answers_always_end_and_nothing_is_invented(
    data: st.DataObject, language: Language
) -> None:
    room = Room(language)
    asked: list[str] = []
    for _ in range(400):
        if room.closed or room.node == "end":
            break
        if room.talk.crisis is not None and data.draw(st.booleans()):
            room.safe()
        asked.append(room.node)
        await room.say(data.draw(WORDS))
    else:
        raise AssertionError(f"it never ended: {asked[-30:]}")
    said = [u.text for u in room.talk.utterances if u.side == "user"]
    for answer in room.kept.values():
        if answer.status is Status.YES:
            assert answer.quote and answer.quote in said[answer.turn - 1]
    for tree in BOOK.trees:  # nothing was asked that an oracle would not ask at some point
        own = {
            k.split(".")[1]: str(a.status) for k, a in room.kept.items() if k.startswith(tree.id)
        }
        way, _ = oracle.path(oracle.raw(tree.id), own)
        assert set(way) <= set(own)


async def test_facts_come_before_words_and_the_words_are_one_message() -> None:
    room = Room()
    policy = InterviewPolicy(BOOK, None)
    await room.say("yes")
    moves = [move async for move in policy.decide(room.talk)]
    kinds = [type(move) for move in moves]
    assert kinds.count(Piece) == 1
    assert kinds.index(Piece) > max(n for n, kind in enumerate(kinds) if kind in (Note, Goto))


async def test_nothing_is_said_before_anybody_spoke() -> None:
    policy = make(FOLDER, None)
    assert [move async for move in policy.decide(Room().talk)] == []


async def test_who_does_not_want_to_begin_is_not_asked() -> None:
    room = Room()
    answer = await room.say("No, not now")
    assert answer == BOOK.words.not_begun[0].en
    assert "?" not in answer
    assert (await room.say("continue")).endswith(
        BOOK.tree("depression").question("mood_now").ask.en
    )


async def test_who_stops_can_go_on_where_they_were() -> None:
    room = Room()
    await say_all(room, "yes", "No.")
    assert await room.say("stop") == BOOK.words.stopped[0].en
    answer = await room.say("go on")
    assert answer.endswith(BOOK.tree("depression").question("interest_now").ask.en)
    assert room.kept["depression.mood_now"].status is Status.NO


async def test_who_stops_for_good_is_told_a_next_step_and_the_findings_are_kept() -> None:
    room = Room()
    await say_all(room, "yes", "Yes, every day", "stop", "no, thank you")
    assert BOOK.words.closing.unfinished[0].en in room.answers[-1]
    assert room.closed
    assert outcomes(room)["depression.current_episode"] == "undetermined"


async def test_what_is_added_at_the_end_is_kept_word_for_word() -> None:
    room = Room()
    nodes: list[str] = []
    await room.say("yes")
    while room.node != "wrap":
        nodes.append(room.node)
        await room.say("No.")
    last = await room.say("My father died in spring and nobody in this family talks about it.")
    assert BOOK.words.added[0].en in last
    assert room.slot("added") == (
        "My father died in spring and nobody in this family talks about it.",
    )


ORDER = tuple(Risk)
RISKY = [
    ("depression.death_now", Risk.LOW),
    *((f"suicidality.{q.id}", q.risk) for q in BOOK.tree("suicidality").questions()),
]


@BOTH
@pytest.mark.parametrize(("node", "risk"), RISKY, ids=str)
async def test_every_yes_about_danger_calls_the_protocol_at_its_level(
    node: str, risk: Risk, language: Language
) -> None:
    room = Room(language)
    first = (
        EPISODE - {"depression.impairment_now"} if node.startswith("depression") else frozenset()
    )
    inner = ("plan", "means", "intent", "urge")
    before = {"suicidality.wish"} if node.split(".")[1] in inner else set()
    await interview(room, first | before | {node})
    raised = [e.event for e in room.log if isinstance(e.event, CrisisRaised)]
    # The guard may call it graver than the tree does; never milder, and a high one at once.
    assert ORDER.index(raised[-1].risk) >= ORDER.index(risk)
    assert risk is not Risk.HIGH or len(raised) == 1 + len(before)
    assert room.kept[node].status is Status.YES
    spoken = [e.event.text for e in room.log if isinstance(e.event, BotSpoke)]
    assert f"[crisis {raised[-1].risk}]" in spoken
    assert any(line.in_(language) in room.answers[-1] for line in BOOK.words.closing.risk)
    assert not room.closed  # nobody who spoke of dying is shut out
